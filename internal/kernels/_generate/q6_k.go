package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A block of Q6_K, 256 columns of 16 rows, is
//   - the scales of the scales, one line,
//   - the int8 scales, four lines: each half of a line has, for its 8 rows, the
//     scales of four times 16 columns, 8 bytes each,
//   - eight parts of 32 columns. Part of w + 32 is in nibbles as in Q4_0, four
//     lines, and the upper two bits in two lines: those of columns 4i to 4i+3
//     in bits 2(i%4) and up of line i/4.
const (
	q6Scales = groupSize
	q6Parts  = 5 * groupSize
	q6Part   = 6 * groupSize
	q6Size   = q6Parts + 8*q6Part
)

func q6() {
	q6VNNI()
	q6AVX2()
}

func q6VNNI() {
	k := newBlockKernel("groupQ6VNNI")
	mask, upper := constant(0x0f0f0f0f, ZMM()), constant(0x30303030, ZMM())
	offset := constant(0x60606060, ZMM())
	scale, low, high, w := ZMM(), ZMM(), ZMM(), vectors(8, ZMM)
	k.each(q6Size, func() {
		VMOVUPS(at(k.w, 0), scale)
		q6Loop(k, func(part int, scales, bits reg.GPVirtual) {
			q6ScalesVNNI(scales, part, low, high)
			q6DecodeVNNI(bits, part, w, mask, upper)
			for i := range w {
				VPADDB(offset, w[i], w[i]) // - 32 + 128
			}
			k.tokens(part, func() {
				// Each sum times its scale and the sum of both are below 2^24 in
				// magnitude, exact in floating point.
				a, b := ZMM(), ZMM()
				k.halvesVNNI(a, b, w)
				VCVTDQ2PS(a, a)
				VCVTDQ2PS(b, b)
				VMULPS(low, a, a)
				VMULPS(high, b, b)
				VADDPS(b, a, a)
				k.addVNNI(a, scale)
			})
		})
	})
}

// q6Loop repeats body for the parts of a block, two at a time, with the
// addresses of the two's line of scales and of their nibbles and bits.
func q6Loop(k blockKernel, body func(part int, scales, bits reg.GPVirtual)) {
	scales, bits, pairs := GP64(), GP64(), GP64()
	LEAQ(at(k.w, q6Scales), scales)
	LEAQ(at(k.w, q6Parts), bits)
	MOVQ(U32(4), pairs)
	Label("pair")
	for part := range 2 {
		body(part, scales, bits)
	}
	ADDQ(U32(groupSize), scales)
	ADDQ(U32(2*q6Part), bits)
	DECQ(pairs)
	JNZ(LabelRef("pair"))
}

// q6ScalesVNNI loads the scales of a part's two halves as floats.
func q6ScalesVNNI(scales reg.GPVirtual, part int, low, high reg.VecVirtual) {
	for h, to := range []reg.VecVirtual{low, high} {
		x := XMM()
		VMOVQ(at(scales, part*16+h*8), x)
		VPINSRQ(U8(1), at(scales, part*16+h*8+32), x, x)
		VPMOVSXBD(x, to)
		VCVTDQ2PS(to, to)
	}
}

func q6DecodeVNNI(bits reg.GPVirtual, part int, w []reg.VecVirtual, mask, upper reg.VecVirtual) {
	line := part * q6Part
	for i := range 4 {
		VMOVDQU32(at(bits, line+i*groupSize), w[i])
		nibbles(w[i], w[i+4], mask)
	}
	for h := range 2 {
		all := ZMM()
		VMOVDQU32(at(bits, line+(4+h)*groupSize), all)
		for f := range 4 {
			x := all
			if f != 2 {
				x = ZMM()
				shiftUpper(f, all, x)
			}
			VPTERNLOGD(U8(0xf8), upper, x, w[4*h+f]) // w |= x & upper
		}
	}
}

// shiftUpper shifts bits 2f and 2f+1 to 4 and 5; f is not 2.
func shiftUpper(f int, from, to reg.VecVirtual) {
	if f < 2 {
		VPSLLW(U8(4-2*f), from, to)
	} else {
		VPSRLW(U8(2), from, to)
	}
}

// q6AVX2 multiplies w + 32 <= 63 with activations of at most 127 in magnitude,
// so that int16 holds four products, and multiplies pairs of their sums with
// the scales. It takes off 32 times the activations' sums times the scales.
func q6AVX2() {
	k := newBlockKernel("groupQ6AVX2")
	scale, w := YMM(), vectors(8, YMM)
	c := vectors(2, YMM) // the scales of a half, each twice as int16
	k.each(q6Size, func() {
		VMOVUPS(at(k.w, 0), scale)
		q6Loop(k, func(part int, scales, bits reg.GPVirtual) {
			q6DecodeAVX2(bits, part, w)
			for h := range c {
				high := YMM()
				VPMOVSXBD(at(scales, part*16+h*8), c[h])
				VPSLLD(U8(16), c[h], high)
				VPBLENDW(U8(0xaa), high, c[h], c[h])
			}
			k.tokens(part, func() {
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
				k.addAVX2(sum, scale)
			})
		})
	})
}

func q6DecodeAVX2(bits reg.GPVirtual, part int, w []reg.VecVirtual) {
	line := part * q6Part
	mask := constant(0x0f0f0f0f, YMM())
	for i := range 4 {
		VMOVDQU(at(bits, line+i*groupSize), w[i])
		VPSRLW(U8(4), w[i], w[i+4])
		VPAND(mask, w[i], w[i])
		VPAND(mask, w[i+4], w[i+4])
	}
	upper := constant(0x30303030, YMM())
	for h := range 2 {
		for f := range 4 {
			x := YMM()
			VMOVDQU(at(bits, line+(4+h)*groupSize), x)
			if f != 2 {
				shiftUpper(f, x, x)
			}
			VPAND(upper, x, x)
			VPOR(x, w[4*h+f], w[4*h+f])
		}
	}
}
