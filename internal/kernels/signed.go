package kernels

import (
	"encoding/binary"

	"github.com/pawgen/pawgen/internal/gguf"
)

// Q5_0, IQ4_NL and IQ4_XS: blocks of 32 signed bytes with a scale, once they
// are decoded, as those of Q8_0. The scale of a part of IQ4_XS, d*s, is exact
// in single precision.

// rowQ50 multiplies a row of Q5_0 blocks: scale, 32 fifth bits, 16 bytes of
// nibbles; each integer + 16.
func rowQ50(dst []float32, stride int, row []byte, in *Input) {
	const size = 2 + 4 + 16
	in.growRow()
	for b := range in.rowScale {
		w := row[b*size:][:size]
		in.rowScale[b] = half(w)
		q := (*[32]byte)(in.row[b*Block:])
		unpackNibbles(q, (*[16]byte)(w[6:]))
		addFifths(q, binary.LittleEndian.Uint32(w[2:]))
		for i := range q {
			q[i] -= 16
		}
	}
	multiplyBlocks(dst, stride, in.row, Block, in)
}

// rowIQ4NL multiplies a row of IQ4_NL blocks: scale, 16 bytes of nibbles that
// number a table.
func rowIQ4NL(dst []float32, stride int, row []byte, in *Input) {
	const size = 2 + 16
	in.growRow()
	for b := range in.rowScale {
		w := row[b*size:][:size]
		in.rowScale[b] = half(w)
		unpackIQ4((*[32]byte)(in.row[b*Block:]), (*[16]byte)(w[2:]))
	}
	multiplyBlocks(dst, stride, in.row, Block, in)
}

// rowIQ4XS multiplies a row of IQ4_XS blocks: scale, six bytes of eight scales,
// eight parts of 16 bytes as IQ4_NL's.
func rowIQ4XS(dst []float32, stride int, row []byte, in *Input) {
	const size = 2 + 2 + 4 + 128
	in.growRow()
	for b := range in.rowScale {
		w, j := row[b/8*size:][:size], b%8
		in.rowScale[b] = half(w) * float32(gguf.IQ4Scale((*[6]byte)(w[2:]), j))
		unpackIQ4((*[32]byte)(in.row[b*Block:]), (*[16]byte)(w[8+j*16:]))
	}
	multiplyBlocks(dst, stride, in.row, Block, in)
}

// unpackNibbles sets q to the low nibbles and then the high ones.
func unpackNibbles(q *[32]byte, nibbles *[16]byte) {
	for i, v := range nibbles {
		q[i], q[i+16] = v&15, v>>4
	}
}

// addFifths adds bit i of high to q[i], as its fifth.
func addFifths(q *[32]byte, high uint32) {
	for i := range q {
		q[i] |= byte(high>>i&1) << 4
	}
}

// unpackIQ4 sets q to the table's entries for the low nibbles and then the
// high ones.
func unpackIQ4(q *[32]byte, nibbles *[16]byte) {
	for i, v := range nibbles {
		q[i], q[i+16] = byte(gguf.IQ4[v&15]), byte(gguf.IQ4[v>>4])
	}
}
