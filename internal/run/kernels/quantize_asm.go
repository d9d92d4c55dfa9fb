//go:build (amd64 || arm64) && !noasm

package kernels

//go:generate env GOWORK=off go run -C _generate . -kernel quantize -out ../quantize_amd64.s

// vectorQuantize is activation.quantize for all blocks of a token, which are
// stride apart, if there is a kernel for it.
func vectorQuantize(to *activation, x []float32, stride int) bool {
	if !hasVectors() {
		return false
	}
	quantizeBlocks(&to.q[0], &x[0], len(x)/Block, stride)
	return true
}

// quantizeBlocks is activation.quantize for blocks times 32 numbers; the
// activations, whose integers' address is dst, are stride apart. Blocks is at
// least 1.
//
//go:noescape
func quantizeBlocks(dst *int8, x *float32, blocks, stride int)
