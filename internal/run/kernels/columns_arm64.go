//go:build !noasm

package kernels

import "github.com/pawgen/pawgen/internal/run/gguf"

// floatKernelOf returns the fastest kernel for floats.
func floatKernelOf() (k floatKernel, ok bool) {
	return floatKernel{groupF32NEON, 16}, Has(NEON)
}

// columnsKernelOf returns the fastest kernel for records of half-precision numbers
// or bfloat16.
func columnsKernelOf(t gguf.Type) columnsKernel {
	if t == gguf.F16 {
		return columnsKernel{decode: columnsF16NEON}
	}
	return columnsKernel{decode: columnsBF16NEON}
}

// groupF32NEON does 16 rows. See [dot4] and [floatKernel].
//
//go:noescape
func groupF32NEON(acc, x, w *float32, tokens, cols, xStride, wStride int)

// vectorInterleave is interleave for whole vectors of columns; it returns how
// many columns it did.
func vectorInterleave(dst []float32, rows Rows) int {
	if !Has(NEON) || rows.N < panelRows || rows.Width < 4 {
		return 0
	}
	n := rows.Width &^ 3
	dst, _ = dst[:rows.Width*panelRows], rows.Row(panelRows-1)
	for r := 0; r < panelRows; r += 4 {
		transpose(&dst[r], &rows.Data[r*rows.Stride], rows.Stride, n)
	}
	return n
}

// transpose is interleave for 4 rows: dst[k*16+r] = src[r*stride+k] for
// k < cols, a multiple of 4 that is at least 4.
//
//go:noescape
func transpose(dst, src *float32, stride, cols int)

// columnsF16NEON decodes columns. See [columnsKernel] and [gguf.Dequantize].
//
//go:noescape
func columnsF16NEON(dst *float32, records *byte, blocks int)

// columnsBF16NEON decodes columns. See [columnsKernel] and [gguf.Dequantize].
//
//go:noescape
func columnsBF16NEON(dst *float32, records *byte, blocks int)
