//go:build (!amd64 && !arm64) || noasm

package kernels

// packRows is never called: no kernel has matrices packed.
func packRows(dst, rows []byte, stride, n int) { panic("kernels: internal error: no packRows") }

// The kernels of fields: none.
var singlesKernel, wordsKernel, fifthsKernel fieldKernel
