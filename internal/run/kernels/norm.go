package kernels

import "math"

// RMSNorm sets dst to x over the root of its mean square, times weight. The
// sum is in double precision. dst may be x.
func RMSNorm(dst, x, weight []float32, eps float32) {
	mean := squares16(x, 0) / float64(len(x))
	scaleBy(dst, x, float32(1/math.Sqrt(mean+float64(eps))), weight)
}

// LayerNorm sets dst to x less its mean, over the root of the mean square of
// that, times weight, plus bias. Both sums are in double precision. dst may be
// x.
func LayerNorm(dst, x, weight, bias []float32, eps float32) {
	mean := double16(x) / float64(len(x))
	square := squares16(x, mean) / float64(len(x))
	dst = dst[:len(x)]
	for i, v := range x {
		dst[i] = float32(float64(v) - mean)
	}
	scaleBy(dst, dst, float32(1/math.Sqrt(square+float64(eps))), weight)
	Add(dst, bias)
}
