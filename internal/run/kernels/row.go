package kernels

// The definition of products with quantised weights: one row at a time, the
// tokens in lanes of an integer (input.go).
//
// The result is a sum over the blocks in their order. Weights of a block are
// scale*q, its activations t*a with integers a, and its part of the sum is
//
//	float(sum(q*a)) * (scale*t),
//
// the sum of the integers exact. Where each half of the block has an integer
// scale c, what is summed is c*q*a. Weights with a minimum, scale*q + minimum,
// add a second term,
//
//	minimum * (t*float(sum(a))),
//
// after the first. Every product is rounded to single precision.

// multiplyRow sets dst[token*stride] to the products of a row, which has been
// unpacked into w, or goes on with the sums that are there.
func (w *Work) multiplyRow(dst []float32, stride int, k kind, in *Input, add bool) {
	for g := range in.groups() {
		x, scale := in.group(g)
		var s sums
		if add {
			s.load(dst, stride, g, in.tokens)
		}
		switch k {
		case oneScale:
			s.addBlocks(w, x, scale)
		case withMinimum:
			s.addMinima(w, x, scale, in.sum[g*len(scale):][:len(scale)])
		case halves:
			s.addHalves(w, x, scale)
		}
		s.store(dst, stride, g, in.tokens)
	}
}

// addBlocks adds the blocks of a row with a scale each.
func (s *sums) addBlocks(w *Work, x []int64, scale []float32) {
	for b, rowScale := range w.scale {
		a0, a1, a2 := unpack(dot32(w.block(b), (*[Block]int64)(x[b*Block:])))
		s.add(a0, a1, a2, rowScale, scale[b*lanes:])
	}
}

// addMinima adds the blocks of a row with minima; sum is [blocks, lanes], the
// activations' scales times the sums of their integers.
func (s *sums) addMinima(w *Work, x []int64, scale, sum []float32) {
	for b, rowScale := range w.scale {
		a0, a1, a2 := unpack(dot32(w.block(b), (*[Block]int64)(x[b*Block:])))
		s.add(a0, a1, a2, rowScale, scale[b*lanes:])
		for lane, t := range sum[b*lanes:][:lanes] {
			s[lane] += float32(w.minimum[b] * t)
		}
	}
}

// addHalves adds the blocks of a row with integer scales. A block's sum is at
// most 2*128*16*32*127 < 2^24, so its conversion to float is exact.
func (s *sums) addHalves(w *Work, x []int64, scale []float32) {
	for b, rowScale := range w.scale {
		q, x := w.block(b), (*[Block]int64)(x[b*Block:])
		a0, a1, a2 := unpack(dot16((*[16]byte)(q[:16]), (*[16]int64)(x[:16])))
		b0, b1, b2 := unpack(dot16((*[16]byte)(q[16:]), (*[16]int64)(x[16:])))
		c0, c1 := int32(w.half[2*b]), int32(w.half[2*b+1])
		s.add(c0*a0+c1*b0, c0*a1+c1*b1, c0*a2+c1*b2, rowScale, scale[b*lanes:])
	}
}

// dot32 returns the sum of a block's products, all lanes in one.
func dot32(w *[Block]byte, x *[Block]int64) int64 {
	return dot16((*[16]byte)(w[:16]), (*[16]int64)(x[:16])) + dot16((*[16]byte)(w[16:]), (*[16]int64)(x[16:]))
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
