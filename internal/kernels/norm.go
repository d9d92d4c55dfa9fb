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

// LayerNorm sets dst to x less its mean, over the root of the mean square of
// that, times weight, plus bias. Both sums are in double precision. dst may be
// x.
func LayerNorm(dst, x, weight, bias []float32, eps float32) {
	var sum, squares float64
	for _, v := range x {
		sum += float64(v)
	}
	mean := sum / float64(len(x))
	for _, v := range x {
		d := float64(v) - mean
		squares += float64(d * d)
	}
	scale := float32(1 / math.Sqrt(squares/float64(len(x))+float64(eps)))
	dst, weight, bias = dst[:len(x)], weight[:len(x)], bias[:len(x)]
	for i, v := range x {
		d := float32(float64(v) - mean)
		dst[i] = float32(float32(d*scale)*weight[i]) + bias[i]
	}
}
