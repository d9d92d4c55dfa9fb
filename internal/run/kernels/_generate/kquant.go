package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// large is a type whose blocks have 256 columns in eight parts of 32, but not
// Q6_K.
type large struct {
	name   string
	lines  int
	fifths bool // Q5_K: eight lines whose bits p belong to part p
	table  bool // IQ4_XS: the integers number the entries of IQ4's table
}

// larges are those types. The records of Q4_K and Q5_K begin with a line of the
// scales' scale below and the minima's above, and three of the scales and minima;
// that of IQ4_XS with a line of the scale below and the parts' upper two bits
// above, and one of their lower four. The nibbles follow.
var larges = []large{
	{name: "Q4K", lines: 4 + 32},
	{name: "Q5K", lines: 4 + 8 + 32, fifths: true},
	{name: "IQ4XS", lines: 2 + 32, table: true},
}

// small is the type of 32 columns that a part is like.
func (l large) small() small { return small{minimum: !l.table, fifths: l.fifths, table: l.table} }

// nibbles are the numbers of the two lines with columns 4*line and up of a part,
// and whether they are in the high nibbles.
func (l large) nibbles(part, line int) (at int, high bool) {
	first := l.lines - 32
	if l.table {
		return first + 4*part + line%4, line >= 4
	}
	return first + part/2*8 + line, part%2 == 1
}

// largeDecoder makes the numbers of a record.
type largeDecoder struct {
	*decoder
	typ      large
	from     loader
	d, dmin  reg.VecVirtual
	integers Mem // Q4_K, Q5_K: bytes of scales 0 to 3, 4 to 7, minima 0 to 3, 4 to 7
}

// begin reads what all parts of the record share:
//
//	d, dmin = half(line0), -half(line0>>16)
//	scales[0:4], minima[0:4] = line1&63, line2&63
//	scales[4:8] = line3&15 | line1>>6<<4
//	minima[4:8] = line3>>4 | line2>>6<<4
//
// The integers are stored, as there are few registers.
func (d *largeDecoder) begin(from loader) {
	d.from = from
	d.d, d.dmin = d.split(from.load(0), d.halves)
	if d.typ.table {
		return
	}
	d.negate(d.dmin)
	six, two := constant(0x3f3f3f3f, d.new()), constant(0x30303030, d.new())
	last := from.load(3)
	for i := range 2 {
		x := from.load(1 + i)
		lower, upper := d.new(), d.new()
		d.and(six, x, lower)
		d.put(lower, 2*i)
		VPSRLW(U8(2), x, upper)
		if i == 1 {
			VPSRLW(U8(4), last, last)
		}
		four := d.new()
		d.and(d.mask, last, four)
		d.or(upper, two, four)
		d.put(four, 2*i+1)
	}
}

// put stores integers.
func (d *largeDecoder) put(x reg.VecVirtual, i int) { d.storeTo(x, d.integers.Offset(4*d.rows*i)) }

// negate sets x to -x.
func (v vector) negate(x reg.VecVirtual) {
	sign := constant(1<<31, v.new())
	if v.wide {
		VPXORD(sign, x, x)
	} else {
		VPXOR(sign, x, x)
	}
}

// scale returns the scale of a part:
//
//	d * float(scales[part])
func (d *largeDecoder) scale(part int) reg.VecVirtual {
	if d.typ.table {
		return d.times(d.iq4Scale(part), d.d)
	}
	return d.times(d.byte(part/4, part%4), d.d)
}

// minimum returns the minimum of a part:
//
//	-dmin * float(minima[part])
func (d *largeDecoder) minimum(part int) reg.VecVirtual {
	return d.times(d.byte(2+part/4, part%4), d.dmin)
}

func (v vector) times(integers, factor reg.VecVirtual) reg.VecVirtual {
	VCVTDQ2PS(integers, integers)
	VMULPS(integers, factor, integers)
	return integers
}

// byte returns byte j of the i-th of the integers.
func (d *largeDecoder) byte(i, j int) reg.VecVirtual {
	x := d.vector.load(d.integers.Offset(4 * d.rows * i))
	bits(x, 8*j, 8)
	return x
}

// iq4Scale returns the scale of a part of IQ4_XS:
//
//	line1>>(4*part)&15 | line0>>16>>(2*part)&3<<4 - 32
func (d *largeDecoder) iq4Scale(part int) reg.VecVirtual {
	lower, upper := d.from.load(1), d.from.load(0)
	bits(lower, 4*part, 4)
	bits(upper, 16+2*part, 2)
	VPSLLD(U8(4), upper, upper)
	VPADDD(upper, lower, lower)
	VPSUBD(constant(32, d.new()), lower, lower)
	return lower
}

// bits sets each of x to so many of its bits from the first on.
func bits(x reg.VecVirtual, first, n int) {
	if first+n < 32 {
		VPSLLD(U8(32-first-n), x, x)
	}
	VPSRLD(U8(32-n), x, x)
}

// weights returns the integers of a line of a part, in a register of their own.
func (d *largeDecoder) weights(part, line int) reg.VecVirtual {
	i, high := d.typ.nibbles(part, line)
	w := d.from.load(i)
	if high {
		VPSRLW(U8(4), w, w)
	}
	d.and(d.mask, w, w)
	if d.typ.fifths {
		d.or(d.shifted(d.from.load(4+line), part), d.bit, w)
	}
	if d.table != nil {
		VPSHUFB(w, d.table, w)
	}
	return w
}

func (v vector) largeDecoder(l large) *largeDecoder {
	d := &largeDecoder{decoder: v.decoder(l.small()), typ: l}
	if l.table {
		d.halves = v.halves()
	} else {
		d.integers = AllocLocal(4 * 4 * v.rows)
	}
	return d
}

// unpackLarge decodes a large type:
//
//	for part := range 8 {
//		panel[part].scale, panel[part].minimum = scale(part), minimum(part)
//		panel[part].weights = integers
//	}
func (v vector) unpackLarge(l large) {
	u := v.unpacker("unpack" + l.name)
	d := v.largeDecoder(l)
	u.eachRows(l.lines, func() {
		d.begin(u)
		for part := range 8 {
			at := part * blockSize
			u.store(d.scale(part), at)
			if !l.table {
				u.store(d.minimum(part), at+firstAt)
			}
			for line := range 8 {
				u.store(d.weights(part, line), at+weightsAt+lineSize*line)
			}
		}
	})
	VZEROUPPER()
	RET()
}

// singleLarge multiplies one token with a large type: each part as [singleSmall]
// a block.
func (v vector) singleLarge(l large) {
	var d *largeDecoder
	var ones reg.VecVirtual
	v.single(l.name, 8, l.lines, func() {
		d = v.largeDecoder(l)
		if !v.wide {
			ones = onesAVX2()
		}
	}, func(k *singleKernel, sum reg.VecVirtual) {
		d.begin(k)
		at := rowsAt(k.x, k.stride, k.x3, 8)
		for part := range 8 {
			x := at.at(part)
			n := k.newDot(x, l.small(), ones)
			for line := range 8 {
				if line%4 == 0 {
					k.prefetch(l.lines, 2*part+line/4, 16)
				}
				n.add(line, d.weights(part, line))
			}
			k.add(n.float(), d.scale(part), x, sum)
			if !l.table {
				k.addMinima(d.minimum(part), x, sum)
			}
		}
	})
}
