//go:build !noasm

package kernels

//go:generate go run -C _generate . -kernel attention -out ../attention_amd64.s

// vectorScores is Scores if there is a kernel for it.
func vectorScores(dst []float32, stride int, q []float32, dim int, keys []uint16, rows int) bool {
	switch {
	case Has(AVX512):
		scoresAVX512(&dst[0], &q[0], &keys[0], rows, dim, stride)
	case Has(AVX2):
		scoresAVX2(&dst[0], &q[0], &keys[0], rows, dim, stride)
	default:
		return false
	}
	return true
}

// vectorMix is Mix for as many dimensions as fill registers; it returns how
// many.
func vectorMix(out []float32, dim int, weights []float32, stride int, values []uint16, n, rows int) int {
	lanes, run := 16, mixAVX512
	if !Has(AVX512) {
		lanes, run = 8, mixAVX2
	}
	done := whole(dim, lanes)
	if done > 0 {
		run(&out[0], &weights[0], &values[0], rows, dim, n, stride)
	}
	return done
}

// The kernels. Rows, dim and n are at least 1; strides are in numbers.

//go:noescape
func scoresAVX512(dst, q *float32, keys *uint16, rows, dim, stride int)

//go:noescape
func scoresAVX2(dst, q *float32, keys *uint16, rows, dim, stride int)

//go:noescape
func mixAVX512(out, weights *float32, values *uint16, rows, dim, n, stride int)

//go:noescape
func mixAVX2(out, weights *float32, values *uint16, rows, dim, n, stride int)
