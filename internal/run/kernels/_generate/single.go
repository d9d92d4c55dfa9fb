package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// single writes the products of one token: nothing is decoded into a panel, as
// there is nobody else to read it, and the sums stay in registers.
func single() {
	for _, v := range []vector{avx512, avx2} {
		v.singleQ8()
		for _, s := range smalls {
			v.singleSmall(s)
		}
		for _, l := range larges {
			v.singleLarge(l)
		}
		v.singleQ6()
	}
}

// ahead is how many bytes before it is read a line is asked for. The processor's
// own guesses reach half the speed of some memories, and asking in the order in
// which lines are read instead of that of their addresses three quarters.
const ahead = 20 << 10

// singleKernel is the frame of these products: for each group of blocks, all 32
// rows, as many at a time as a register has.
type singleKernel struct {
	vector
	acc, x, record reg.GPVirtual
	next           reg.GPVirtual // what is prefetched
	x3             reg.GPVirtual // three strides
	blocks, stride reg.GPVirtual
}

// single writes a kernel whose body adds one record's products, of blocks of 32
// columns and lines long, to sum. The body's record begins at k.record.
func (v vector) single(name string, blocks, lines int, constants func(), body func(k *singleKernel, sum reg.VecVirtual)) {
	TEXT("single"+name+v.suffix, NOSPLIT, "func(acc *float32, x *int8, records *byte, blocks, stride int)")
	p := parameters("acc", "x", "records", "blocks", "stride")
	k := &singleKernel{vector: v, acc: p[0], x: p[1], record: p[2], blocks: p[3], stride: p[4], x3: GP64()}
	LEAQ(Mem{Base: k.stride, Index: k.stride, Scale: 2}, k.x3)
	k.next = GP64()
	LEAQ(at(k.record, ahead), k.next)
	constants()
	Label("group")
	left := GP64()
	MOVQ(U32(uint32(32/v.rows)), left)
	Label("rows")
	sum := v.new()
	VMOVUPS(at(k.acc, 0), sum)
	body(k, sum)
	VMOVUPS(sum, at(k.acc, 0))
	ADDQ(U32(uint32(4*v.rows)), k.acc)
	if v.wide {
		ADDQ(U32(uint32(lines*lineSize)), k.record)
	} else {
		Comment("From the first half of the record's lines to the second, from there to the next record.")
		ADDQ(U32(32), k.record)
		TESTQ(U32(1), left)
		JZ(LabelRef("same"))
		ADDQ(U32(uint32((lines-1)*lineSize)), k.record)
		Label("same")
	}
	ADDQ(U32(uint32(lines*lineSize*v.rows/16)), k.next)
	DECQ(left)
	JNZ(LabelRef("rows"))
	SUBQ(U32(resultSize), k.acc)
	for range blocks / 4 {
		LEAQ(Mem{Base: k.x, Index: k.stride, Scale: 4}, k.x)
	}
	if blocks == 1 {
		ADDQ(k.stride, k.x)
	}
	SUBQ(U32(uint32(blocks)), k.blocks)
	JG(LabelRef("group"))
	VZEROUPPER()
	RET()
}

// load reads a line of the record.
func (k *singleKernel) load(line int) reg.VecVirtual { return k.vector.load(k.line(line)) }

func (k *singleKernel) line(i int) Mem { return at(k.record, i*lineSize) }

// prefetch asks for part n of parts of the lines that a later body reads.
func (k *singleKernel) prefetch(lines, n, parts int) {
	lines = (lines*k.rows + 15) / 16
	for i := lines * n / parts; i < lines*(n+1)/parts; i++ {
		PREFETCHT0(at(k.next, i*lineSize))
	}
}

// add adds to sum the products' sum of a block, as a float, times the scales of
// the rows and of the activations at x.
func (k *singleKernel) add(products, scale reg.VecVirtual, x Mem, sum reg.VecVirtual) {
	both := k.new()
	VBROADCASTSS(x.Offset(scaleAt), both)
	VMULPS(both, scale, both)
	VMULPS(both, products, products)
	VADDPS(products, sum, sum)
}

// bias returns -128>>shift times the sum of half h of a block's activations, which
// takes off what weights are too large by.
func bias(x Mem, h int, shift uint8) reg.VecVirtual {
	b := ZMM()
	VPBROADCASTD(x.Offset(biasAt+4*h), b)
	if shift > 0 {
		VPSRAD(U8(shift), b, b) // exact
	}
	return b
}

func (v vector) singleQ8() {
	var ones, sign reg.VecVirtual
	v.single("Q8", 1, 9, func() {
		if v.wide {
			sign = constant(0x80808080, v.new())
		} else {
			ones = onesAVX2()
		}
	}, func(k *singleKernel, sum reg.VecVirtual) {
		x := at(k.x, 0)
		var sums [2]reg.VecVirtual
		for h := range sums {
			if v.wide {
				sums[h] = bias(x, h, 0)
			}
		}
		for i := range 8 {
			k.prefetch(9, i, 8)
			s := &sums[i/4]
			if v.wide {
				w := v.new()
				VPXORD(k.line(1+i), sign, w) // + 128
				VPDPBUSD_BCST(x.Offset(4*i), w, *s)
				continue
			}
			w, a := v.new(), v.new()
			VPABSB(k.line(1+i), w)
			VPBROADCASTD(x.Offset(4*i), a)
			VPSIGNB(k.line(1+i), a, a)
			VPMADDUBSW(a, w, a)
			VPMADDWD(ones, a, a)
			if *s == nil {
				*s = a
				continue
			}
			VPADDD(a, *s, *s)
		}
		VPADDD(sums[1], sums[0], sums[0])
		VCVTDQ2PS(sums[0], sums[0])
		k.add(sums[0], k.load(0), x, sum)
	})
}

