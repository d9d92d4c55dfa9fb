package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The fields of an activation: 32 integers and these.
const (
	scaleAt        = 32
	biasAt         = 36 // -128 times the sum of the first 16, of the last 16
	sumsAt         = 44 // the two sums as int16
	sumAt          = 48 // the scale times the sum of all 32
	activationSize = 52
)

// The layout of a panel, 16 rows by up to 8 blocks of 32 columns. A line has 4
// bytes of each row.
const (
	lineSize   = 64
	firstAt    = lineSize     // after the scales: the minima, or the integer scales of the first 16 columns
	secondAt   = 2 * lineSize // the integer scales of the last 16 columns
	weightsAt  = 3 * lineSize // eight lines of 4 columns
	blockSize  = 11 * lineSize
	panelSize  = 8 * blockSize
	resultSize = 2 * lineSize // a token's results: 32 rows
)

func panel() {
	panelVNNI("panelScaleVNNI", oneScale)
	panelVNNI("panelMinimumVNNI", minimum)
	panelVNNI("panelHalvesVNNI", halves)
	panelSigned()
	panelHalvesAVX2()
	panelShort("panelNibblesAVX2", small{})
	panelShort("panelFifthsAVX2", small{fifths: true})
	panelShort("panelNibblesMinimumAVX2", small{minimum: true})
	panelShort("panelFifthsMinimumAVX2", small{fifths: true, minimum: true})
	storePair()
}

// kind is what a panel's blocks have besides scales and weights.
type kind int

const (
	oneScale kind = iota
	minimum       // minima
	halves        // integer scales for 16 columns each
)

// lines is how many lines of records 32 rows and 32 columns have at most: those of
// Q8_0, of Q5_1 and of Q6_K.
func (k kind) lines() int {
	return map[kind]int{oneScale: 18, minimum: 12, halves: 14}[k]
}

// panelKernel is the frame of all products with panels. A block's weights are in
// registers while all tokens pass, and the tokens' results so far in memory,
// [tokens, 32]: that takes any number of tokens alike.
type panelKernel struct {
	w           reg.GPVirtual // the block
	acc, x      reg.GPVirtual // the token's results and activations
	first, from reg.GPVirtual // the first token's
	count       reg.GPVirtual // tokens
	blocks      reg.GPVirtual
	stride      reg.GPVirtual // bytes from a block's activations to the next one's
	next        reg.GPVirtual // what is prefetched
}

func newPanelKernel(name string) panelKernel {
	TEXT(name, NOSPLIT, "func(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)")
	k := panelKernel{GP64(), GP64(), GP64(), GP64(), GP64(), GP64(), GP64(), GP64(), GP64()}
	Load(Param("acc"), k.first)
	Load(Param("x"), k.from)
	Load(Param("panels"), k.w)
	Load(Param("tokens"), k.count)
	Load(Param("blocks"), k.blocks)
	Load(Param("stride"), k.stride)
	Load(Param("next"), k.next)
	return k
}

// each repeats load for all blocks, and then token for all tokens. Meanwhile lines
// of the records to come are read into the cache: so many for the rows of a call
// and 32 columns.
func (k panelKernel) each(lines int, load, token func()) {
	Label("block")
	for i := range lines {
		PREFETCHT0(at(k.next, i*lineSize))
	}
	ADDQ(U32(uint32(lines*lineSize)), k.next)
	load()
	left := GP64()
	MOVQ(k.first, k.acc)
	MOVQ(k.from, k.x)
	MOVQ(k.count, left)
	Label("token")
	token()
	ADDQ(U32(activationSize), k.x)
	ADDQ(U32(resultSize), k.acc)
	DECQ(left)
	JNZ(LabelRef("token"))
	ADDQ(U32(blockSize), k.w)
	ADDQ(k.stride, k.from)
	DECQ(k.blocks)
	JNZ(LabelRef("block"))
	VZEROUPPER()
	RET()
}

// at returns an address off bytes after p.
func at(p reg.Register, off int) Mem { return Mem{Base: p, Disp: off} }

