package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// quantize rounds blocks of 32 floats.
func quantize() {
	order := GLOBL("quantizeOrder", RODATA|NOPTR)
	for i, v := range []uint32{0, 4, 1, 5, 2, 6, 3, 7} { // undoes what packing does to 32-bit elements
		DATA(4*i, U32(v))
	}
	TEXT("quantizeBlocks", NOSPLIT, "func(dst *int8, x *float32, blocks, stride int)")
	dst, x, blocks, stride := GP64(), GP64(), GP64(), GP64()
	Load(Param("dst"), dst)
	Load(Param("x"), x)
	Load(Param("blocks"), blocks)
	Load(Param("stride"), stride)
	IMUL3Q(U32(activationSize), stride, stride)
	magnitude, magic, perm, ones := constant(1<<31-1, YMM()), constant(math.Float32bits(3<<22), YMM()), YMM(), onesAVX2()
	VMOVDQU(order, perm)
	bytes := constant(0x01010101, YMM())
	Label("block")

	// The largest magnitude, as bits.
	v, most := vectors(4, YMM), YMM()
	for i := range v {
		VMOVUPS(at(x, 32*i), v[i])
		if i == 0 {
			VPAND(magnitude, v[i], most)
			continue
		}
		m := YMM()
		VPAND(magnitude, v[i], m)
		VPMAXUD(m, most, most)
	}
	half := XMM()
	VEXTRACTI128(U8(1), most, half)
	amax := XMM()
	VPMAXUD(half, most.AsX(), amax)
	for _, order := range []uint64{0x4e, 0xb1} {
		VPSHUFD(U8(order), amax, half)
		VPMAXUD(half, amax, amax)
	}

	// The scale and its inverse, zero if the block counts as zero.
	c127, tiny, inverse, scale, zero := XMM(), XMM(), XMM(), XMM(), XMM()
	float(c127, 127)
	float(tiny, 0x1p-100)
	VCMPSS(U8(1), tiny, amax, zero)
	VDIVSS(amax, c127, inverse)
	VDIVSS(c127, amax, scale)
	VANDNPS(inverse, zero, inverse)
	VANDNPS(scale, zero, scale)
	VMOVSS(scale, at(dst, scaleAt))
	all := YMM()
	VBROADCASTSS(inverse, all)

	// The numbers' low bytes, sign-extended, then packed.
	for _, v := range v {
		VMULPS(all, v, v)
		VADDPS(magic, v, v)
		VPSLLD(U8(24), v, v)
		VPSRAD(U8(24), v, v)
	}
	VPACKSSDW(v[1], v[0], v[0])
	VPACKSSDW(v[3], v[2], v[2])
	VPACKSSWB(v[2], v[0], v[0])
	VPERMD(v[0], perm, v[0])
	VMOVDQU(v[0], at(dst, 0))

	// The sums of the halves, and the scale times the sum of both.
	both := GP32()
	XORL(both, both)
	sums := YMM()
	VPMADDUBSW(v[0], bytes, sums)
	VPMADDWD(ones, sums, sums)
	VPHADDD(sums, sums, sums)
	VPHADDD(sums, sums, sums)
	VEXTRACTI128(U8(1), sums, half)
	for h, from := range []reg.Register{sums.AsX(), half} {
		sum := GP32()
		VMOVD(from, sum)
		MOVW(sum.As16(), at(dst, sumsAt+2*h))
		ADDL(sum, both)
		SHLL(U8(7), sum)
		NEGL(sum)
		MOVL(sum, at(dst, biasAt+4*h))
	}

	product := XMM()
	VCVTSI2SSL(both, scale, product)
	VMULSS(scale, product, product)
	VMOVSS(product, at(dst, sumAt))

	ADDQ(U32(128), x)
	ADDQ(stride, dst)
	DECQ(blocks)
	JNZ(LabelRef("block"))
	VZEROUPPER()
	RET()
}

// float sets x to v.
func float(x reg.VecVirtual, v float32) {
	r := GP32()
	MOVL(U32(math.Float32bits(v)), r)
	VMOVD(r, x)
}
