package gguf

// Q4_K and Q5_K: blocks of 256 elements in eight parts of 32, each with a
// scale and a minimum of 6 bits. A block is the scale of the scales, the scale
// of the minima, 12 bytes of scales and minima (see [ScaleMin]), for Q5_K 32
// bytes whose bits 0 to 7 are the fifth bits of the eight parts, and four runs
// of 32 bytes whose low nibbles are one part and whose high nibbles are the
// next. An element is scale*integer - minimum.

// ScaleMin returns the scale and the minimum of part j of a block of Q4_K or
// Q5_K, from its 12 bytes: the first four scales and minima are the low 6 bits
// of bytes 0 to 3 and 4 to 7; the others have their low 4 bits in the low
// (scale) and high (minimum) nibbles of bytes 8 to 11, and their high 2 bits
// at the top of the first ones' bytes.
func ScaleMin(b *[12]byte, j int) (scale, minimum byte) {
	if j < 4 {
		return b[j] & 63, b[j+4] & 63
	}
	return b[j+4]&15 | b[j-4]>>6<<4, b[j+4]>>4 | b[j]>>6<<4
}

// putScaleMin is the reverse of [ScaleMin]; b must have been zero there.
func putScaleMin(b *[12]byte, j int, scale, minimum byte) {
	if j < 4 {
		b[j] |= scale
		b[j+4] |= minimum
		return
	}
	b[j+4] = scale&15 | minimum<<4
	b[j-4] |= scale >> 4 << 6
	b[j] |= minimum >> 4 << 6
}

func decodeQ4K(b []byte, dst []float32) {
	decodeK(b, nil, b[16:], dst)
}

func decodeQ5K(b []byte, dst []float32) {
	decodeK(b, b[16:48], b[48:], dst)
}

// decodeK decodes a block with its fifth bits, if it has them, and nibbles.
// The products are exact: 11 bits of the scale, 6 and 5.
func decodeK(b, fifths, nibbles []byte, dst []float32) {
	d, dmin := scale(b), scale(b[2:])
	for j := range 8 {
		s, m := ScaleMin((*[12]byte)(b[4:]), j)
		part, least := float32(d*float32(s)), float32(dmin*float32(m))
		for i := range 32 {
			q := nibbles[j/2*32+i] >> (j % 2 * 4) & 15
			if fifths != nil {
				q |= fifths[i] >> j & 1 << 4
			}
			dst[j*32+i] = float32(part*float32(q)) - least
		}
	}
}

func encodeQ4K(b []byte, x []float32) error {
	return encodeK(b, nil, b[16:], x)
}

func encodeQ5K(b []byte, x []float32) error {
	return encodeK(b, b[16:48], b[48:], x)
}

// encodeK spreads each part's numbers evenly from its least, or 0 if that is
// less, to its greatest, and then rounds scales and minima to what 6 bits can
// say. (ggml searches for slightly better ones.)
func encodeK(b, fifths, nibbles []byte, x []float32) error {
	most := 15
	if fifths != nil {
		most = 31
	}
	var scales, minima [8]float32
	for j := range 8 {
		lo, hi := bounds(x[j*32:][:32])
		lo = min(lo, 0) // a minimum is taken off
		scales[j], minima[j] = (hi-lo)/float32(most), -lo
	}
	clear(b)
	if err := putScale(b, largest(scales[:])/63); err != nil {
		return err
	}
	if err := putScale(b[2:], largest(minima[:])/63); err != nil {
		return err
	}
	d, dmin := scale(b), scale(b[2:])
	for j := range 8 {
		s := clampRound(scales[j]*inverse(d), 0, 63)
		m := clampRound(minima[j]*inverse(dmin), 0, 63)
		putScaleMin((*[12]byte)(b[4:]), j, byte(s), byte(m))
		inv, least := inverse(d*float32(s)), float32(dmin*float32(m))
		for i := range 32 {
			q := byte(clampRound(float32((x[j*32+i]+least)*inv), 0, most))
			nibbles[j/2*32+i] |= q & 15 << (j % 2 * 4)
			if fifths != nil {
				fifths[i] |= q >> 4 << j
			}
		}
	}
	return nil
}
