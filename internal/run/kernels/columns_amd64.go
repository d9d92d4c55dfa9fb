//go:build !noasm

package kernels

//go:generate go run -C _generate . -kernel f32 -out ../f32_amd64.s

// floatKernelOf returns the fastest kernel for floats.
func floatKernelOf() (k floatKernel, ok bool) {
	switch {
	case Has(AVX512):
		return floatKernel{groupF32AVX512, 16}, true
	case Has(AVX2):
		return floatKernel{groupF32AVX2, 8}, true
	}
	return k, false
}

// groupF32AVX512 does 16 rows; see floatKernel.
//
//go:noescape
func groupF32AVX512(acc, x, w *float32, tokens, cols, xStride, wStride int)

// groupF32AVX2 does 8 rows; see floatKernel.
//
//go:noescape
func groupF32AVX2(acc, x, w *float32, tokens, cols, xStride, wStride int)

// vectorInterleave is interleave for whole vectors of columns; it returns how
// many columns it did.
func vectorInterleave(dst []float32, rows Rows) int {
	if !Has(AVX2) || rows.N < panelRows || rows.Width < 8 {
		return 0
	}
	n := rows.Width &^ 7
	dst, _ = dst[:rows.Width*panelRows], rows.Row(panelRows-1)
	transpose(&dst[0], &rows.Data[0], rows.Stride, n)
	transpose(&dst[8], &rows.Data[8*rows.Stride], rows.Stride, n)
	return n
}

// transpose is interleave for 8 rows: dst[k*16+r] = src[r*stride+k] for
// k < cols, a multiple of 8 that is at least 8.
//
//go:noescape
func transpose(dst, src *float32, stride, cols int)
