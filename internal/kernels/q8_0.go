package kernels

// rowQ8 multiplies a row of Q8_0 blocks: scale, 32 signed bytes.
func rowQ8(dst []float32, stride int, row []byte, in *Input) {
	const size = 2 + 32
	blocks := in.cols / Block
	for g := range in.groups() {
		x := in.packed[g*in.cols:][:in.cols]
		scale := in.scale[g*blocks*lanes:][:blocks*lanes]
		var s sums
		for b := range blocks {
			w := row[b*size:][:size]
			sum := dotQ8((*[32]byte)(w[2:]), (*[32]int64)(x[b*Block:]))
			a0, a1, a2 := unpack(sum)
			s.add(a0, a1, a2, half(w), scale[b*lanes:])
		}
		s.store(dst, stride, g, in.tokens)
	}
}

// dotQ8 returns the sum of a block's products, all lanes in one.
func dotQ8(w *[32]byte, x *[32]int64) int64 {
	var s, u int64
	for i := 0; i < 32; i += 8 {
		w, x := (*[8]byte)(w[i:]), (*[8]int64)(x[i:])
		s += int64(int8(w[0]))*x[0] + int64(int8(w[1]))*x[1] + int64(int8(w[2]))*x[2] + int64(int8(w[3]))*x[3]
		u += int64(int8(w[4]))*x[4] + int64(int8(w[5]))*x[5] + int64(int8(w[6]))*x[6] + int64(int8(w[7]))*x[7]
	}
	return s + u
}
