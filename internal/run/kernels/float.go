package kernels

// multiplyFloatRows multiplies with floating-point weights: n rows, the i-th of
// which is row at(i), whose products go to dst[token*stride+i], or are added to
// the sums that are there. Sums run over the columns in index order; four rows at
// a time hide the latency of the additions.
func (m *Matrix) multiplyFloatRows(dst []float32, stride int, in *Input, w *Work, n int, at func(int) int, add bool) {
	for i := 0; i < n; i += 4 {
		var rows [4][]float32
		for j := range rows {
			rows[j] = m.decoded(w, j, at(min(i+j, n-1))) // past the end: the last row again
		}
		for t := range in.tokens {
			x, to := in.x[t*in.cols:][:in.cols], dst[t*stride+i:][:min(4, n-i)]
			var s [4]float32
			if add {
				copy(s[:], to)
			}
			dot4(&s, &rows, x)
			copy(to, s[:])
		}
	}
}

// decoded returns row i as floats, in the j-th of four buffers if the matrix
// has not got them.
func (m *Matrix) decoded(w *Work, j, i int) []float32 {
	if m.floats != nil {
		return m.floats[i*m.cols:][:m.cols]
	}
	w.floats = grow(w.floats, 4*m.cols)
	row := w.floats[j*m.cols:][:m.cols]
	m.Row(row, i)
	return row
}

// dot4 adds to s the products of four rows with x, each in index order.
func dot4(s *[4]float32, rows *[4][]float32, x []float32) {
	w0, w1, w2, w3 := rows[0][:len(x)], rows[1][:len(x)], rows[2][:len(x)], rows[3][:len(x)]
	s0, s1, s2, s3 := s[0], s[1], s[2], s[3]
	for k, v := range x {
		s0 += float32(w0[k] * v)
		s1 += float32(w1[k] * v)
		s2 += float32(w2[k] * v)
		s3 += float32(w3[k] * v)
	}
	*s = [4]float32{s0, s1, s2, s3}
}

// MatVec sets dst, [rows], to w, [rows, len(x)], times x, summed in index order.
func MatVec(dst, w, x []float32) {
	for j := 0; j < len(dst); j += 4 {
		var rows [4][]float32
		for i := range rows {
			rows[i] = w[min(j+i, len(dst)-1)*len(x):][:len(x)]
		}
		var s [4]float32
		dot4(&s, &rows, x)
		copy(dst[j:], s[:])
	}
}
