package gguf

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Dequantize decodes len(dst) elements of type t. This is the definition of
// each format.
func Dequantize(t Type, src []byte, dst []float32) error {
	elements, bytes := t.Block()
	if elements == 0 {
		return fmt.Errorf("gguf: %v is not supported", t)
	}
	if len(dst)%elements != 0 || len(src) != len(dst)/elements*bytes {
		return fmt.Errorf("gguf: %d bytes of %v are not %d elements", len(src), t, len(dst))
	}
	switch t {
	case F32:
		decodeF32(src, dst)
	case F16, BF16:
		decode16(src, dst, t == BF16)
	default:
		decode := t.format().decode
		for i := 0; i < len(dst); i += elements {
			decode(src[:bytes], dst[i:i+elements])
			src = src[bytes:]
		}
	}
	return nil
}

func decodeF32(src []byte, dst []float32) {
	src = src[:4*len(dst)]
	for i := range dst {
		dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(src[4*i:]))
	}
}

// decode16 decodes half precision, or bfloat16.
func decode16(src []byte, dst []float32, bfloat bool) {
	src = src[:2*len(dst)]
	for i := range dst {
		bits := binary.LittleEndian.Uint16(src[2*i:])
		if bfloat {
			dst[i] = BfloatToFloat(bits)
		} else {
			dst[i] = HalfToFloat(bits)
		}
	}
}

// decodeQ4 decodes a block: scale, then 16 bytes whose low nibbles are
// elements 0 to 15 and whose high nibbles are elements 16 to 31, each + 8.
func decodeQ4(b []byte, dst []float32) {
	d := HalfToFloat(binary.LittleEndian.Uint16(b))
	for i, q := range b[2:18] {
		dst[i] = d * float32(int(q&15)-8)
		dst[i+16] = d * float32(int(q>>4)-8)
	}
}

// decodeQ8 decodes a block: scale, then 32 signed bytes.
func decodeQ8(b []byte, dst []float32) {
	d := HalfToFloat(binary.LittleEndian.Uint16(b))
	for i, q := range b[2:34] {
		dst[i] = d * float32(int8(q))
	}
}

// decodeQ6K decodes a block of 256: 128 bytes of low nibbles, 64 bytes of
// pairs of high bits, 16 int8 scales (one per 16 elements) and the scale of
// the scales. Package kernels describes the order of the bits.
func decodeQ6K(b []byte, dst []float32) {
	low, high, scales := b[:128], b[128:192], b[192:208]
	d := HalfToFloat(binary.LittleEndian.Uint16(b[208:]))
	for i := range dst {
		half, quarter, l := i/128, i/32%4, i%32
		q := low[half*64+quarter%2*32+l] >> (quarter / 2 * 4) & 15
		q |= high[half*32+l] >> (quarter * 2) & 3 << 4
		dst[i] = d * float32(int8(scales[i/16])) * float32(int(q)-32)
	}
}
