package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A block of Q4_0 is 16 scales and four times eight columns of 16 rows: in the
// low nibbles columns 4i to 4i+3, in the high ones those 16 later, each + 8.
const q4Size = 5 * groupSize

func q4() {
	q4VNNI()
	q4AVX2()
}

func q4VNNI() {
	k := newBlockKernel("groupQ4VNNI")
	mask, offset := constant(0x0f0f0f0f, ZMM()), constant(0x78787878, ZMM())
	scale, w := ZMM(), vectors(8, ZMM)
	k.each(q4Size, func() {
		VMOVUPS(at(k.w, 0), scale)
		for i := range 4 {
			VMOVDQU32(at(k.w, groupSize*(i+1)), w[i])
			nibbles(w[i], w[i+4], mask)
			VPADDB(offset, w[i], w[i]) // - 8 + 128
			VPADDB(offset, w[i+4], w[i+4])
		}
		k.tokens(0, func() {
			sum, half := ZMM(), ZMM()
			k.dotVNNI(sum, half, w)
			VCVTDQ2PS(sum, sum)
			k.addVNNI(sum, scale)
		})
	})
}

// q4AVX2 multiplies w + 8 <= 15 with activations of at most 127 in magnitude,
// so that int16 holds 16 products, and takes off 8 times the activations' sum.
func q4AVX2() {
	k := newBlockKernel("groupQ4AVX2")
	ones, mask := onesAVX2(), constant(0x0f0f0f0f, YMM())
	scale, w := YMM(), vectors(8, YMM)
	k.each(q4Size, func() {
		VMOVUPS(at(k.w, 0), scale)
		for i := range 4 {
			VMOVDQU(at(k.w, groupSize*(i+1)), w[i])
			VPSRLW(U8(4), w[i], w[i+4])
			VPAND(mask, w[i], w[i])
			VPAND(mask, w[i+4], w[i+4])
		}
		k.tokens(0, func() {
			sum, bias := YMM(), YMM()
			VPBROADCASTD(at(k.x, 0), sum)
			VPMADDUBSW(sum, w[0], sum)
			for i := 1; i < 8; i++ {
				x := YMM()
				VPBROADCASTD(at(k.x, 4*i), x)
				VPMADDUBSW(x, w[i], x)
				VPADDW(x, sum, sum)
			}
			VPMADDWD(ones, sum, sum)
			VPBROADCASTD(at(k.x, sumsAt), bias)
			VPMADDWD(ones, bias, bias)
			VPSLLD(U8(3), bias, bias)
			VPSUBD(bias, sum, sum)
			VCVTDQ2PS(sum, sum)
			k.addAVX2(sum, scale)
		})
	})
}

// nibbles sets high to the high nibbles of low, which keeps its low ones.
func nibbles(low, high, mask reg.VecVirtual) {
	VPSRLW(U8(4), low, high)
	VPANDD(mask, low, low)
	VPANDD(mask, high, high)
}
