package gguf

import "math"

// HalfToFloat returns the value of an IEEE half-precision number, exactly.
func HalfToFloat(h uint16) float32 {
	bits := uint32(h&0x7fff) << 13 // exponent and fraction where a single has them
	if h&0x7c00 == 0x7c00 {        // infinity or NaN
		bits |= 0xff << 23
	} else {
		// The exponents' biases differ by 112; this is right for subnormals too.
		bits = math.Float32bits(math.Float32frombits(bits) * 0x1p112)
	}
	return math.Float32frombits(bits | uint32(h>>15)<<31)
}

// HalfFromFloat rounds x to half precision, ties to even; what is too large
// becomes an infinity.
func HalfFromFloat(x float32) uint16 {
	bits := math.Float32bits(x)
	sign := uint16(bits>>16) & 0x8000
	bits &= 1<<31 - 1
	switch {
	case bits > 0xff<<23: // NaN, made quiet
		return sign | 0x7e00 | uint16(bits>>13)&0x3ff
	case bits >= (127+16)<<23: // from 2^16 on
		return sign | 0x7c00
	case bits < (127-14)<<23: // subnormal: round to multiples of 2^-24
		// Adding 0.5 leaves the wanted multiple in the low bits of the sum.
		sum := float32(math.Float32frombits(bits) + 0.5)
		return sign | uint16(math.Float32bits(sum)-math.Float32bits(0.5))
	}
	// Rebias the exponent and round the 13 bits that fall away; a carry moves
	// on into the exponent, up to infinity.
	bits -= (127 - 15) << 23
	bits += 0xfff + bits>>13&1
	return sign | uint16(bits>>13)
}

// bfloatFromFloat rounds x to the upper 16 bits of a single, ties to even.
func bfloatFromFloat(x float32) uint16 {
	bits := math.Float32bits(x)
	if bits&(1<<31-1) > 0xff<<23 { // NaN, made quiet
		return uint16(bits>>16) | 0x40
	}
	return uint16((bits + 0x7fff + bits>>16&1) >> 16)
}

// BfloatToFloat returns the value of a bfloat16, exactly.
func BfloatToFloat(b uint16) float32 {
	return math.Float32frombits(uint32(b) << 16)
}