// singleQ6 goes over the halves of 128 columns and in these over their first and
// last lines, which belong to the first and the last 16 columns of all four
// parts; see unpacker.q6.
func (v vector) singleQ6() {
	var mask, bits reg.VecVirtual
	var words Mem
	if !v.wide {
		words = wordsTable()
	}
	v.single("Q6", 8, 53, func() {
		mask, bits = constant(0x0f0f0f0f, v.new()), constant(0x30303030, v.new())
	}, func(k *singleKernel, sum reg.VecVirtual) {
		scale := k.load(0)
		x := rowsAt(k.x, k.stride, k.x3, 8)
		for h := range 2 {
			if v.wide {
				k.q6Wide(h, x, mask, bits, scale, sum)
			} else {
				k.q6(h, x, words, mask, bits, scale, sum)
			}
		}
	})
}

// q6Weights decodes line i of a half's parts and calls do with the weights of
// each.
func (k *singleKernel) q6Weights(h, i int, mask, bits reg.VecVirtual, do func(part int, w reg.VecVirtual)) {
	k.prefetch(53, 8*h+i, 16)
	upper := k.load(upperAt + 8*h + i)
	for odd := range 2 {
		line := lowAt + 16*h + 8*odd + i
		nibbles := k.load(line)
		for part := odd; part < 4; part += 2 {
			do(part, k.join(nibbles, upper, part, mask, bits))
		}
	}
}

func (k *singleKernel) q6Wide(h int, x strided, mask, bits, scale, sum reg.VecVirtual) {
	floats := make([]reg.VecVirtual, 4) // a part's sum
	for half := range 2 {
		sums := []reg.VecVirtual{}
		for part := range 4 {
			sums = append(sums, bias(x.at(4*h+part), half, 2))
		}
		for i := 4 * half; i < 4*half+4; i++ {
			k.q6Weights(h, i, mask, bits, func(part int, w reg.VecVirtual) {
				VPDPBUSD_BCST(x.at(4*h+part).Offset(4*i), w, sums[part])
			})
		}
		for part, s := range sums {
			c := k.scale(k.load(scalesAt+2*h+part/2), part%2*2+half)
			VCVTDQ2PS(s, s)
			if half == 0 {
				VMULPS(c, s, s) // exact, see panelVNNI
				floats[part] = s
			} else {
				VFMADD231PS(c, s, floats[part])
			}
		}
	}
	for part, f := range floats {
		k.add(f, scale, x.at(4*h+part), sum)
	}
}

func (k *singleKernel) q6(h int, x strided, words Mem, mask, bits, scale, sum reg.VecVirtual) {
	sums := vectors(4, k.new)
	scales := AllocLocal(4 * 32)
	for half := range 2 {
		for part := range 4 { // the integer scales of 16 columns, twice each as int16
			j, c := part%2*2+half, k.load(scalesAt+2*h+part/2)
			VPSHUFB(words.Offset(32*j), c, c)
			VPSRAW(U8(8), c, c)
			VMOVDQU(c, scales.Offset(32*part))
		}
		for i := 4 * half; i < 4*half+4; i += 2 {
			pairs := make([]reg.VecVirtual, 4)
			for j := range 2 {
				k.q6Weights(h, i+j, mask, bits, func(part int, w reg.VecVirtual) {
					a := k.new()
					VPBROADCASTD(x.at(4*h+part).Offset(4*(i+j)), a)
					VPMADDUBSW(a, w, w)
					if j == 0 {
						pairs[part] = w
						return
					}
					VPADDW(w, pairs[part], w) // four products fit, see panelHalvesAVX2
					if i == 0 {
						VPMADDWD(scales.Offset(32*part), w, sums[part])
						return
					}
					VPMADDWD(scales.Offset(32*part), w, w)
					VPADDD(w, sums[part], sums[part])
				})
			}
		}
	}
	for part, s := range sums {
		// 32 times the activations' sums times the scales of their halves.
		pair, b := k.load(scalesAt+2*h+part/2), k.new()
		VPSHUFB(words.Offset(32*(4+part%2)), pair, pair)
		VPSRAW(U8(8), pair, pair)
		VPBROADCASTD(x.at(4*h+part).Offset(sumsAt), b)
		VPMADDWD(b, pair, b)
		VPSLLD(U8(5), b, b)
		VPSUBD(b, s, s)
		VCVTDQ2PS(s, s)
		k.add(s, scale, x.at(4*h+part), sum)
	}
}

// wordsTable has shuffles that make the upper bytes of two int16 of each four
// bytes: of byte j twice, in row j, and of bytes 0 and 1 and of 2 and 3.
func wordsTable() Mem {
	words := GLOBL("words", RODATA|NOPTR)
	for row, from := range [][2]int{{0, 0}, {1, 1}, {2, 2}, {3, 3}, {0, 1}, {2, 3}} {
		for i := range 8 {
			r := uint32(4 * (i % 4))
			v := 0x00800080 | (r+uint32(from[0]))<<8 | (r+uint32(from[1]))<<24
			DATA(32*row+4*i, U32(v))
		}
	}
	return words
}
