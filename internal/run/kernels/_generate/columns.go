package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func columns() {
	floatKernel("groupF32AVX512", ZMM, func(x Mem, w, to reg.VecVirtual) { VMULPS_BCST(x, w, to) })
	floatKernel("groupF32AVX2", YMM, func(x Mem, w, to reg.VecVirtual) {
		VBROADCASTSS(x, to)
		VMULPS(w, to, to)
	})
	transpose()
	for _, v := range []vector{avx512, avx2} {
		for _, t := range []halfType{{"F16", v.f16}, {"BF16", v.bf16}} {
			v.columns(t)
			v.singleColumns(t)
		}
	}
}

// halfType is a type of 16 bits. The function it has puts constants into registers
// and returns what decodes a line of two columns.
type halfType struct {
	name   string
	decode func() func(x reg.VecVirtual) (even, odd reg.VecVirtual)
}

// f16: half-precision numbers.
//
//	even[r], odd[r] = half(x[r]&0xffff), half(x[r]>>16)
func (v vector) f16() func(x reg.VecVirtual) (even, odd reg.VecVirtual) {
	halves := v.halves()
	return func(x reg.VecVirtual) (even, odd reg.VecVirtual) { return v.split(x, halves) }
}

// bf16: the upper halves of singles.
//
//	even[r], odd[r] = x[r]<<16, x[r]&0xffff0000
func (v vector) bf16() func(x reg.VecVirtual) (even, odd reg.VecVirtual) {
	upper := constant(0xffff0000, v.new())
	return func(x reg.VecVirtual) (even, odd reg.VecVirtual) {
		even, odd = v.new(), v.new()
		VPSLLD(U8(16), x, even)
		v.and(upper, x, odd)
		return even, odd
	}
}

// halfLines is how many lines 16 rows' record of 32 columns has.
const halfLines = 16

// float is the suffix of kernels that need no VNNI.
func (v vector) float() string {
	if v.wide {
		return "AVX512"
	}
	return v.suffix
}

// columns decodes every second record:
//
//	for line := range 16 {
//		dst[2*line], dst[2*line+1] = decode(record[line])
//	}
func (v vector) columns(t halfType) {
	TEXT("columns"+t.name+v.float(), NOSPLIT, "func(dst *float32, records *byte, blocks int)")
	p := parameters("dst", "records", "blocks")
	dst, record, blocks := p[0], p[1], p[2]
	decode := t.decode()
	Label("block")
	for i := range halfLines {
		for off := 0; off < lineSize; off += 4 * v.rows {
			even, odd := decode(v.load(at(record, i*lineSize+off)))
			v.storeTo(even, at(dst, 2*i*lineSize+off))
			v.storeTo(odd, at(dst, (2*i+1)*lineSize+off))
		}
	}
	ADDQ(U32(2*halfLines*lineSize), record)
	ADDQ(U32(2*halfLines*lineSize), dst)
	DECQ(blocks)
	JNZ(LabelRef("block"))
	VZEROUPPER()
	RET()
}

// singleColumns multiplies one token with 32 rows, whose sums stay in registers:
//
//	for line := range 16 {
//		even, odd := decode(record[line])
//		acc += even * x[2*line]   // rounded twice
//		acc += odd * x[2*line+1]
//	}
func (v vector) singleColumns(t halfType) {
	TEXT("single"+t.name+v.float(), NOSPLIT, "func(acc, x *float32, records *byte, blocks int)")
	p := parameters("acc", "x", "records", "blocks")
	acc, x, record, blocks := p[0], p[1], p[2], p[3]
	next := GP64()
	LEAQ(at(record, ahead), next)
	decode := t.decode()
	sums := vectors(32/v.rows, v.new)
	for i, sum := range sums {
		VMOVUPS(at(acc, 4*v.rows*i), sum)
	}
	Label("block")
	for line := range halfLines {
		PREFETCHT0(at(next, 2*line*lineSize))
		PREFETCHT0(at(next, (2*line+1)*lineSize))
		both := vectors(2, v.new)
		for c, b := range both {
			VBROADCASTSS(at(x, 4*(2*line+c)), b)
		}
		for i, sum := range sums {
			first := i * v.rows
			even, odd := decode(v.load(at(record, first/16*halfLines*lineSize+line*lineSize+first%16*4)))
			for c, w := range []reg.VecVirtual{even, odd} {
				VMULPS(both[c], w, w)
				VADDPS(w, sum, sum)
			}
		}
	}
	for _, p := range []reg.Register{record, next} {
		ADDQ(U32(2*halfLines*lineSize), p)
	}
	ADDQ(U32(4*32), x)
	DECQ(blocks)
	JNZ(LabelRef("block"))
	for i, sum := range sums {
		VMOVUPS(sum, at(acc, 4*v.rows*i))
	}
	VZEROUPPER()
	RET()
}

// floatKernel multiplies with floats: eight columns' weights are in registers
// while all tokens pass, then single columns' that are left.
//
//	for k := range cols {
//		acc[t][r] += w[k][r] * x[t][k] // rounded twice
//	}
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
//
//	dst[k*16+r] = src[r*stride+k]
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
