package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func attention() {
	scores("scoresVNNI", avx512, 8)
	scores("scoresAVX2", avx2, 4)
	mix("mixVNNI", avx512, 8)
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

// times returns a stride in bytes, of numbers that are size bytes long, and three
// times it.
func times(stride reg.GPVirtual, size int) (bytes, three reg.GPVirtual) {
	bytes, three = GP64(), GP64()
	IMUL3Q(U32(uint32(size)), stride, bytes)
	LEAQ(Mem{Base: bytes, Index: bytes, Scale: 2}, three)
	return bytes, three
}

// scores multiplies most rows at a time with a page's keys, then two, as heads
// often share keys, and single ones. The results so far are in memory while the
// integers of 32 dimensions are summed.
func scores(name string, v vector, most int) {
	TEXT(name, NOSPLIT, "func(dst *float32, q *int16, qScales *float32, keys *int8, scales *float32, rows, pairs, stride int)")
	p := parameters("dst", "q", "qScales", "rows", "pairs", "stride")
	dst, q, qScales, rows, pairs, stride := p[0], p[1], p[2], p[3], p[4], p[5]
	step, three := times(pairs, 4)
	SHLQ(U8(2), stride)
	registers := 16 / v.rows
	for _, n := range []int{most, 2, 1} {
		label := func(s string) string { return fmt.Sprintf("%s%d", s, n) }
		eachRow := func(do func(r, i int, to Mem)) {
			to := GP64()
			MOVQ(dst, to)
			for r := range n {
				for i := range registers {
					do(r, i, at(to, 4*v.rows*i))
				}
				if r < n-1 {
					ADDQ(stride, to)
				}
			}
		}
		Label(label("rows"))
		CMPQ(rows, U8(n))
		JL(LabelRef(label("done")))
		zero := v.new()
		v.zero(zero)
		eachRow(func(_, _ int, to Mem) { VMOVUPS(zero, to) })
		from, key, scale, left := GP64(), GP64(), GP64(), GP64()
		MOVQ(q, from)
		x := rowsAt(from, step, three, n)
		Load(Param("keys"), key)
		Load(Param("scales"), scale)
		Load(Param("pairs"), left)

		Label(label("block"))
		count := GP64()
		MOVQ(U32(16), count)
		CMPQ(left, count)
		CMOVQLT(left, count)
		SUBQ(count, left)
		sums := vectors(n*registers, v.new)
		for _, s := range sums {
			v.zero(s)
		}
		Label(label("pair"))
		k := vectors(registers, v.new)
		for i := range k {
			VPMOVSXBW(at(key, 2*v.rows*i), k[i])
		}
		for r := range n {
			v.multiplyAdd(x.at(r), k, sums[r*registers:])
		}
		x.advance(4)
		ADDQ(U32(32), key)
		DECQ(count)
		JNZ(LabelRef(label("pair")))
		c := vectors(registers, v.new)
		for i := range c {
			VMOVUPS(at(scale, 4*v.rows*i), c[i])
		}
		ADDQ(U32(lineSize), scale)
		eachRow(func(r, i int, to Mem) {
			s := sums[r*registers+i]
			VCVTDQ2PS(s, s)
			VMULPS(c[i], s, s)
			VADDPS(to, s, s)
			VMOVUPS(s, to)
		})
		TESTQ(left, left)
		JNZ(LabelRef(label("block")))

		eachRow(func(r, i int, to Mem) {
			s := v.new()
			VBROADCASTSS(at(qScales, 4*r), s)
			VMULPS(to, s, s)
			VMOVUPS(s, to)
		})
		for range n {
			ADDQ(stride, dst)
			ADDQ(step, q)
		}
		ADDQ(U32(uint32(4*n)), qScales)
		SUBQ(U8(n), rows)
		JMP(LabelRef(label("rows")))
		Label(label("done"))
	}
	VZEROUPPER()
	RET()
}

// zero sets a register to zero.
func (v vector) zero(x reg.VecVirtual) {
	if v.wide {
		VPXORD(x, x, x)
	} else {
		VPXOR(x, x, x)
	}
}

// multiplyAdd adds to sums the products of the two int16 at x with each pair of
// k's.
func (v vector) multiplyAdd(x Mem, k, sums []reg.VecVirtual) {
	if len(k) == 1 && v.wide {
		VPDPWSSD_BCST(x, k[0], sums[0])
		return
	}
	pair := v.new()
	VPBROADCASTD(x, pair)
	v.multiplyAddPair(pair, k, sums)
}

func (v vector) multiplyAddPair(pair reg.VecVirtual, k, sums []reg.VecVirtual) {
	for i := range k {
		if v.wide {
			VPDPWSSD(pair, k[i], sums[i])
			continue
		}
		product := pair
		if i < len(k)-1 {
			product = v.new()
		}
		VPMADDWD(pair, k[i], product)
		VPADDD(product, sums[i], sums[i])
	}
}

// mix adds values to most rows at a time, then to two and single ones: two
// registers of dimensions at a time, then one.
func mix(name string, v vector, most int) {
	TEXT(name, NOSPLIT, "func(out *int32, weights *int16, values *int8, rows, dim, n, stride int)")
	p := parameters("out", "weights", "values", "rows", "dim", "stride")
	out, weights, values, rows, dim, stride := p[0], p[1], p[2], p[3], p[4], p[5]
	wStep, wThree := times(stride, 2)
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
	x := vectors(registers, v.new)
	load := func() {
		for i := range x {
			VPMOVSXBW(at(value, 2*v.rows*i), x[i])
		}
	}
	Load(Param("n"), left)
	SHRQ(U8(1), left)
	JZ(LabelRef("last" + label))
	Label("tokens" + label)
	load()
	for r := range n {
		v.multiplyAdd(w.at(r), x, sums[r*registers:])
	}
	w.advance(4)
	ADDQ(half, value)
	DECQ(left)
	JNZ(LabelRef("tokens" + label))
	Label("last" + label) // of an odd number: what is beside it counts nothing
	Load(Param("n"), left)
	TESTQ(U32(1), left)
	JZ(LabelRef("store" + label))
	load()
	for r := range n {
		weight, pair := GP32(), v.new()
		MOVWLZX(w.at(r), weight)
		VMOVD(weight, pair.AsX())
		VPBROADCASTD(pair.AsX(), pair)
		v.multiplyAddPair(pair, x, sums[r*registers:])
	}
	Label("store" + label)
	each(func(r, i int) { VMOVUPS(sums[r*registers+i], at(row, 4*v.rows*i)) })
}
