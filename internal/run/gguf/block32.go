package gguf

import "encoding/binary"

// Q4_1, Q5_0 and Q5_1: blocks of 32 elements as those of Q4_0, with a minimum
// (_1), or a fifth bit for each element (Q5).

// decodeQ41 decodes a block: scale, minimum, then 16 bytes whose low nibbles
// are elements 0 to 15 and whose high nibbles are elements 16 to 31.
func decodeQ41(b []byte, dst []float32) {
	d, m := scale(b), scale(b[2:])
	for i, q := range b[4:20] {
		dst[i] = float32(d*float32(q&15)) + m
		dst[i+16] = float32(d*float32(q>>4)) + m
	}
}

// decodeQ50 decodes a block: scale, 32 fifth bits, nibbles as Q4_1's; each
// element + 16.
func decodeQ50(b []byte, dst []float32) {
	d, high := scale(b), binary.LittleEndian.Uint32(b[2:])
	for i, q := range b[6:22] {
		dst[i] = d * float32(int(fifth(q&15, high, i))-16)
		dst[i+16] = d * float32(int(fifth(q>>4, high, i+16))-16)
	}
}

// decodeQ51 decodes a block: scale, minimum, 32 fifth bits, nibbles as Q4_1's.
func decodeQ51(b []byte, dst []float32) {
	d, m, high := scale(b), scale(b[2:]), binary.LittleEndian.Uint32(b[4:])
	for i, q := range b[8:24] {
		dst[i] = float32(d*float32(fifth(q&15, high, i))) + m
		dst[i+16] = float32(d*float32(fifth(q>>4, high, i+16))) + m
	}
}

// scale decodes a half-precision number.
func scale(b []byte) float32 {
	return HalfToFloat(binary.LittleEndian.Uint16(b))
}

// fifth returns a nibble with bit i of high above it.
func fifth(nibble byte, high uint32, i int) byte {
	return nibble | byte(high>>i&1)<<4
}

// encodeQ41 spreads the numbers from the least to the greatest evenly.
func encodeQ41(b []byte, x []float32) error {
	return encodeSpread(b, x, 15)
}

// encodeQ51 does the same with twice as many.
func encodeQ51(b []byte, x []float32) error {
	return encodeSpread(b, x, 31)
}

// encodeSpread writes scale, minimum and integers up to most.
func encodeSpread(b []byte, x []float32, most int) error {
	lo, hi := bounds(x)
	d := (hi - lo) / float32(most)
	if err := putScale(b, d); err != nil {
		return err
	}
	if err := putScale(b[2:], lo); err != nil {
		return err
	}
	id := inverse(d)
	var q [32]byte
	for i, v := range x {
		q[i] = byte(min(int(float32(float32((v-lo)*id)+0.5)), most))
	}
	putQ(b[4:], q, most > 15)
	return nil
}

// encodeQ50 scales the element of largest magnitude to -16, as Q4_0 to -8.
func encodeQ50(b []byte, x []float32) error {
	d := largest(x) / -16
	if err := putScale(b, d); err != nil {
		return err
	}
	id := inverse(d)
	var q [32]byte
	for i, v := range x {
		q[i] = byte(min(int(float32(float32(v*id)+16.5)), 31))
	}
	putQ(b[2:], q, true)
	return nil
}

// putQ writes integers: their fifth bits, if they have them, and the nibbles.
func putQ(b []byte, q [32]byte, fifths bool) {
	if fifths {
		var high uint32
		for i, v := range q {
			high |= uint32(v>>4) << i
		}
		binary.LittleEndian.PutUint32(b, high)
		b = b[4:]
	}
	for i := range 16 {
		b[i] = q[i]&15 | q[i+16]<<4
	}
}

// bounds returns the least and the greatest element; both are NaN if any is.
func bounds(x []float32) (lo, hi float32) {
	lo, hi = x[0], x[0]
	for _, v := range x {
		lo, hi = min(lo, v), max(hi, v) // these give NaN if either is
	}
	return lo, hi
}
