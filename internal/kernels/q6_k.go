package kernels

// rowQ6K multiplies a row of Q6_K blocks of 256 elements. In a block lie 128
// bytes of low nibbles, 64 bytes of high bits, 16 signed scales and the scale
// of the scales. A half of it, 128 elements, is four quarters of 32: element l
// of quarter q has its low bits in nibble q/2 of byte 32*(q%2)+l of the half's
// 64 low bytes, and its high two bits in bits 2q of byte l of the half's 32
// high bytes. The number stored is 32 too large.
func rowQ6K(dst []float32, stride int, row []byte, in *Input) {
	const elements, size = 256, 128 + 64 + 16 + 2
	blocks := in.cols / Block
	for g := range in.groups() {
		x := in.packed[g*in.cols:][:in.cols]
		scale := in.scale[g*blocks*lanes:][:blocks*lanes]
		var s sums
		for b := range blocks {
			w := row[b*Block/elements*size:][:size]
			half2, quarter := b/4%2, b%4
			low := (*[32]byte)(w[half2*64+quarter%2*32:])
			high := (*[32]byte)(w[128+half2*32:])
			sum0, sum1 := dotQ6K(low, high, quarter, (*[32]int64)(x[b*Block:]))
			scales := w[192+b%8*2:][:2]
			c0, c1 := int32(int8(scales[0])), int32(int8(scales[1]))
			// At most 2*128*16*32*127 < 2^24, so the conversion to float is exact.
			a0, a1, a2 := unpack(sum0)
			b0, b1, b2 := unpack(sum1)
			s.add(c0*a0+c1*b0, c0*a1+c1*b1, c0*a2+c1*b2, half(w[208:]), scale[b*lanes:])
		}
		s.store(dst, stride, g, in.tokens)
	}
}

// dotQ6K returns the sums of the products of a quarter's two halves, which
// have scales of their own, all lanes in one.
func dotQ6K(low, high *[32]byte, quarter int, x *[32]int64) (s, u int64) {
	lowShift, highShift := uint(quarter/2*4), uint(quarter*2)
	for i := range 16 {
		q0 := low[i]>>(lowShift&7)&15 | high[i]>>(highShift&7)&3<<4
		q1 := low[i+16]>>(lowShift&7)&15 | high[i+16]>>(highShift&7)&3<<4
		s += (int64(q0) - 32) * x[i]
		u += (int64(q1) - 32) * x[i+16]
	}
	return s, u
}
