//go:build !noasm

package kernels

import "github.com/pawgen/pawgen/internal/run/gguf"

//go:generate env GOWORK=off go run -C _generate . -kernel columns -out ../columns_amd64.s

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

// columnsKernelOf returns the fastest kernel for records of half-precision numbers
// or bfloat16.
func columnsKernelOf(t gguf.Type) columnsKernel {
	switch {
	case t == gguf.F16 && Has(AVX512):
		return columnsKernel{columnsF16AVX512, singleF16AVX512}
	case t == gguf.F16:
		return columnsKernel{columnsF16AVX2, singleF16AVX2}
	case Has(AVX512):
		return columnsKernel{columnsBF16AVX512, singleBF16AVX512}
	}
	return columnsKernel{columnsBF16AVX2, singleBF16AVX2}
}

// groupF32AVX512 does 16 rows. See [dot4] and [floatKernel].
//
//go:noescape
func groupF32AVX512(acc, x, w *float32, tokens, cols, xStride, wStride int)

// groupF32AVX2 does 8 rows. See [dot4] and [floatKernel].
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

// transpose is [interleave] for 8 rows: dst[k*16+r] = src[r*stride+k] for
// k < cols, a multiple of 8 that is at least 8.
//
//go:noescape
func transpose(dst, src *float32, stride, cols int)

// columnsF16AVX512 decodes columns. See [columnsKernel] and [gguf.Dequantize].
//
//go:noescape
func columnsF16AVX512(dst *float32, records *byte, blocks int)

// columnsBF16AVX512 decodes columns. See [columnsKernel] and [gguf.Dequantize].
//
//go:noescape
func columnsBF16AVX512(dst *float32, records *byte, blocks int)

// columnsF16AVX2 decodes columns. See [columnsKernel] and [gguf.Dequantize].
//
//go:noescape
func columnsF16AVX2(dst *float32, records *byte, blocks int)

// columnsBF16AVX2 decodes columns. See [columnsKernel] and [gguf.Dequantize].
//
//go:noescape
func columnsBF16AVX2(dst *float32, records *byte, blocks int)

// singleF16AVX512 multiplies one token. See [columnsKernel] and [dot4].
//
//go:noescape
func singleF16AVX512(acc, x *float32, records *byte, blocks int)

// singleBF16AVX512 multiplies one token. See [columnsKernel] and [dot4].
//
//go:noescape
func singleBF16AVX512(acc, x *float32, records *byte, blocks int)

// singleF16AVX2 multiplies one token. See [columnsKernel] and [dot4].
//
//go:noescape
func singleF16AVX2(acc, x *float32, records *byte, blocks int)

// singleBF16AVX2 multiplies one token. See [columnsKernel] and [dot4].
//
//go:noescape
func singleBF16AVX2(acc, x *float32, records *byte, blocks int)
