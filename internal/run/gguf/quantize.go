package gguf

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Quantize encodes src, whose length must be a multiple of the type's block.
// F16, BF16 and the quantised types of 32 elements but IQ4_NL give the bytes
// that ggml's reference quantisers give. It is an error if a value cannot be represented: a NaN or an infinity
// in a quantised type, or a block whose scale is too large for half precision.
func Quantize(t Type, src []float32) ([]byte, error) {
	elements, bytes := t.Block()
	if elements == 0 {
		return nil, fmt.Errorf("gguf: %v is not supported", t)
	}
	if len(src)%elements != 0 {
		return nil, fmt.Errorf("gguf: %d elements are not whole blocks of %v, which have %d", len(src), t, elements)
	}
	dst := make([]byte, len(src)/elements*bytes)
	encode := t.format().encode
	for i := 0; i < len(src); i += elements {
		block := dst[i/elements*bytes:][:bytes]
		if err := encode(block, src[i:i+elements]); err != nil {
			return nil, fmt.Errorf("gguf: elements from %d on: %w", i, err)
		}
	}
	return dst, nil
}

func encodeF32(b []byte, x []float32) error {
	binary.LittleEndian.PutUint32(b, math.Float32bits(x[0]))
	return nil
}

func encodeF16(b []byte, x []float32) error {
	binary.LittleEndian.PutUint16(b, HalfFromFloat(x[0]))
	return nil
}

func encodeBF16(b []byte, x []float32) error {
	binary.LittleEndian.PutUint16(b, bfloatFromFloat(x[0]))
	return nil
}

// putScale stores d in half precision.
func putScale(b []byte, d float32) error {
	h := HalfFromFloat(d)
	if h&0x7c00 == 0x7c00 {
		return fmt.Errorf("scale %g does not fit in half precision", d)
	}
	binary.LittleEndian.PutUint16(b, h)
	return nil
}

// inverse returns 1/d, or 0 where that is no finite number: then all elements
// are as good as 0, and integers made of infinities would differ between CPUs.
func inverse(d float32) float32 {
	if abs(d) < 0x1p-126 {
		return 0
	}
	return 1 / d
}

// largest returns the element with the greatest magnitude, the first of
// several; it is a NaN if any element is, whose bits are above all numbers'.
func largest(x []float32) (m float32) {
	var most uint32
	for _, v := range x {
		if bits := math.Float32bits(v) &^ (1 << 31); bits > most {
			most, m = bits, v
		}
	}
	return m
}

func abs(x float32) float32 {
	return math.Float32frombits(math.Float32bits(x) &^ (1 << 31))
}

// encodeQ8 scales the largest magnitude to 127 and rounds halves away from zero.
func encodeQ8(b []byte, x []float32) error {
	d := abs(largest(x)) / 127
	id := inverse(d)
	for i, v := range x {
		b[2+i] = byte(int8(math.Round(float64(float32(v * id)))))
	}
	return putScale(b, d)
}

// encodeQ4 scales the element of largest magnitude to -8, so that one end of
// the range is exact, and rounds by adding 8.5 and cutting off.
func encodeQ4(b []byte, x []float32) error {
	d := largest(x) / -8
	id := inverse(d)
	nibble := func(v float32) byte {
		q := int8(float32(float32(v*id) + 8.5))
		return byte(min(q, 15))
	}
	for i := range 16 {
		b[2+i] = nibble(x[i]) | nibble(x[i+16])<<4
	}
	return putScale(b, d)
}

// encodeQ6K gives each 16 elements a scale that takes their largest to -32,
// rounds the scales to int8 multiples of the block's, and the elements to
// those. (ggml searches for slightly better scales.)
func encodeQ6K(b []byte, x []float32) error {
	var scale [16]float32
	for i := range scale {
		scale[i] = largest(x[i*16:][:16]) / -32
	}
	d := largest(scale[:]) / -128
	if err := putScale(b[208:], d); err != nil {
		return err
	}
	d = HalfToFloat(binary.LittleEndian.Uint16(b[208:]))
	clear(b[:192])
	for i, s := range scale {
		b[192+i] = byte(int8(clampRound(s*inverse(d), -128, 127)))
	}
	for i, v := range x {
		step := d * float32(int8(b[192+i/16]))
		q := byte(clampRound(v*inverse(step), -32, 31) + 32)
		half, quarter, l := i/128, i/32%4, i%32
		b[half*64+quarter%2*32+l] |= q & 15 << (quarter / 2 * 4)
		b[128+half*32+l] |= q >> 4 << (quarter * 2)
	}
	return nil
}

// clampRound rounds x to an integer between lo and hi.
func clampRound(x float32, lo, hi int) int {
	return int(max(float64(lo), min(float64(hi), math.Round(float64(x)))))
}
