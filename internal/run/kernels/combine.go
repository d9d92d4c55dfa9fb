package kernels

// Combine sets each dst, [weights.N, rows.Width], to the sum of the rows times
// its weights, [weights.N, rows.N], added in the order of the rows.
func Combine(dst, rows, weights Rows, w *Work) {
	done := 0
	if k, ok := floatKernelOf(); ok && rows.N > 0 && weights.N > 0 {
		_, _ = rows.Row(rows.N-1), weights.Row(weights.N - 1)[:rows.N] // kernels check nothing
		w.acc = grow(w.acc, weights.N*panelRows)
		for ; done+k.lanes <= rows.Width; done += k.lanes {
			clear(w.acc)
			k.run(&w.acc[0], &weights.Data[0], &rows.Data[done], weights.N, rows.N, weights.Stride, rows.Stride)
			for t := range weights.N {
				copy(dst.Row(t)[done:][:k.lanes], w.acc[t*panelRows:])
			}
		}
	}
	for t := range weights.N {
		rest := dst.Row(t)[done:rows.Width]
		clear(rest)
		for n, weight := range weights.Row(t)[:rows.N] {
			AddScaled(rest, weight, rows.Row(n)[done:])
		}
	}
}
