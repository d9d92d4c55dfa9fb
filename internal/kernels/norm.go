package kernels

import "math"

// RMSNorm sets dst to x over the root of its mean square, times weight. The
// sum is in double precision, where single's squares are exact. dst may be x.
func RMSNorm(dst, x, weight []float32, eps float32) {
	var sum float64
	for _, v := range x {
		sum += float64(float64(v) * float64(v))
	}
	mean := sum / float64(len(x))
	scale := float32(1 / math.Sqrt(mean+float64(eps)))
	dst, weight = dst[:len(x)], weight[:len(x)]
	for i, v := range x {
		dst[i] = float32(v*scale) * weight[i]
	}
}
