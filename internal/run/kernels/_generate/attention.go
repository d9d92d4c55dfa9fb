package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func attention() {
	scores("scoresVNNI", avx512, 8)
	scores("scoresAVX2", avx2, 4)
	mix("mixVNNI", avx512, 8)
	mix("mixAVX2", avx2, 4)
	weights()
	roundWords()
	storeHead()
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

// weights turns exponentials into the integers of values' weights, the last of them
// under a mask.
func weights() {
	TEXT("weightsAVX512", NOSPLIT, "func(dst *int16, x, scales *float32, n int, s float32)")
	p, s := parameters("dst", "x", "scales", "n"), ZMM()
	broadcastTo(s, "s")
	magic := constant(math.Float32bits(3<<22), ZMM())
	masked(p[3], func(k reg.OpmaskVirtual) {
		v := ZMM()
		VMOVUPS_Z(at(p[1], 0), k, v)
		VMULPS(s, v, v)
		VMULPS_Z(at(p[2], 0), v, k, v)
		VADDPS(magic, v, v)
		VPMOVDW(v, k, at(p[0], 0))
		ADDQ(U32(32), p[0])
	}, p[1], p[2])
	VZEROUPPER()
	RET()
}

// roundWords rounds n numbers, a multiple of 16, to integers.
func roundWords() {
	TEXT("roundWordsAVX512", NOSPLIT, "func(dst *int16, x *float32, n int, most float32) float32")
	p, most := parameters("dst", "x", "n"), XMM()
	Load(Param("most"), most)
	from, left := GP64(), GP64()
	MOVQ(p[1], from)
	MOVQ(p[2], left)
	largest, noSign := ZMM(), constant(1<<31-1, ZMM())
	VPXORD(largest, largest, largest)
	Label("magnitude")
	largestOf(from, 0, noSign, largest)
	ADDQ(U32(64), from)
	SUBQ(U32(16), left)
	JNZ(LabelRef("magnitude"))
	inverse, scale := scaleTo(largest, most)
	Store(scale, ReturnIndex(0))
	magic := constant(math.Float32bits(3<<22), ZMM())
	Label("round")
	v := ZMM()
	VMULPS(at(p[1], 0), inverse, v)
	VADDPS(magic, v, v)
	VPMOVDW(v, at(p[0], 0))
	ADDQ(U32(64), p[1])
	ADDQ(U32(32), p[0])
	SUBQ(U32(16), p[2])
	JNZ(LabelRef("round"))
	VZEROUPPER()
	RET()
}

// largestOf raises largest to the magnitudes of 16 numbers, as bits.
func largestOf(x reg.GPVirtual, off int, noSign, largest reg.VecVirtual) {
	v := ZMM()
	VPANDD(at(x, off), noSign, v)
	VPMAXUD(v, largest, largest)
}

// scaleTo returns what numbers are multiplied with for integers of at most most, in
// all elements, and the inverse of that. Both are zero if the largest magnitude is
// tiny.
func scaleTo(largest, most reg.VecVirtual) (inverse, scale reg.VecVirtual) {
	half, quarter, other := YMM(), XMM(), XMM()
	VEXTRACTI64X4(U8(1), largest, half)
	VPMAXUD(half, largest.AsY(), half)
	VEXTRACTI128(U8(1), half, quarter)
	VPMAXUD(half.AsX(), quarter, quarter)
	for _, order := range []uint64{0x4e, 0xb1} {
		VPSHUFD(U8(order), quarter, other)
		VPMAXUD(other, quarter, quarter)
	}
	tiny, zero, x := XMM(), XMM(), XMM()
	inverse, scale = ZMM(), XMM()
	float(tiny, 0x1p-100)
	VCMPSS(U8(1), tiny, quarter, zero)
	VDIVSS(quarter, most, x)
	VDIVSS(most, quarter, scale)
	VANDNPS(x, zero, x)
	VANDNPS(scale, zero, scale)
	VBROADCASTSS(x, inverse)
	return inverse, scale
}

// storeHead stores a key and a value of dim numbers, a multiple of 32. A pair of a
// key's bytes has its place in each line of 32; a value's are every second byte.
func storeHead() {
	TEXT("storeHeadAVX512", NOSPLIT, "func(keys *int8, keyScales *float32, values *int8, valueScale, key, value *float32, dim int)")
	p := parameters("keys", "keyScales", "values", "valueScale", "key", "value", "dim")
	keys, keyScales, values, valueScale, key, value, dim := p[0], p[1], p[2], p[3], p[4], p[5], p[6]
	noSign, magic, most := constant(1<<31-1, ZMM()), constant(math.Float32bits(3<<22), ZMM()), XMM()
	float(most, 127)
	words := func(x reg.GPVirtual, inverse reg.VecVirtual) reg.VecVirtual {
		low, high, both := ZMM(), ZMM(), ZMM()
		for i, v := range []reg.VecVirtual{low, high} {
			VMULPS(at(x, 64*i), inverse, v)
			VADDPS(magic, v, v)
			VPMOVDW(v, v.AsY())
		}
		VINSERTI64X4(U8(1), high.AsY(), low, both)
		return both
	}
	left := GP64()
	MOVQ(dim, left)
	Label("block")
	largest := ZMM()
	VPANDD(at(key, 0), noSign, largest)
	largestOf(key, 64, noSign, largest)
	inverse, scale := scaleTo(largest, most)
	VMOVSS(scale, at(keyScales, 0))
	bytes, part := YMM(), XMM()
	VPMOVWB(words(key, inverse), bytes)
	for i := range 16 {
		if i == 0 {
			VMOVDQA(bytes.AsX(), part)
		} else if i == 8 {
			VEXTRACTI128(U8(1), bytes, part)
		}
		VPEXTRW(U8(i%8), part, at(keys, 32*i))
	}
	ADDQ(U32(128), key)
	ADDQ(U32(64), keyScales)
	ADDQ(U32(32*16), keys)
	SUBQ(U32(32), left)
	JNZ(LabelRef("block"))

	from := GP64()
	MOVQ(value, from)
	MOVQ(dim, left)
	all := ZMM()
	VPXORD(all, all, all)
	Label("magnitude")
	largestOf(from, 0, noSign, all)
	largestOf(from, 64, noSign, all)
	ADDQ(U32(128), from)
	SUBQ(U32(32), left)
	JNZ(LabelRef("magnitude"))
	inverse, scale = scaleTo(all, most)
	VMOVSS(scale, at(valueScale, 0))
	every, second := GP64(), K()
	MOVQ(U64(0x5555555555555555), every)
	KMOVQ(every, second)
	Label("value")
	VMOVDQU8(words(value, inverse), second, at(values, 0))
	ADDQ(U32(128), value)
	ADDQ(U32(64), values)
	SUBQ(U32(32), dim)
	JNZ(LabelRef("value"))
	VZEROUPPER()
	RET()
}
