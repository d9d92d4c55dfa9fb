//go:build !amd64 || noasm

package kernels

// There are no such kernels: see their twins for amd64.

func vectorMaxAll(lanes *[lanesOf]float32, x []float32) int { return 0 }

func vectorExponentials(x []float32, most float32) (sum float32, ok bool) { return 0, false }

func wideSwiGLU(gate, up []float32) bool { return false }

func vectorRotatePairs(low, high, x, cos, sin []float32) int { return 0 }

func vectorWeights(dst []int16, x []float32, s float32, scales []float32) bool { return false }

func vectorRoundWords(dst []int16, x []float32, most float32) (scale float32, ok bool) {
	return 0, false
}

func (h Head) vectorStore(i int, key, value []float32) bool { return false }
