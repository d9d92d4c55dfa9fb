//go:build !noasm

package kernels

// vectorScores is Scores if there is a kernel for it.
func vectorScores(dst []float32, stride int, q []float32, dim int, keys []uint16, rows int) bool {
	if !Has(NEON) {
		return false
	}
	scoresNEON(&dst[0], &q[0], &keys[0], rows, dim, stride)
	return true
}

// vectorMix is Mix for as many dimensions as fill registers; it returns how
// many.
func vectorMix(out []float32, dim int, weights []float32, stride int, values []uint16, n, rows int) int {
	done := whole(dim, 16)
	if done > 0 {
		mixNEON(&out[0], &weights[0], &values[0], rows, dim, n, stride)
	}
	return done
}

// The kernels. Rows and n are at least 1, dim is at least 1 for scores and 16
// for mixNEON; strides are in numbers.

//go:noescape
func scoresNEON(dst, q *float32, keys *uint16, rows, dim, stride int)

//go:noescape
func mixNEON(out, weights *float32, values *uint16, rows, dim, n, stride int)
