//go:build !noasm

package kernels

// vectorScores is [Tile.Score] for all 16 tokens, if there is a kernel for it.
func vectorScores(dst []float32, stride int, q []int16, qScales []float32, h Head, pairs int) bool {
	if !Has(NEON) {
		return false
	}
	scoresNEON(&dst[0], &q[0], &qScales[0], &h.keys[0], &h.keyScales[0], len(qScales), pairs, stride)
	return true
}

// vectorMix is [Tile.Mix] for as many dimensions as fill registers; it returns how
// many.
func vectorMix(out []int32, dim int, weights []int16, stride int, values []int8, n, rows int) int {
	done := whole(dim, 16)
	if done > 0 {
		mixNEON(&out[0], &weights[0], &values[0], rows, dim, n, stride)
	}
	return done
}

// The kernels. Rows, pairs and n are at least 1, dim is at least 16; strides are in
// numbers. They may read what is beside the last of n tokens.

//go:noescape
func scoresNEON(dst *float32, q *int16, qScales *float32, keys *int8, scales *float32, rows, pairs, stride int)

//go:noescape
func mixNEON(out *int32, weights *int16, values *int8, rows, dim, n, stride int)
