package gguf

import "encoding/binary"

// IQ4_NL and IQ4_XS: elements are numbers of a table whose steps are finer
// near zero.

// IQ4 is the table, by an element's nibble.
var IQ4 = [16]int8{-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113}

// decodeIQ4NL decodes a block: scale, nibbles as Q4_0's.
func decodeIQ4NL(b []byte, dst []float32) {
	decodeIQ4(b[2:18], scale(b), dst)
}

// decodeIQ4XS decodes a block of 256 in eight parts: scale of the scales, 16
// bits with the scales' high 2 bits, 4 bytes with their low 4 bits, each scale
// + 32, then 16 bytes for each part, as a block's of IQ4_NL.
func decodeIQ4XS(b []byte, dst []float32) {
	d := scale(b)
	for j := range 8 {
		s := IQ4Scale((*[6]byte)(b[2:]), j)
		decodeIQ4(b[8+j*16:][:16], d*float32(s), dst[j*32:])
	}
}

func decodeIQ4(b []byte, d float32, dst []float32) {
	for i, q := range b {
		dst[i] = d * float32(IQ4[q&15])
		dst[i+16] = d * float32(IQ4[q>>4])
	}
}

// IQ4Scale returns the scale of part j of a block of IQ4_XS, from bytes 2 to 7
// of the block.
func IQ4Scale(b *[6]byte, j int) int8 {
	high := binary.LittleEndian.Uint16(b[:]) >> (2 * j) & 3
	return int8(b[2+j/2]>>(j%2*4)&15|byte(high)<<4) - 32
}

// encodeIQ4NL scales the element of largest magnitude to the table's end.
func encodeIQ4NL(b []byte, x []float32) error {
	d := largest(x) / -127
	encodeIQ4(b[2:18], inverse(d), x)
	return putScale(b, d)
}

// encodeIQ4XS does so in each part, rounding the scales to 6 bits. (ggml
// searches for better scales of both types.)
func encodeIQ4XS(b []byte, x []float32) error {
	var scales [8]float32
	for j := range scales {
		scales[j] = largest(x[j*32:][:32]) / -127
	}
	if err := putScale(b, largest(scales[:])/-32); err != nil {
		return err
	}
	d := scale(b)
	clear(b[2:])
	var high uint16
	for j := range scales {
		s := clampRound(scales[j]*inverse(d), -32, 31)
		high |= uint16(s+32) >> 4 << (2 * j)
		b[4+j/2] |= byte(s+32) & 15 << (j % 2 * 4)
		encodeIQ4(b[8+j*16:][:16], inverse(d*float32(s)), x[j*32:][:32])
	}
	binary.LittleEndian.PutUint16(b[2:], high)
	return nil
}

// encodeIQ4 writes 32 elements, which id takes to the table's range.
func encodeIQ4(b []byte, id float32, x []float32) {
	for i := range 16 {
		b[i] = nearestIQ4(float32(x[i]*id)) | nearestIQ4(float32(x[i+16]*id))<<4
	}
}

// nearestIQ4 returns the place in the table of the number nearest to x.
func nearestIQ4(x float32) byte {
	best := 0
	for i, v := range IQ4 {
		if abs(x-float32(v)) < abs(x-float32(IQ4[best])) {
			best = i
		}
	}
	return byte(best)
}
