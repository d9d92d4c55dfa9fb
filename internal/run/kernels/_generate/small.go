package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// small is a type whose blocks have 32 integers of four bits, or of five. Its
// record is a line of scales, a line of fifth bits if there are five, and four
// lines with columns 0 to 15 in the low and 16 to 31 in the high nibbles.
type small struct {
	name    string
	fifths  bool // bit l of byte j of a row's word belongs to column j of line l
	minimum bool // the scales' line has halves: the scale's below, the minimum's above
	table   bool // the integers number the entries of IQ4's table
}

// smalls are those types. Where there is no minimum and no table, an integer is
// half its range too large.
var smalls = []small{
	{name: "Q4"},
	{name: "Q41", minimum: true},
	{name: "Q50", fifths: true},
	{name: "Q51", fifths: true, minimum: true},
	{name: "IQ4", table: true},
}

// first is the line where the nibbles begin.
func (s small) first() int {
	if s.fifths {
		return 2
	}
	return 1
}

func (s small) lines() int { return s.first() + 4 }

// tooLarge is how much larger than they should be a type's integers are.
func (s small) tooLarge() uint32 {
	switch {
	case s.minimum || s.table:
		return 0
	case s.fifths:
		return 16
	}
	return 8
}

// loader reads a line of the record at hand.
type loader interface {
	load(line int) reg.VecVirtual
}

// decoder makes a small type's integers.
type decoder struct {
	vector
	small
	mask, bit, table, halves reg.VecVirtual
}

// decoder returns a decoder whose constants are in registers. The table's entries
// are 128 too large where weights are unsigned.
func (v vector) decoder(s small) *decoder {
	d := &decoder{vector: v, small: s, mask: constant(0x0f0f0f0f, v.new())}
	if s.fifths {
		d.bit = constant(0x10101010, v.new())
	}
	if s.table {
		d.table = v.load(v.iq4())
	}
	if s.minimum {
		d.halves = v.halves()
	}
	return d
}

// each calls do with the integers of each of a block's eight lines:
//
//	for line := range 8 {
//		q := nibbles[line%4] >> (line / 4 * 4) & 0x0f0f0f0f
//		q |= fifths << 4 >> line & 0x10101010 // without losing a bit
//		do(line, q or table[q])
//	}
func (d *decoder) each(from loader, do func(line int, w reg.VecVirtual)) {
	var fifths reg.VecVirtual
	if d.fifths {
		fifths = from.load(1)
	}
	for i := range 4 {
		low, high := from.load(d.first()+i), d.new()
		VPSRLW(U8(4), low, high)
		for h, w := range []reg.VecVirtual{low, high} {
			d.and(d.mask, w, w)
			if d.fifths {
				d.or(d.shifted(fifths, 4*h+i), d.bit, w)
			}
			if d.table != nil {
				VPSHUFB(w, d.table, w)
			}
			do(4*h+i, w)
		}
	}
}

// shifted moves bit i of each byte to bit 4, among others that are wrong.
func (v vector) shifted(x reg.VecVirtual, i int) reg.VecVirtual {
	to := v.new()
	switch {
	case i < 4:
		VPSLLW(U8(4-i), x, to)
	case i > 4:
		VPSRLW(U8(i-4), x, to)
	default:
		return x
	}
	return to
}

// or sets w to w | x & mask.
func (v vector) or(x, mask, w reg.VecVirtual) {
	if v.wide {
		VPTERNLOGD(U8(0xf8), mask, x, w)
		return
	}
	masked := v.new()
	VPAND(mask, x, masked)
	VPOR(masked, w, w)
}

// iq4 is the table of IQ4_NL and IQ4_XS, once for each 16 bytes.
func (v vector) iq4() Mem {
	t, ok := table("iq4" + v.suffix)
	if ok {
		return t
	}
	for i := range 4 * v.rows {
		x := [16]int8{-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113}[i%16]
		if v.wide {
			x ^= -128
		}
		DATA(i, U8(uint8(x)))
	}
	return t
}

// tables are those of the file at hand.
var tables = map[string]Mem{}

// table returns a table, and whether it has been filled.
func table(name string) (Mem, bool) {
	t, ok := tables[name]
	if !ok {
		t = GLOBL(name, RODATA|NOPTR)
		tables[name] = t
	}
	return t, ok
}

// halves returns what [vector.split] needs.
func (v vector) halves() reg.VecVirtual {
	if v.wide {
		return nil
	}
	t, ok := table("halves")
	if ok {
		return v.load(t)
	}
	for i := range 32 {
		DATA(i, U8([16]uint8{0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15}[i%16]))
	}
	return v.load(t)
}

// split decodes a line with two half-precision numbers for each row:
//
//	for r := range rows {
//		low[r], high[r] = half(x[r]&0xffff), half(x[r]>>16)
//	}
func (v vector) split(x, halves reg.VecVirtual) (low, high reg.VecVirtual) {
	low, high = v.new(), v.new()
	if v.wide {
		words := YMM()
		VPMOVDW(x, words)
		VCVTPH2PS(words, low)
		VPSRLD(U8(16), x, high)
		VPMOVDW(high, words)
		VCVTPH2PS(words, high)
		return low, high
	}
	sorted, words := YMM(), YMM()
	VPSHUFB(halves, x, sorted)
	VPERMQ(U8(0x08), sorted, words)
	VCVTPH2PS(words.AsX(), low)
	VPERMQ(U8(0x0d), sorted, words)
	VCVTPH2PS(words.AsX(), high)
	return low, high
}

