package kernels

import (
	"encoding/binary"

	"github.com/pawgen/pawgen/internal/run/gguf"
)

// kind says what a quantised type has besides integers and scales.
type kind int

const (
	oneScale    kind = iota // a scale for each block of 32
	withMinimum             // and a minimum
	halves                  // and an integer scale for each half of a block
)

// format is how rows of a quantised type are read.
type format struct {
	kind kind
	// unpack decodes blocks of 32 columns into w; see [Work.unpack].
	unpack func(w *Work, row []byte, blocks int)
}

// formats are the quantised types. Package gguf describes their bytes.
var formats = map[gguf.Type]format{
	gguf.Q8_0:   {oneScale, unpackQ8},
	gguf.Q4_0:   {oneScale, unpackQ4},
	gguf.Q5_0:   {oneScale, unpackQ50},
	gguf.IQ4_NL: {oneScale, unpackIQ4NL},
	gguf.IQ4_XS: {oneScale, unpackIQ4XS},
	gguf.Q4_1:   {withMinimum, unpackQ41},
	gguf.Q5_1:   {withMinimum, unpackQ51},
	gguf.Q4_K:   {withMinimum, unpackQ4K},
	gguf.Q5_K:   {withMinimum, unpackQ5K},
	gguf.Q6_K:   {halves, unpackQ6K},
}

// unpack decodes blocks of 32 columns of a row, at least 256 columns for types
// whose own blocks are that long: the integers to w.q, the blocks' scales to
// w.scale and what else the kind has to w.minimum or w.half.
func (w *Work) unpack(f format, row []byte, blocks int) {
	w.q = grow(w.q, blocks*Block)
	w.scale = grow(w.scale, blocks)
	w.minimum = grow(w.minimum, blocks)
	w.half = grow(w.half, 2*blocks)
	f.unpack(w, row, blocks)
}

// block returns the integers of block b.
func (w *Work) block(b int) *[Block]byte { return (*[Block]byte)(w.q[b*Block:]) }

// unpackQ8: scale, 32 signed bytes.
func unpackQ8(w *Work, row []byte, blocks int) {
	const size = 2 + 32
	for b := range blocks {
		row := row[b*size:][:size]
		w.scale[b] = half(row)
		copy(w.block(b)[:], row[2:])
	}
}

// unpackQ4: scale, 16 bytes whose low nibbles are elements 0 to 15 and whose
// high ones are elements 16 to 31, each + 8.
func unpackQ4(w *Work, row []byte, blocks int) {
	const size = 2 + 16
	for b := range blocks {
		row, q := row[b*size:][:size], w.block(b)
		w.scale[b] = half(row)
		unpackNibbles(q, (*[16]byte)(row[2:]))
		for i := range q {
			q[i] -= 8
		}
	}
}

// unpackQ50: scale, 32 fifth bits, 16 bytes of nibbles; each integer + 16.
func unpackQ50(w *Work, row []byte, blocks int) {
	const size = 2 + 4 + 16
	for b := range blocks {
		row, q := row[b*size:][:size], w.block(b)
		w.scale[b] = half(row)
		unpackNibbles(q, (*[16]byte)(row[6:]))
		addFifths(q, binary.LittleEndian.Uint32(row[2:]))
		for i := range q {
			q[i] -= 16
		}
	}
}

// unpackIQ4NL: scale, 16 bytes of nibbles that number a table.
func unpackIQ4NL(w *Work, row []byte, blocks int) {
	const size = 2 + 16
	for b := range blocks {
		row := row[b*size:][:size]
		w.scale[b] = half(row)
		unpackIQ4(w.block(b), (*[16]byte)(row[2:]))
	}
}

// unpackIQ4XS: scale, six bytes of eight scales, eight parts of 16 bytes as
// IQ4_NL's. The scale of a part, d*s, is exact in single precision.
func unpackIQ4XS(w *Work, row []byte, blocks int) {
	const size = 2 + 2 + 4 + 128
	for b := range blocks {
		row, j := row[b/8*size:][:size], b%8
		w.scale[b] = half(row) * float32(gguf.IQ4Scale((*[6]byte)(row[2:]), j))
		unpackIQ4(w.block(b), (*[16]byte)(row[8+j*16:]))
	}
}

