package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func attention() {
	scores("scoresAVX512", avx512, 16)
	scores("scoresAVX2", avx2, 4)
	mix("mixAVX512", avx512, 8)
	mix("mixAVX2", avx2, 4)
}

// strided are the addresses of rows that are stride bytes apart.
type strided struct {
	bases         []reg.GPVirtual // of every fourth row
	stride, three reg.GPVirtual
}

// rows returns the addresses of n rows from p on.
func rowsAt(p, stride, three reg.GPVirtual, n int) strided {
	s := strided{[]reg.GPVirtual{p}, stride, three}
	for i := 4; i < n; i += 4 {
		next := GP64()
		LEAQ(Mem{Base: s.bases[len(s.bases)-1], Index: stride, Scale: 4}, next)
		s.bases = append(s.bases, next)
	}
	return s
}

// at is the address of row i.
func (s strided) at(i int) Mem {
	m := Mem{Base: s.bases[i/4]}
	switch i % 4 {
	case 1:
		m.Index, m.Scale = s.stride, 1
	case 2:
		m.Index, m.Scale = s.stride, 2
	case 3:
		m.Index, m.Scale = s.three, 1
	}
	return m
}

// advance moves all addresses on by off bytes.
func (s strided) advance(off uint32) {
	for _, b := range s.bases {
		ADDQ(U32(off), b)
	}
}

// times returns the stride of bytes, and three times it.
func times(stride reg.GPVirtual) (bytes, three reg.GPVirtual) {
	bytes, three = GP64(), GP64()
	MOVQ(stride, bytes)
	SHLQ(U8(2), bytes)
	LEAQ(Mem{Base: bytes, Index: bytes, Scale: 2}, three)
	return bytes, three
}

// scores multiplies most rows at a time with a page's keys, then two, as heads
// often share keys, and single ones.
func scores(name string, v vector, most int) {
	TEXT(name, NOSPLIT, "func(dst, q *float32, keys *uint16, rows, dim, stride int)")
	p := parameters("dst", "q", "keys", "rows", "dim", "stride")
	dst, q, keys, rows, dim, stride := p[0], p[1], p[2], p[3], p[4], p[5]
	step, three := times(dim)
	SHLQ(U8(2), stride)
	registers := 16 / v.rows
	for _, n := range []int{most, 2, 1} {
		loop, done := fmt.Sprintf("rows%d", n), fmt.Sprintf("done%d", n)
		Label(loop)
		CMPQ(rows, U8(n))
		JL(LabelRef(done))
		sums := vectors(n*registers, v.new)
		for _, s := range sums {
			VXORPS(s, s, s)
		}
		from := GP64()
		MOVQ(q, from)
		x := rowsAt(from, step, three, n)
		key, left := GP64(), GP64()
		MOVQ(keys, key)
		MOVQ(dim, left)
		Label("dim" + loop)
		k := vectors(registers, v.new)
		for i := range k {
			VCVTPH2PS(at(key, 2*v.rows*i), k[i])
		}
		for r := range n {
			v.multiplyAdd(x.at(r), k, sums[r*registers:])
		}
		x.advance(4)
		ADDQ(U32(32), key)
		DECQ(left)
		JNZ(LabelRef("dim" + loop))
		for r := range n {
			for i := range registers {
				VMOVUPS(sums[r*registers+i], at(dst, 4*v.rows*i))
			}
			ADDQ(stride, dst)
			ADDQ(step, q)
		}
		SUBQ(U8(n), rows)
		JMP(LabelRef(loop))
		Label(done)
	}
	VZEROUPPER()
	RET()
}

// multiplyAdd adds the number at x times each of k to sums, the products
// rounded.
func (v vector) multiplyAdd(x Mem, k, sums []reg.VecVirtual) {
	if len(k) == 1 && v.wide {
		product := v.new()
		VMULPS_BCST(x, k[0], product)
		VADDPS(product, sums[0], sums[0])
		return
	}
	all := v.new()
	VBROADCASTSS(x, all)
	for i := range k {
		product := all
		if i < len(k)-1 {
			product = v.new()
		}
		VMULPS(all, k[i], product)
		VADDPS(product, sums[i], sums[i])
	}
}

// mix adds values to most rows at a time, then to two and single ones: two registers of
// dimensions at a time, then one.
func mix(name string, v vector, most int) {
	TEXT(name, NOSPLIT, "func(out, weights *float32, values *uint16, rows, dim, n, stride int)")
	p := parameters("out", "weights", "values", "rows", "dim", "stride")
	out, weights, values, rows, dim, stride := p[0], p[1], p[2], p[3], p[4], p[5]
	wStep, wThree := times(stride)
	SHLQ(U8(2), dim)
	for _, n := range []int{most, 2, 1} {
		loop, done := fmt.Sprintf("rows%d", n), fmt.Sprintf("done%d", n)
		Label(loop)
		CMPQ(rows, U8(n))
		JL(LabelRef(done))
		off := GP64() // bytes of the row that are done
		XORQ(off, off)
		for _, registers := range []int{2, 1} {
			bytes := 4 * v.rows * registers
			part, next := fmt.Sprintf("part%d%s", registers, loop), fmt.Sprintf("next%d%s", registers, loop)
			Label(part)
			end := GP64()
			LEAQ(at(off, bytes), end)
			CMPQ(end, dim)
			JG(LabelRef(next))
			v.mixPart(part, n, registers, off, out, weights, values, dim, wStep, wThree)
			ADDQ(U32(uint32(bytes)), off)
			JMP(LabelRef(part))
			Label(next)
		}
		for range n {
			ADDQ(dim, out)
			ADDQ(wStep, weights)
		}
		SUBQ(U8(n), rows)
		JMP(LabelRef(loop))
		Label(done)
	}
	VZEROUPPER()
	RET()
}

// mixPart does some registers of dimensions of n rows.
func (v vector) mixPart(label string, n, registers int, off, out, weights, values, dim, wStep, wThree reg.GPVirtual) {
	sums := vectors(n*registers, v.new)
	row := GP64()
	each := func(do func(r, i int)) {
		LEAQ(Mem{Base: out, Index: off, Scale: 1}, row)
		for r := range n {
			for i := range registers {
				do(r, i)
			}
			ADDQ(dim, row)
		}
	}
	each(func(r, i int) { VMOVUPS(at(row, 4*v.rows*i), sums[r*registers+i]) })
	from, value, left, half := GP64(), GP64(), GP64(), GP64()
	MOVQ(weights, from)
	w := rowsAt(from, wStep, wThree, n)
	MOVQ(off, value)
	SHRQ(U8(1), value)
	ADDQ(values, value)
	MOVQ(dim, half)
	SHRQ(U8(1), half)
	Load(Param("n"), left)
	Label("token" + label)
	x := vectors(registers, v.new)
	for i := range x {
		VCVTPH2PS(at(value, 2*v.rows*i), x[i])
	}
	for r := range n {
		v.multiplyAdd(w.at(r), x, sums[r*registers:])
	}
	w.advance(4)
	ADDQ(half, value)
	DECQ(left)
	JNZ(LabelRef("token" + label))
	each(func(r, i int) { VMOVUPS(sums[r*registers+i], at(row, 4*v.rows*i)) })
}
