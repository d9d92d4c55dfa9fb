package main

import (
	. "github.com/mmcloughlin/avo/build"
)

// A block of Q8_0 is 16 scales and eight times four columns of 16 rows.
const q8Size = 9 * groupSize

func q8() {
	q8VNNI()
	q8AVX2()
}

func q8VNNI() {
	k := newBlockKernel("groupQ8VNNI")
	sign := constant(0x80808080, ZMM())
	scale, w := ZMM(), vectors(8, ZMM)
	k.each(q8Size, func() {
		VMOVUPS(at(k.w, 0), scale)
		for i := range w {
			VPXORD(at(k.w, groupSize*(i+1)), sign, w[i]) // + 128
		}
		k.tokens(0, func() {
			sum, half := ZMM(), ZMM()
			k.dotVNNI(sum, half, w)
			VCVTDQ2PS(sum, sum)
			k.addVNNI(sum, scale)
		})
	})
}

// q8AVX2 multiplies |w| <= 128 with the activations, at most 127 in magnitude,
// that have taken over w's sign: a pair of products is at most 2*128*127, which
// int16 holds.
func q8AVX2() {
	k := newBlockKernel("groupQ8AVX2")
	ones := onesAVX2()
	scale, w := YMM(), vectors(8, YMM)
	k.each(q8Size, func() {
		VMOVUPS(at(k.w, 0), scale)
		for i := range w {
			VPABSB(at(k.w, groupSize*(i+1)), w[i])
		}
		k.tokens(0, func() {
			sums := vectors(2, YMM)
			for i := range w {
				x := YMM()
				VPBROADCASTD(at(k.x, 4*i), x)
				VPSIGNB(at(k.w, groupSize*(i+1)), x, x)
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
			k.addAVX2(sums[0], scale)
		})
	})
}