// unpackQ41: scale, minimum, 16 bytes of nibbles.
func unpackQ41(w *Work, row []byte, blocks int) {
	const size = 2 + 2 + 16
	for b := range blocks {
		row := row[b*size:][:size]
		w.scale[b], w.minimum[b] = half(row), half(row[2:])
		unpackNibbles(w.block(b), (*[16]byte)(row[4:]))
	}
}

// unpackQ51: scale, minimum, 32 fifth bits, 16 bytes of nibbles.
func unpackQ51(w *Work, row []byte, blocks int) {
	const size = 2 + 2 + 4 + 16
	for b := range blocks {
		row, q := row[b*size:][:size], w.block(b)
		w.scale[b], w.minimum[b] = half(row), half(row[2:])
		unpackNibbles(q, (*[16]byte)(row[8:]))
		addFifths(q, binary.LittleEndian.Uint32(row[4:]))
	}
}

// unpackQ4K: two scales, 12 bytes of scales and minima, 128 bytes of nibbles.
func unpackQ4K(w *Work, row []byte, blocks int) {
	const size = 2 + 2 + 12 + 128
	for b := 0; b < blocks; b += 8 {
		w.unpackK(b, row[b/8*size:][:size], 16)
	}
}

// unpackQ5K: Q4_K with 32 bytes of fifth bits, bit j of which belongs to part
// j, before the nibbles.
func unpackQ5K(w *Work, row []byte, blocks int) {
	const size = 2 + 2 + 12 + 32 + 128
	for b := 0; b < blocks; b += 8 {
		row := row[b/8*size:][:size]
		w.unpackK(b, row, 48)
		for j := range 8 {
			q := w.block(b + j)
			for i, fifths := range (*[32]byte)(row[16:]) {
				q[i] |= fifths >> j & 1 << 4
			}
		}
	}
}

// unpackK decodes the scales, the minima and the nibbles, from byte at on, of
// 8 blocks from b on. Scales d*s and minima -dmin*m are exact in single
// precision: 11 bits times 6.
func (w *Work) unpackK(b int, row []byte, at int) {
	d, dmin := half(row), half(row[2:])
	for j := range 8 {
		s, m := gguf.ScaleMin((*[12]byte)(row[4:]), j)
		w.scale[b+j], w.minimum[b+j] = d*float32(s), -(dmin * float32(m))
	}
	for two := range 4 {
		low, high := w.block(b+2*two), w.block(b+2*two+1)
		for i, v := range (*[32]byte)(row[at+two*32:]) {
			low[i], high[i] = v&15, v>>4
		}
	}
}

// unpackQ6K: 128 bytes of low nibbles, 64 bytes of high bits, 16 signed scales
// for 16 elements each and the scale of the scales.
//
// A half of the 256 elements is four quarters of 32: element l of quarter q has
// its low bits in nibble q/2 of byte 32*(q%2)+l of the half's 64 low bytes, and
// its high two bits in bits 2q of byte l of the half's 32 high bytes. What is
// stored is 32 too large.
func unpackQ6K(w *Work, row []byte, blocks int) {
	const size = 128 + 64 + 16 + 2
	for b := 0; b < blocks; b += 8 {
		row := row[b/8*size:][:size]
		for i, s := range row[192:208] {
			w.half[2*b+i] = int8(s)
		}
		for i := range 8 {
			w.scale[b+i] = half(row[208:])
		}
		for h := range 2 {
			low, high := (*[64]byte)(row[h*64:]), (*[32]byte)(row[128+h*32:])
			q0, q1, q2, q3 := w.block(b+4*h), w.block(b+4*h+1), w.block(b+4*h+2), w.block(b+4*h+3)
			for l, bits := range high {
				q0[l] = (low[l]&15 | bits&3<<4) - 32
				q1[l] = (low[l+32]&15 | bits>>2&3<<4) - 32
				q2[l] = (low[l]>>4 | bits>>4&3<<4) - 32
				q3[l] = (low[l+32]>>4 | bits>>6<<4) - 32
			}
		}
	}
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
