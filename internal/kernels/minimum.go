package kernels

import (
	"encoding/binary"

	"github.com/pawgen/pawgen/internal/gguf"
)

// Types with a minimum: Q4_1, Q5_1, Q4_K and Q5_K. Their rows are blocks of 32
// weights scale*q + minimum, q being an integer from 0 to 31; those of Q4_K and
// Q5_K have the scale d*s and the minimum -dmin*m, which single precision
// holds exactly (11 bits times 6). The product of a block with activations
// x[i] = t*a[i], a[i] being int8, is
//
//	(scale*t) * sum(q[i]*a[i])  +  minimum * (t*sum(a[i])),
//
// both sums exact integers, every product rounded to single precision, and the
// two terms added to the row's result one after the other, in this order.

// sumBlocks sets in.sum: for each block, t*sum(a[i]) of each token.
func (in *Input) sumBlocks() {
	in.sum = grow(in.sum, len(in.scale))
	for g := range in.groups() {
		packed, scale := in.group(g)
		sum := in.sum[g*len(scale):][:len(scale)]
		for b := 0; b < len(scale); b += lanes {
			var s int64
			for _, x := range packed[b/lanes*Block:][:Block] {
				s += x
			}
			s0, s1, s2 := unpack(s)
			sum[b], sum[b+1], sum[b+2] = scale[b]*float32(s0), scale[b+1]*float32(s1), scale[b+2]*float32(s2)
		}
	}
}

// multiplyMinimum multiplies the row whose integers are in.row, and whose
// scales and minima are in.rowScale and in.rowMinimum.
func multiplyMinimum(dst []float32, stride int, in *Input) {
	minima := in.rowMinimum[:len(in.rowScale)]
	for g := range in.groups() {
		x, scale := in.group(g)
		sum := in.sum[g*len(scale):][:len(scale)]
		var s sums
		for b, rowScale := range in.rowScale {
			a0, a1, a2 := unpack(dot32((*[32]byte)(in.row[b*Block:]), (*[32]int64)(x[b*Block:])))
			s.add(a0, a1, a2, rowScale, scale[b*lanes:])
			for lane, t := range sum[b*lanes:][:lanes] {
				s[lane] += float32(minima[b] * t)
			}
		}
		s.store(dst, stride, g, in.tokens)
	}
}

// growRow makes room for a decoded row.
func (in *Input) growRow() {
	in.row = grow(in.row, in.cols)
	in.rowScale = grow(in.rowScale, in.cols/Block)
	in.rowMinimum = grow(in.rowMinimum, in.cols/Block)
}

// rowQ41 multiplies a row of Q4_1 blocks: scale, minimum, 16 bytes of nibbles.
func rowQ41(dst []float32, stride int, row []byte, in *Input) {
	const size = 2 + 2 + 16
	in.growRow()
	for b := range in.rowScale {
		w := row[b*size:][:size]
		in.rowScale[b], in.rowMinimum[b] = half(w), half(w[2:])
		unpackNibbles((*[32]byte)(in.row[b*Block:]), (*[16]byte)(w[4:]))
	}
	multiplyMinimum(dst, stride, in)
}

// rowQ51 multiplies a row of Q5_1 blocks: scale, minimum, 32 fifth bits, 16
// bytes of nibbles.
func rowQ51(dst []float32, stride int, row []byte, in *Input) {
	const size = 2 + 2 + 4 + 16
	in.growRow()
	for b := range in.rowScale {
		w := row[b*size:][:size]
		in.rowScale[b], in.rowMinimum[b] = half(w), half(w[2:])
		q := (*[32]byte)(in.row[b*Block:])
		unpackNibbles(q, (*[16]byte)(w[8:]))
		addFifths(q, binary.LittleEndian.Uint32(w[4:]))
	}
	multiplyMinimum(dst, stride, in)
}

// rowQ4K multiplies a row of Q4_K blocks; package gguf describes them.
func rowQ4K(dst []float32, stride int, row []byte, in *Input) {
	const size = 2 + 2 + 12 + 128
	in.growRow()
	for b := range in.cols / 256 {
		in.unpackK(b, row[b*size:][:size], 16)
	}
	multiplyMinimum(dst, stride, in)
}

// rowQ5K multiplies a row of Q5_K blocks: those of Q4_K with 32 bytes of fifth
// bits, bit j of which belongs to part j, before the nibbles.
func rowQ5K(dst []float32, stride int, row []byte, in *Input) {
	const size = 2 + 2 + 12 + 32 + 128
	in.growRow()
	for b := range in.cols / 256 {
		w := row[b*size:][:size]
		in.unpackK(b, w, 48)
		for j := range 8 {
			q := (*[32]byte)(in.row[b*256+j*Block:])
			for i, fifths := range (*[32]byte)(w[16:]) {
				q[i] |= fifths >> j & 1 << 4
			}
		}
	}
	multiplyMinimum(dst, stride, in)
}

// unpackK decodes the scales, the minima and the nibbles, from byte at on, of
// block b.
func (in *Input) unpackK(b int, w []byte, at int) {
	d, dmin := half(w), half(w[2:])
	for j := range 8 {
		s, m := gguf.ScaleMin((*[12]byte)(w[4:]), j)
		in.rowScale[b*8+j], in.rowMinimum[b*8+j] = d*float32(s), -(dmin * float32(m))
	}
	for pair := range 4 {
		q := (*[64]byte)(in.row[b*256+pair*64:])
		for i, v := range (*[32]byte)(w[at+pair*32:]) {
			q[i], q[i+32] = v&15, v>>4
		}
	}
}
