package kernels

// Rows are N vectors of Width numbers that start Stride apart.
type Rows struct {
	Data             []float32
	N, Width, Stride int
}

// Row returns the i-th vector.
func (r Rows) Row(i int) []float32 { return r.Data[i*r.Stride:][:r.Width] }

// floatKernel multiplies 16 or 8 rows of weights, interleaved as [cols, 16],
// with all tokens: acc[t*16+r] += w[k*wStride+r] * x[t*xStride+k], in the order
// of k.
type floatKernel struct {
	// Tokens and cols are at least 1, and nothing need be aligned.
	run   func(acc, x, w *float32, tokens, cols, xStride, wStride int)
	lanes int
}

// columnsKernel multiplies records of floating-point types of 16 bits; see
// [packing].
type columnsKernel struct {
	// decode sets dst, [blocks*32, 16], to the columns of 16 rows, whose records of 32
	// columns are every second of those that there are. Blocks is at least 1.
	decode func(dst *float32, records *byte, blocks int)
	// single adds to acc, [32], the products of 32 rows with x, [blocks*32]. If it is
	// nil, decode and a floatKernel do that.
	single func(acc, x *float32, records *byte, blocks int)
}

// interleave sets dst, [width, 16], to the columns of at most 16 rows. What it
// leaves of rows that are not there is arbitrary.
func interleave(dst []float32, rows Rows) {
	done := vectorInterleave(dst, rows)
	for r := range rows.N {
		for k, v := range rows.Row(r)[done:] {
			dst[(done+k)*panelRows+r] = v
		}
	}
}
