//go:build !noasm

package kernels

//go:generate env GOWORK=off go run -C _generate . -kernel attention -out ../attention_amd64.s

// vectorScores is [Tile.Score] for all 16 tokens, if there is a kernel for it.
func vectorScores(dst []float32, stride int, q []int16, qScales []float32, h Head, pairs int) bool {
	run := scoresAVX2
	switch {
	case Has(AVX512 | VNNI):
		run = scoresVNNI
	case !Has(AVX2):
		return false
	}
	run(&dst[0], &q[0], &qScales[0], &h.keys[0], &h.keyScales[0], len(qScales), pairs, stride)
	return true
}

// vectorMix is [Tile.Mix] for as many dimensions as fill registers; it returns how
// many.
func vectorMix(out []int32, dim int, weights []int16, stride int, values []int8, n, rows int) int {
	lanes, run := 8, mixAVX2
	if Has(AVX512 | VNNI) {
		lanes, run = 16, mixVNNI
	}
	done := whole(dim, lanes)
	if done > 0 {
		run(&out[0], &weights[0], &values[0], rows, dim, n, stride)
	}
	return done
}

// The kernels. Rows, pairs, dim and n are at least 1; strides are in numbers. They
// may read what is beside the last of n tokens.

//go:noescape
func scoresVNNI(dst *float32, q *int16, qScales *float32, keys *int8, scales *float32, rows, pairs, stride int)

//go:noescape
func scoresAVX2(dst *float32, q *int16, qScales *float32, keys *int8, scales *float32, rows, pairs, stride int)

//go:noescape
func mixVNNI(out *int32, weights *int16, values *int8, rows, dim, n, stride int)

//go:noescape
func mixAVX2(out *int32, weights *int16, values *int8, rows, dim, n, stride int)
