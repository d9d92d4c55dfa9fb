package kernels

// rowQ8 multiplies a row of Q8_0 blocks: scale, 32 signed bytes.
func rowQ8(dst []float32, stride int, row []byte, in *Input) {
	const size = 2 + 32
	in.rowScale = grow(in.rowScale, in.cols/Block)
	for b := range in.rowScale {
		in.rowScale[b] = half(row[b*size:])
	}
	multiplyBlocks(dst, stride, row[2:], size, in)
}

// multiplyBlocks multiplies a row of signed bytes with scales: the 32 of block
// b start at q[b*step], its scale is in.rowScale[b].
func multiplyBlocks(dst []float32, stride int, q []byte, step int, in *Input) {
	for g := range in.groups() {
		x, scale := in.group(g)
		var s sums
		for b, rowScale := range in.rowScale {
			sum := dot32((*[32]byte)(q[b*step:]), (*[32]int64)(x[b*Block:]))
			a0, a1, a2 := unpack(sum)
			s.add(a0, a1, a2, rowScale, scale[b*lanes:])
		}
		s.store(dst, stride, g, in.tokens)
	}
}

// dot32 returns the sum of a block's products, all lanes in one.
func dot32(w *[32]byte, x *[32]int64) int64 {
	var s, u int64
	for i := 0; i < 32; i += 8 {
		w, x := (*[8]byte)(w[i:]), (*[8]int64)(x[i:])
		s += int64(int8(w[0]))*x[0] + int64(int8(w[1]))*x[1] + int64(int8(w[2]))*x[2] + int64(int8(w[3]))*x[3]
		u += int64(int8(w[4]))*x[4] + int64(int8(w[5]))*x[5] + int64(int8(w[6]))*x[6] + int64(int8(w[7]))*x[7]
	}
	return s + u
}
