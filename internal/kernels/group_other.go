//go:build !amd64 || noasm

package kernels

import "github.com/pawgen/pawgen/internal/gguf"

// groupKernelOf returns nothing: the generic code is all there is.
func groupKernelOf(gguf.Type) (k groupKernel, ok bool) { return k, false }
