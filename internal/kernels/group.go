package kernels

import (
	"encoding/binary"
	"math"

	"github.com/pawgen/pawgen/internal/gguf"
)

// group is the number of rows that lie interleaved in a packed matrix.
const group = 16

// groupKernel multiplies a group of rows of a packed quantised matrix with all
// tokens: acc[t*16+r] += row r times token t, in the order of the blocks.
// It equals what rowKernel's does row by row.
type groupKernel struct {
	// acc is [tokens, 16], x the integers of the first of [blocks, tokens]
	// activations and w the group's bytes. Tokens and blocks, of 32 columns or of
	// the type's if that is more, are at least 1. Nothing need be aligned.
	run func(acc *float32, x *int8, w *byte, tokens, blocks int)
	// rows is how many rows one call does, 16 or 8. Those from r on are done with
	// acc from r on and w from byte 4r on.
	rows int
}

// packing is the layout of a quantised matrix for group kernels, of the blocks
// of 16 rows after each other. A 64-byte line has 4 bytes of each row.
type packing struct {
	columns int // of a block
	size    int // bytes of 16 rows' blocks
	// pack stores the block of row r of the group.
	pack func(dst []byte, r int, block []byte)
}

// packings has the types that group kernels know.
var packings = map[gguf.Type]packing{
	gguf.Q8_0: {32, 64 + 32*group, packQ8},
	gguf.Q4_0: {32, 64 + 16*group, packQ4},
	gguf.Q6_K: {256, 64 + (16+192)*group, packQ6K},
}

// packed returns the matrix's packed copy, made when it is first asked for.
// It takes as much memory as the rows in the file (6 % more for Q8_0, 1 %
// for Q6_K), which then are not read any more: those of a mapped file the system
// can drop. Matrices of which only single rows are wanted are never packed.
func (m *Matrix) packed(p packing) []byte {
	m.packOnce.Do(func() {
		n := m.cols / p.columns
		_, size := m.typ.Block()
		// The last group is filled up with rows of zeros.
		m.pack = make([]byte, (m.rows+group-1)/group*n*p.size)
		for i := range m.rows {
			row, to := m.row(i), m.pack[i/group*n*p.size:]
			for b := range n {
				p.pack(to[b*p.size:][:p.size], i%group, row[b*size:][:size])
			}
		}
	})
	return m.pack
}

// multiplyGroups is multiply for all rows with a group kernel.
func (m *Matrix) multiplyGroups(dst []float32, in *Input, k groupKernel) {
	p := packings[m.typ]
	w, blocks := m.packed(p), m.cols/p.columns
	in.quantizeBlocks()
	in.acc = grow(in.acc, in.tokens*group)
	for i := 0; i < m.rows; i += group {
		clear(in.acc)
		for r := 0; r < group; r += k.rows {
			k.run(&in.acc[r], &in.blocks[0].q[0], &w[r*4], in.tokens, blocks)
		}
		w = w[blocks*p.size:]
		in.store(dst, i, m.rows)
	}
}

// store copies the results of the group that starts with row i to dst, [tokens,
// rows].
func (in *Input) store(dst []float32, i, rows int) {
	n := min(group, rows-i)
	for t := range in.tokens {
		copy(dst[t*rows+i:][:n], in.acc[t*group:])
	}
}

// putScale stores the scale of row r, a half-precision number, as a float.
func putScale(dst []byte, r int, scale []byte) {
	binary.LittleEndian.PutUint32(dst[4*r:], math.Float32bits(half(scale)))
}

// packQ8 stores 16 scales, then 8 lines of 4 columns.
func packQ8(dst []byte, r int, block []byte) {
	putScale(dst, r, block)
	for i := range 8 {
		copy(dst[64*(i+1)+4*r:][:4], block[2+4*i:])
	}
}

// packQ4 stores 16 scales, then 4 lines of 4 columns in the low nibbles and the
// ones 16 later in the high.
func packQ4(dst []byte, r int, block []byte) {
	putScale(dst, r, block)
	for i := range 4 {
		copy(dst[64*(i+1)+4*r:][:4], block[2+4*i:])
	}
}

// packQ6K stores the 16 scales of the scales, 4 lines of scales and, for each
// 32 columns, 4 lines of low nibbles like packQ4's and 2 of high bits. How the
// scales and the high bits lie is what suits the kernels.
func packQ6K(dst []byte, r int, block []byte) {
	putScale(dst, r, block[208:])
	for i, c := range block[192:208] { // a half line has 4 scales of its 8 rows
		dst[64*(1+i/4)+r/8*32+i%4*8+r%8] = c
	}
	var q [256]byte
	unpackQ6K(&q, block)
	for part := range 8 {
		q, to := q[32*part:][:32], dst[64*(5+6*part)+4*r:]
		for i := range 16 {
			low, high := q[i]+32, q[i+16]+32
			to[i/4*64+i%4] = low&15 | high<<4
			// Columns 4f to 4f+3 of a half have bits 2f and 2f+1.
			f := i / 4 * 2
			to[4*64+i%4] |= low >> 4 << f
			to[5*64+i%4] |= high >> 4 << f
		}
	}
}
