package kernels

// Frequencies returns theta^(-2i/n) for i < n/2: how far, in radians, rotary
// embedding turns the i-th pair of n elements from one position to the next.
func Frequencies(theta float64, n int) []float64 {
	f := make([]float64, n/2)
	log := log64(theta)
	for i := range f {
		f[i] = exp64(-float64(log*float64(2*i)) / float64(n))
	}
	return f
}

// Angles sets cos and sin, [len(frequencies)], to those of the pairs' angles
// at a position below 2^23.
func Angles(cos, sin []float32, frequencies []float64, position int) {
	for i, f := range frequencies {
		s, c := sinCos(float64(float64(position) * f))
		cos[i], sin[i] = float32(c), float32(s)
	}
}

// Rotate turns the pairs (x[i], x[i+n/2]) of a head's n elements.
func Rotate(x, cos, sin []float32) {
	n := len(cos)
	a, b := x[:n], x[n:2*n]
	for i := vectorRotate(a, b, cos, sin); i < n; i++ {
		c, s := cos[i], sin[i]
		p, q := a[i], b[i]
		a[i] = float32(p*c) - float32(q*s)
		b[i] = float32(q*c) + float32(p*s)
	}
}

// RotatePairs turns the pairs (x[2i], x[2i+1]) of a head's elements and puts them
// where [Rotate] has them, at i and i+n/2 of dst, which must not be x.
func RotatePairs(dst, x, cos, sin []float32) {
	n := len(cos)
	low, high := dst[:n], dst[n:2*n]
	x, sin = x[:2*n], sin[:n]
	for i := vectorRotatePairs(low, high, x, cos, sin); i < n; i++ {
		c, s := cos[i], sin[i]
		p, q := x[2*i], x[2*i+1]
		low[i] = float32(p*c) - float32(q*s)
		high[i] = float32(q*c) + float32(p*s)
	}
}
