//go:build !amd64 || noasm

package kernels

// quantizeBlocks, a kernel for AVX2, is never called without it.
func quantizeBlocks(dst *int8, x *float32, blocks, stride int) {
	panic("kernels: internal error: no quantizeBlocks")
}
