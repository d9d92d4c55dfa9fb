package kernels

// Rows are N vectors of Width numbers that start Stride apart.
type Rows struct {
	Data             []float32
	N, Width, Stride int
}

// Row returns the i-th vector.
func (r Rows) Row(i int) []float32 { return r.Data[i*r.Stride:][:r.Width] }

// floatKernel multiplies 16 or 8 columns of weights, [cols, lanes], that lie
// beside each other, with all tokens: acc[t*16+r] += w[k*wStride+r] *
// x[t*xStride+k], in the order of k. It is AddRows for many.
type floatKernel struct {
	// Tokens and cols are at least 1, and nothing need be aligned.
	run   func(acc, x, w *float32, tokens, cols, xStride, wStride int)
	lanes int
}

// Buffer is memory for [DotAll] and [AddAll]; the zero value is ready. It must
// not be used by two goroutines at once.
type Buffer struct {
	acc []float32 // [tokens, 16]
	w   []float32 // [cols, 16]
}

// DotAll sets dst, [x.N, rows.N], to the products of each x with each row,
// summed in index order: [DotRows] for many.
func DotAll(dst, rows, x Rows, b *Buffer) {
	k, ok := floatKernelOf()
	if !ok || rows.Width == 0 {
		for t := range x.N {
			DotRows(dst.Row(t)[:rows.N], rows.Data, rows.Stride, x.Row(t))
		}
		return
	}
	if x.N == 0 {
		return
	}
	_ = x.Row(x.N - 1)[:rows.Width] // kernels check nothing
	b.acc, b.w = grow(b.acc, x.N*panelRows), grow(b.w, rows.Width*panelRows)
	for j := 0; j < rows.N; j += panelRows {
		n := min(panelRows, rows.N-j)
		interleave(b.w, Rows{rows.Data[j*rows.Stride:], n, rows.Width, rows.Stride})
		clear(b.acc)
		for r := 0; r < n; r += k.lanes {
			k.run(&b.acc[r], &x.Data[0], &b.w[r], x.N, rows.Width, x.Stride, panelRows)
		}
		for t := range x.N {
			copy(dst.Row(t)[j:][:n], b.acc[t*panelRows:])
		}
	}
}

// AddAll adds to each dst, [weights.N, rows.Width], the sum of the rows times
// its weights, in the order of the rows: [AddRows] for many.
func AddAll(dst, rows, weights Rows, b *Buffer) {
	done := 0
	if k, ok := floatKernelOf(); ok && rows.N > 0 && weights.N > 0 {
		_, _ = rows.Row(rows.N-1), weights.Row(weights.N - 1)[:rows.N] // kernels check nothing
		b.acc = grow(b.acc, weights.N*panelRows)
		for ; done+k.lanes <= rows.Width; done += k.lanes {
			for t := range weights.N {
				copy(b.acc[t*panelRows:][:k.lanes], dst.Row(t)[done:])
			}
			k.run(&b.acc[0], &weights.Data[0], &rows.Data[done], weights.N, rows.N, weights.Stride, rows.Stride)
			for t := range weights.N {
				copy(dst.Row(t)[done:][:k.lanes], b.acc[t*panelRows:])
			}
		}
	}
	if done < rows.Width && rows.N > 0 {
		for t := range weights.N {
			AddRows(dst.Row(t)[done:], rows.Data[done:], rows.Stride, weights.Row(t)[:rows.N])
		}
	}
}

// interleave sets dst, [width, 16], to the columns of at most 16 rows. What it
// leaves of rows that are not there is arbitrary.
func interleave(dst []float32, rows Rows) {
	done := 0
	if Has(AVX2) && rows.N == panelRows && rows.Width >= 8 {
		done = rows.Width &^ 7
		dst, last := dst[:rows.Width*panelRows], rows.Row(panelRows-1)
		_ = last[:done]
		transpose(&dst[0], &rows.Data[0], rows.Stride, done)
		transpose(&dst[8], &rows.Data[8*rows.Stride], rows.Stride, done)
	}
	for r := range rows.N {
		for k, v := range rows.Row(r)[done:] {
			dst[(done+k)*panelRows+r] = v
		}
	}
}