// panelVNNI multiplies two panels, 32 rows:
//
//	for b := range blocks {
//		for t := range tokens {
//			dot := bias[t][b] // -128 * sum(x[t][b])
//			dot += w[b] * x[t][b]
//			acc[t] += float(dot) * (scale[b] * x[t][b].scale)
//			acc[t] += minimum[b] * x[t][b].sum
//		}
//	}
//
// Weights are unsigned: 128 too large, which the activations' bias takes off again,
// or what they are beside a minimum. Where there are integer scales, each half of
// the columns has a dot, which is multiplied with its own.
func panelVNNI(name string, kind kind) {
	k := newPanelKernel(name)
	type rows struct {
		w                    []reg.VecVirtual
		scale, first, second reg.VecVirtual
	}
	both := []rows{}
	for range 2 {
		both = append(both, rows{vectors(8, ZMM), ZMM(), ZMM(), ZMM()})
	}
	k.each(kind.lines(), func() {
		for g, r := range both {
			at := func(off int) Mem { return at(k.w, g*panelSize+off) }
			VMOVUPS(at(0), r.scale)
			if kind != oneScale {
				VMOVUPS(at(firstAt), r.first)
			}
			if kind == halves {
				VMOVUPS(at(secondAt), r.second)
			}
			for i, w := range r.w {
				VMOVDQU32(at(weightsAt+i*lineSize), w)
			}
		}
	}, func() {
		a, b := vectors(2, ZMM), vectors(2, ZMM) // sums of the first and the last 16 columns
		for h, sums := range [][]reg.VecVirtual{a, b} {
			if kind == minimum {
				VPXORD(sums[0], sums[0], sums[0])
				VPXORD(sums[1], sums[1], sums[1])
				continue
			}
			VPBROADCASTD(at(k.x, biasAt+4*h), sums[0])
			VMOVDQA32(sums[0], sums[1])
		}
		for i := range 4 {
			for h, sums := range [][]reg.VecVirtual{a, b} {
				x := ZMM()
				VPBROADCASTD(at(k.x, 16*h+4*i), x)
				for g, r := range both {
					VPDPBUSD(x, r.w[4*h+i], sums[g])
				}
			}
		}
		scale := ZMM()
		VBROADCASTSS(at(k.x, scaleAt), scale)
		for g, r := range both {
			if kind == halves {
				// Each sum times its scale and the sum of both are below 2^24 in
				// magnitude, exact in floating point, so nothing is rounded here.
				VCVTDQ2PS(a[g], a[g])
				VCVTDQ2PS(b[g], b[g])
				VMULPS(r.first, a[g], a[g])
				VFMADD231PS(r.second, b[g], a[g])
			} else {
				VPADDD(b[g], a[g], a[g])
				VCVTDQ2PS(a[g], a[g])
			}
			product := ZMM()
			VMULPS(scale, r.scale, product)
			VMULPS(product, a[g], a[g])
			VADDPS(at(k.acc, g*lineSize), a[g], a[g])
			if kind == minimum {
				VMULPS_BCST(at(k.x, sumAt), r.first, product)
				VADDPS(product, a[g], a[g])
			}
			VMOVUPS(a[g], at(k.acc, g*lineSize))
		}
	})
}

// addAVX2 adds the float sum times the scales to the results of 8 rows.
func (k panelKernel) addAVX2(sum, scale, minima reg.VecVirtual) {
	both := YMM()
	VBROADCASTSS(at(k.x, scaleAt), both)
	VMULPS(both, scale, both)
	VMULPS(both, sum, sum)
	VADDPS(at(k.acc, 0), sum, sum)
	if minima != nil {
		VBROADCASTSS(at(k.x, sumAt), both)
		VMULPS(both, minima, both)
		VADDPS(both, sum, sum)
	}
	VMOVUPS(sum, at(k.acc, 0))
}

// panelSigned multiplies 8 rows of signed weights: |w| <= 128 with the
// activations, at most 127 in magnitude, that have taken over w's sign. A pair of
// products is at most 2*128*127, which int16 holds.
//
//	dot += |w[b]| * (sign(w[b]) * x[t][b])
//	acc[t] += float(dot) * (scale[b] * x[t][b].scale)
func panelSigned() {
	k := newPanelKernel("panelScaleAVX2")
	ones := onesAVX2()
	scale, w := YMM(), vectors(8, YMM)
	k.each((oneScale.lines()+3)/4, func() {
		VMOVUPS(at(k.w, 0), scale)
		for i := range w {
			VPABSB(at(k.w, weightsAt+lineSize*i), w[i])
		}
	}, func() {
		sums := vectors(2, YMM)
		for i := range w {
			x := YMM()
			VPBROADCASTD(at(k.x, 4*i), x)
			VPSIGNB(at(k.w, weightsAt+lineSize*i), x, x)
			VPMADDUBSW(x, w[i], x)
			if i < 2 {
				VPMADDWD(ones, x, sums[i])
				continue
			}
			VPMADDWD(ones, x, x)
			VPADDD(x, sums[i%2], sums[i%2])
		}
		VPADDD(sums[1], sums[0], sums[0])
		VCVTDQ2PS(sums[0], sums[0])
		k.addAVX2(sums[0], scale, nil)
	})
}