// unpackSmall decodes a small type:
//
//	panel.scale, panel.minimum = record.scale, record.minimum
//	panel.weights = integers
//
// For AVX-512 integers without a minimum become 128 too large, for AVX2 they stay
// as they are; what multiplies them knows.
func (v vector) unpackSmall(s small) {
	u := v.unpacker("unpack" + s.name)
	d := v.decoder(s)
	var offset reg.VecVirtual
	if v.wide && s.tooLarge() > 0 {
		offset = constant((128-s.tooLarge())*0x01010101, v.new())
	}
	u.each(s.lines(), func() {
		scale := u.load(0)
		if s.minimum {
			var minima reg.VecVirtual
			scale, minima = v.split(scale, d.halves)
			u.store(minima, firstAt)
		}
		u.store(scale, 0)
		d.each(u, func(line int, w reg.VecVirtual) {
			if offset != nil {
				VPADDB(offset, w, w)
			}
			u.store(w, weightsAt+lineSize*line)
		})
	})
}

// singleSmall multiplies one token with a small type:
//
//	dot := 0
//	for line := range 8 {
//		dot += integers[line] * x[4*line:4*line+4] // exact
//	}
//	acc += float(dot-tooLarge*sum(x)) * (scale * x.scale)
//	acc += minimum * x.sum
//
// With AVX2 sums have 16 bits as long as they fit: all lines of 15*127, four of
// 31*127.
func (v vector) singleSmall(s small) {
	var d *decoder
	var ones reg.VecVirtual
	v.single(s.name, 1, s.lines(), func() {
		d = v.decoder(s)
		if !v.wide {
			ones = onesAVX2()
		}
	}, func(k *singleKernel, sum reg.VecVirtual) {
		x := at(k.x, 0)
		n := k.newDot(x, s, ones)
		parts := 0
		d.each(k, func(line int, w reg.VecVirtual) {
			if parts%2 == 0 {
				k.prefetch(s.lines(), parts/2, 4)
			}
			parts++
			n.add(line, w)
		})
		products := n.float()
		scale := k.load(0)
		if s.minimum {
			var minima reg.VecVirtual
			scale, minima = v.split(scale, d.halves)
			k.add(products, scale, x, sum)
			k.addMinima(minima, x, sum)
			return
		}
		k.add(products, scale, x, sum)
	})
}

// dot is the sum of a block's products.
type dot struct {
	vector
	x        Mem    // the activations
	tooLarge uint32 // 0, 8, 16 or 128
	five     bool   // integers have five bits
	signed   bool   // integers are signed and have eight, with AVX2
	ones     reg.VecVirtual
	sums     [2]reg.VecVirtual // of the first four lines and of the others
}

// newDot starts with what takes off that integers are too large. Those of the table
// for AVX-512 are so by 128, and those for AVX2 are signed.
func (k *singleKernel) newDot(x Mem, s small, ones reg.VecVirtual) *dot {
	n := &dot{vector: k.vector, x: x, tooLarge: s.tooLarge(), five: s.fifths, ones: ones}
	if s.table {
		n.tooLarge, n.signed = 128, !n.wide
	}
	for h := range n.sums {
		switch {
		case !n.wide: // later
		case n.tooLarge == 0:
			n.sums[h] = n.new()
			VPXORD(n.sums[h], n.sums[h], n.sums[h])
		default:
			n.sums[h] = bias(x, h, map[uint32]uint8{8: 4, 16: 3, 128: 0}[n.tooLarge])
		}
	}
	return n
}

// add adds the products of a line.
func (n *dot) add(line int, w reg.VecVirtual) {
	sum, x := &n.sums[line/4], n.x.Offset(4*line)
	if n.wide {
		VPDPBUSD_BCST(x, w, *sum)
		return
	}
	a := n.new()
	VPBROADCASTD(x, a)
	if n.signed {
		VPSIGNB(w, a, a)
		VPABSB(w, w)
	}
	VPMADDUBSW(a, w, a)
	if n.signed {
		VPMADDWD(n.ones, a, a)
	}
	switch {
	case *sum == nil:
		*sum = a
	case n.signed:
		VPADDD(a, *sum, *sum)
	default:
		VPADDW(a, *sum, *sum)
	}
}

// float returns the sum as floats.
func (n *dot) float() reg.VecVirtual {
	sum := n.sums[0]
	switch {
	case n.wide || n.signed:
		VPADDD(n.sums[1], sum, sum)
	case n.five:
		for _, s := range n.sums {
			VPMADDWD(n.ones, s, s)
		}
		VPADDD(n.sums[1], sum, sum)
	default:
		VPADDW(n.sums[1], sum, sum)
		VPMADDWD(n.ones, sum, sum)
	}
	if !n.wide && !n.signed && n.tooLarge > 0 {
		takeOff(sum, n.ones, n.x, n.tooLarge)
	}
	VCVTDQ2PS(sum, sum)
	return sum
}

// addMinima adds to sum the minima times the activations' scaled sum.
func (k *singleKernel) addMinima(minima reg.VecVirtual, x Mem, sum reg.VecVirtual) {
	product := k.new()
	VBROADCASTSS(x.Offset(sumAt), product)
	VMULPS(product, minima, product)
	VADDPS(product, sum, sum)
}
