//go:build !noasm

package kernels

//go:generate go run -C _generate . -kernel quantize -out ../quantize_amd64.s

// quantizeBlocks is activation.quantize for blocks times 32 numbers; the
// activations, whose integers' address is dst, are stride apart. Blocks is at
// least 1. It needs AVX2.
//
//go:noescape
func quantizeBlocks(dst *int8, x *float32, blocks, stride int)
