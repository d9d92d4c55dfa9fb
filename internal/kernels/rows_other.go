//go:build !amd64 || noasm

package kernels

// floatKernelOf returns nothing: the generic code is all there is.
func floatKernelOf() (k floatKernel, ok bool) { return k, false }

// transpose is never called: interleave does without.
func transpose(dst, src *float32, stride, cols int) { panic("kernels: internal error: no transpose") }
