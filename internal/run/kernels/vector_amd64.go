//go:build !noasm

package kernels

// What AVX-512's masks do for the numbers that fill no register, and what is turned
// about within registers.

// vectorMaxAll is the lanes of [max16] with all of x, if there is a kernel for it.
func vectorMaxAll(lanes *[lanesOf]float32, x []float32) int {
	if !Has(AVX512) {
		return 0
	}
	maxAVX512(lanes, &x[0], len(x))
	return len(x)
}

// vectorExponentials replaces x by e^(x-most) and returns the sum, if there is a
// kernel for it.
func vectorExponentials(x []float32, most float32) (sum float32, ok bool) {
	if !Has(AVX512) {
		return 0, false
	}
	var lanes [lanesOf]float32
	exponentialsAVX512(&lanes, &x[0], len(x), most)
	return sumSingles(&lanes), true
}

// wideSwiGLU is [SwiGLU], if there is a kernel for it.
func wideSwiGLU(gate, up []float32) bool {
	if !Has(AVX512) || len(gate) == 0 {
		return false
	}
	swiGLUAVX512(&gate[0], &up[0], len(gate))
	return true
}

func vectorRotatePairs(low, high, x, cos, sin []float32) int {
	n := whole(len(cos), 8)
	if n > 0 {
		rotatePairsVector(&low[0], &high[0], &x[0], &cos[0], &sin[0], n)
	}
	return n
}

// maxAVX512 sets lanes to the largest of every 16th number; n is at least 1. See
// [max16].
//
//go:noescape
func maxAVX512(lanes *[lanesOf]float32, x *float32, n int)

// exponentialsAVX512 sets numbers, none of which is above most, to Exp(x - most) and
// lanes to the sums of every 16th; n is at least 1. See [exponentials].
//
//go:noescape
func exponentialsAVX512(lanes *[lanesOf]float32, x *float32, n int, most float32)

// swiGLUAVX512 does n numbers, at least one. See [SwiGLU].
//
//go:noescape
func swiGLUAVX512(gate, up *float32, n int)

// rotatePairsVector turns n pairs, a multiple of 8 and at least that. See
// [RotatePairs].
//
//go:noescape
func rotatePairsVector(low, high, x, cos, sin *float32, n int)