// panelHalvesAVX2 multiplies w + 32 <= 63 with activations of at most 127 in
// magnitude, so that int16 holds four products, and multiplies pairs of their
// sums with the integer scales, which are there twice as int16. It takes off 32
// times the activations' sums times the scales.
func panelHalvesAVX2() {
	k := newPanelKernel("panelHalvesAVX2")
	scale, w, c := YMM(), vectors(8, YMM), vectors(2, YMM)
	k.each((halves.lines()+3)/4, func() {
		VMOVUPS(at(k.w, 0), scale)
		VMOVDQU(at(k.w, firstAt), c[0])
		VMOVDQU(at(k.w, secondAt), c[1])
		for i := range w {
			VMOVDQU(at(k.w, weightsAt+lineSize*i), w[i])
		}
	}, func() {
		sum, bias := YMM(), YMM()
		VPBLENDW(U8(0xaa), c[1], c[0], bias)
		x := YMM()
		VPBROADCASTD(at(k.x, sumsAt), x)
		VPMADDWD(x, bias, bias)
		VPSLLD(U8(5), bias, bias)
		for i := 0; i < 8; i += 2 {
			x, y := YMM(), YMM()
			VPBROADCASTD(at(k.x, 4*i), x)
			VPBROADCASTD(at(k.x, 4*i+4), y)
			VPMADDUBSW(x, w[i], x)
			VPMADDUBSW(y, w[i+1], y)
			VPADDW(y, x, x)
			if i == 0 {
				VPMADDWD(c[0], x, sum)
				continue
			}
			VPMADDWD(c[i/4], x, x)
			VPADDD(x, sum, sum)
		}
		VPSUBD(bias, sum, sum)
		VCVTDQ2PS(sum, sum)
		k.addAVX2(sum, scale, nil)
	})
}

// panelShort multiplies 8 rows of small integers with activations of at most 127
// in magnitude: int16 holds 16 products with w <= 15, eight with w <= 31. What the
// integers are too large by is taken off at the end:
//
//	dot += w[b] * x[t][b]
//	acc[t] += float(dot-tooLarge*sum(x[t][b])) * (scale[b] * x[t][b].scale)
//	acc[t] += minimum[b] * x[t][b].sum
func panelShort(name string, s small) {
	k := newPanelKernel(name)
	kind := oneScale
	if s.minimum {
		kind = minimum
	}
	ones, scale, w := onesAVX2(), YMM(), vectors(8, YMM)
	k.each((kind.lines()+3)/4, func() {
		VMOVUPS(at(k.w, 0), scale)
		for i := range w {
			VMOVDQU(at(k.w, weightsAt+lineSize*i), w[i])
		}
	}, func() {
		var sum reg.VecVirtual
		var fours [2]reg.VecVirtual // sums of the first four lines and of the others
		for i := range w {
			x, four := YMM(), &fours[i/4]
			VPBROADCASTD(at(k.x, 4*i), x)
			VPMADDUBSW(x, w[i], x)
			if *four == nil {
				*four = x
				continue
			}
			VPADDW(x, *four, *four)
		}
		sum = fours[0]
		if s.fifths {
			VPMADDWD(ones, fours[0], fours[0])
			VPMADDWD(ones, fours[1], fours[1])
			VPADDD(fours[1], sum, sum)
		} else {
			VPADDW(fours[1], sum, sum)
			VPMADDWD(ones, sum, sum)
		}
		var minima reg.VecVirtual
		if s.minimum {
			minima = YMM()
			VMOVUPS(at(k.w, firstAt), minima)
		} else {
			takeOff(sum, ones, at(k.x, 0), s.tooLarge())
		}
		VCVTDQ2PS(sum, sum)
		k.addAVX2(sum, scale, minima)
	})
}

// takeOff subtracts from sum what tooLarge, 8 or 16, times the sum of the
// activations at x is.
func takeOff(sum, ones reg.VecVirtual, x Mem, tooLarge uint32) {
	b := YMM()
	VPBROADCASTD(x.Offset(sumsAt), b)
	VPMADDWD(ones, b, b)
	VPSLLD(U8(map[uint32]uint8{8: 3, 16: 4}[tooLarge]), b, b)
	VPSUBD(b, sum, sum)
}

// vectors returns n registers that make makes.
func vectors(n int, make func() reg.VecVirtual) []reg.VecVirtual {
	v := []reg.VecVirtual{}
	for range n {
		v = append(v, make())
	}
	return v
}

// onesAVX2 returns 16 times the int16 1.
func onesAVX2() reg.VecVirtual {
	ones := YMM()
	VPCMPEQW(ones, ones, ones)
	VPSRLW(Imm(15), ones, ones)
	return ones
}

// constant returns a register whose 32-bit elements are all v.
func constant(v uint32, x reg.VecVirtual) reg.VecVirtual {
	r := GP32()
	MOVL(U32(v), r)
	low := XMM()
	VMOVD(r, low)
	VPBROADCASTD(low, x)
	return x
}

// storePair copies the results of 32 rows to where each token has them, stride
// bytes apart, and reads those of the next 32 rows into the cache: a store that
// finds its line there takes a fraction of the time.
func storePair() {
	TEXT("storePairAVX2", NOSPLIT, "func(dst, acc *float32, tokens, stride int)")
	p := parameters("dst", "acc", "tokens", "stride")
	dst, acc, tokens, stride := p[0], p[1], p[2], p[3]
	Label("token")
	PREFETCHT0(at(dst, resultSize))
	PREFETCHT0(at(dst, resultSize+resultSize-4))
	x := vectors(4, YMM)
	for i := range x {
		VMOVUPS(at(acc, 32*i), x[i])
	}
	for i := range x {
		VMOVUPS(x[i], at(dst, 32*i))
	}
	ADDQ(U32(resultSize), acc)
	ADDQ(stride, dst)
	DECQ(tokens)
	JNZ(LabelRef("token"))
	VZEROUPPER()
	RET()
}
