package kernels

// rowQ6K multiplies a row of Q6_K blocks of 256 elements: 128 bytes of low
// nibbles, 64 bytes of high bits, 16 signed scales for 16 elements each and
// the scale of the scales.
func rowQ6K(dst []float32, stride int, row []byte, in *Input) {
	const elements, size = 256, 128 + 64 + 16 + 2
	blocks := in.cols / elements
	in.row = grow(in.row, in.cols)
	in.rowScale = grow(in.rowScale, in.cols/Block)
	for b := range blocks {
		w := row[b*size:][:size]
		unpackQ6K((*[256]byte)(in.row[b*elements:]), w)
		for i := range elements / Block {
			in.rowScale[b*elements/Block+i] = half(w[208:])
		}
	}
	for g := range in.groups() {
		x, scale := in.group(g)
		var s sums
		for b, rowScale := range in.rowScale {
			q, x := (*[32]byte)(in.row[b*Block:]), (*[32]int64)(x[b*Block:])
			a0, a1, a2 := unpack(dot16((*[16]byte)(q[:16]), (*[16]int64)(x[:16])))
			b0, b1, b2 := unpack(dot16((*[16]byte)(q[16:]), (*[16]int64)(x[16:])))
			c := row[b/8*size+192+b%8*2:][:2]
			c0, c1 := int32(int8(c[0])), int32(int8(c[1]))
			// At most 2*128*16*32*127 < 2^24, so the conversion to float is exact.
			s.add(c0*a0+c1*b0, c0*a1+c1*b1, c0*a2+c1*b2, rowScale, scale[b*lanes:])
		}
		s.store(dst, stride, g, in.tokens)
	}
}

// unpackQ6K decodes the numbers of a block. A half of it, 128 elements, is four
// quarters of 32: element l of quarter q has its low bits in nibble q/2 of byte
// 32*(q%2)+l of the half's 64 low bytes, and its high two bits in bits 2q of
// byte l of the half's 32 high bytes. What is stored is 32 too large.
func unpackQ6K(dst *[256]byte, w []byte) {
	for h := range 2 {
		low := (*[64]byte)(w[h*64:])
		high := (*[32]byte)(w[128+h*32:])
		q := (*[128]byte)(dst[h*128:])
		for l, bits := range high {
			q[l] = (low[l]&15 | bits&3<<4) - 32
			q[l+32] = (low[l+32]&15 | bits>>2&3<<4) - 32
			q[l+64] = (low[l]>>4 | bits>>4&3<<4) - 32
			q[l+96] = (low[l+32]>>4 | bits>>6<<4) - 32
		}
	}
}

// dot16 is dot32 for half a block.
func dot16(w *[16]byte, x *[16]int64) int64 {
	var s, u int64
	for i := 0; i < 16; i += 8 {
		w, x := (*[8]byte)(w[i:]), (*[8]int64)(x[i:])
		s += int64(int8(w[0]))*x[0] + int64(int8(w[1]))*x[1] + int64(int8(w[2]))*x[2] + int64(int8(w[3]))*x[3]
		u += int64(int8(w[4]))*x[4] + int64(int8(w[5]))*x[5] + int64(int8(w[6]))*x[6] + int64(int8(w[7]))*x[7]
	}
	return s + u
}
