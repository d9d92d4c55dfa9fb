package testmodel

import "math/rand/v2"

// random gives the same numbers on every machine.
type random struct{ *rand.Rand }

// uniform is n numbers between -scale and scale.
func (r random) uniform(n int, scale float32) []float32 {
	values := make([]float32, n)
	for i := range values {
		values[i] = (r.Float32() - 0.5) * (2 * scale)
	}
	return values
}

// near is n numbers around centre, as weights of a normalisation are.
func (r random) near(n int, centre float32) []float32 {
	values := r.uniform(n, 0.1)
	for i := range values {
		values[i] += centre
	}
	return values
}
