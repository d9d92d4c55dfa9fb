package kernels

// rowQ4 multiplies a row of Q4_0 blocks: scale, 16 bytes whose low nibbles are
// elements 0 to 15 and whose high nibbles are elements 16 to 31, each + 8.
func rowQ4(dst []float32, stride int, row []byte, in *Input) {
	const size = 2 + 16
	blocks := in.cols / Block
	for g := range in.groups() {
		x := in.packed[g*in.cols:][:in.cols]
		scale := in.scale[g*blocks*lanes:][:blocks*lanes]
		var s sums
		for b := range blocks {
			w := row[b*size:][:size]
			sum := dotQ4((*[16]byte)(w[2:]), (*[32]int64)(x[b*Block:]))
			a0, a1, a2 := unpack(sum)
			s.add(a0, a1, a2, half(w), scale[b*lanes:])
		}
		s.store(dst, stride, g, in.tokens)
	}
}

// dotQ4 returns the sum of a block's products, all lanes in one.
func dotQ4(w *[16]byte, x *[32]int64) int64 {
	var s, u int64
	for i, q := range w {
		s += int64(q&15) * x[i]
		u += int64(q>>4) * x[i+16]
		s -= (x[i] + x[i+16]) << 3 // the nibbles are 8 too large
	}
	return s + u
}
