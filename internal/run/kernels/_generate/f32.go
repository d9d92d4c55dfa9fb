package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func f32() {
	floatKernel("groupF32AVX512", ZMM, func(x Mem, w, to reg.VecVirtual) { VMULPS_BCST(x, w, to) })
	floatKernel("groupF32AVX2", YMM, func(x Mem, w, to reg.VecVirtual) {
		VBROADCASTSS(x, to)
		VMULPS(w, to, to)
	})
	transpose()
}

// floatKernel multiplies with floats: eight columns' weights are in registers
// while all tokens pass, then single columns' that are left.
func floatKernel(name string, vector func() reg.VecVirtual, multiply func(x Mem, w, to reg.VecVirtual)) {
	TEXT(name, NOSPLIT, "func(acc, x, w *float32, tokens, cols, xStride, wStride int)")
	first, x, w, count, cols, xStride, wStride := GP64(), GP64(), GP64(), GP64(), GP64(), GP64(), GP64()
	Load(Param("acc"), first)
	Load(Param("x"), x)
	Load(Param("w"), w)
	Load(Param("tokens"), count)
	Load(Param("cols"), cols)
	Load(Param("xStride"), xStride)
	Load(Param("wStride"), wStride)
	SHLQ(U8(2), xStride)
	SHLQ(U8(2), wStride)
	for _, n := range []int{8, 1} {
		loop, done := fmt.Sprintf("columns%d", n), fmt.Sprintf("done%d", n)
		Label(loop)
		CMPQ(cols, U8(n))
		JL(LabelRef(done))
		rows := vectors(n, vector)
		for _, r := range rows {
			VMOVUPS(at(w, 0), r)
			ADDQ(wStride, w)
		}
		acc, token, left := GP64(), GP64(), GP64()
		MOVQ(first, acc)
		MOVQ(x, token)
		MOVQ(count, left)
		Label(fmt.Sprintf("token%d", n))
		sum := vector()
		VMOVUPS(at(acc, 0), sum)
		for i, r := range rows {
			product := vector()
			multiply(at(token, 4*i), r, product)
			VADDPS(product, sum, sum)
		}
		VMOVUPS(sum, at(acc, 0))
		ADDQ(U32(lineSize), acc)
		ADDQ(xStride, token)
		DECQ(left)
		JNZ(LabelRef(fmt.Sprintf("token%d", n)))
		ADDQ(U32(4*n), x)
		SUBQ(U8(n), cols)
		JMP(LabelRef(loop))
		Label(done)
	}
	VZEROUPPER()
	RET()
}

// transpose turns 8 rows by 8 columns at a time.
func transpose() {
	TEXT("transpose", NOSPLIT, "func(dst, src *float32, stride, cols int)")
	dst, src, stride, cols, row := GP64(), GP64(), GP64(), GP64(), GP64()
	Load(Param("dst"), dst)
	Load(Param("src"), src)
	Load(Param("stride"), stride)
	Load(Param("cols"), cols)
	SHLQ(U8(2), stride)
	Label("columns")
	CMPQ(cols, U8(8))
	JL(LabelRef("done"))
	MOVQ(src, row)
	r, pairs, fours := vectors(8, YMM), vectors(8, YMM), vectors(8, YMM)
	for i := range r {
		VMOVUPS(at(row, 0), r[i])
		ADDQ(stride, row)
	}
	for i := 0; i < 8; i += 2 {
		VUNPCKLPS(r[i+1], r[i], pairs[i])
		VUNPCKHPS(r[i+1], r[i], pairs[i+1])
	}
	for i := 0; i < 8; i += 4 {
		for j := range 2 {
			VUNPCKLPD(pairs[i+j+2], pairs[i+j], fours[i+2*j])
			VUNPCKHPD(pairs[i+j+2], pairs[i+j], fours[i+2*j+1])
		}
	}
	for i := range 4 {
		low, high := YMM(), YMM()
		VPERM2F128(U8(0x20), fours[i+4], fours[i], low)
		VPERM2F128(U8(0x31), fours[i+4], fours[i], high)
		VMOVUPS(low, at(dst, i*lineSize))
		VMOVUPS(high, at(dst, (i+4)*lineSize))
	}
	ADDQ(U32(8*lineSize), dst)
	ADDQ(U32(32), src)
	SUBQ(U8(8), cols)
	JMP(LabelRef("columns"))
	Label("done")
	VZEROUPPER()
	RET()
}
