package kernels

import "math"

// The functions here are for set-up and small vectors: double precision, a few
// units in the last place, not fast.

// exp64 returns e^x for |x| < 700.
func exp64(x float64) float64 {
	const high = 0x1.62e42fep-1 // ln 2 in 28 bits, so that multiples are exact
	const low = math.Ln2 - high
	n := math.Floor(float64(x/math.Ln2) + 0.5)
	r := x - float64(n*high)
	r -= float64(n * low)
	p := 1.0
	for k := 14; k > 0; k-- { // Taylor: r^15/15! is below 2e-19
		p = float64(p*r)/float64(k) + 1
	}
	return math.Ldexp(p, int(n))
}

// log64 returns the natural logarithm of a positive number.
func log64(x float64) float64 {
	m, e := math.Frexp(x) // 0.5 <= m < 1
	if m < math.Sqrt2/2 {
		m, e = 2*m, e-1
	}
	s := (m - 1) / (m + 1) // ln m = 2 (s + s^3/3 + s^5/5 + ...), |s| < 0.172
	square := float64(s * s)
	p := 0.0
	for k := 25; k > 0; k -= 2 {
		p = float64(p*square) + 1/float64(k)
	}
	return float64(2*s*p) + float64(float64(e)*math.Ln2)
}

// sinCos returns the sine and cosine of x, 0 <= x < 2^24.
func sinCos(x float64) (sin, cos float64) {
	const high = 0x1.921fb54p0 // pi/2 in 27 bits, so that multiples are exact
	const low = math.Pi/2 - high
	n := math.Floor(float64(x/(math.Pi/2)) + 0.5)
	r := x - float64(n*high)
	r -= float64(n * low)
	square := float64(r * r) // |r| <= pi/4
	sin, cos = 1, 1
	for k := 18; k > 0; k -= 2 { // Taylor
		sin = 1 - float64(sin*square)/float64(k*(k+1))
		cos = 1 - float64(cos*square)/float64(k*(k-1))
	}
	sin *= r
	switch int64(n) & 3 {
	case 1:
		return cos, -sin
	case 2:
		return -sin, -cos
	case 3:
		return -cos, sin
	}
	return sin, cos
}

// erf returns the error function of x.
func erf(x float64) float64 {
	switch {
	case x < 0:
		return -erf(-x)
	case x > 6: // 1 - erf(6) is below 3e-17
		return 1
	}
	// erf x = 2/sqrt(pi) e^(-x^2) (x + x^3 2/3 + x^5 4/15 + ...): all terms are
	// positive, so none cancel.
	term, sum := x, x
	square := float64(2 * x * x)
	for k := 3.0; term > sum*1e-17; k += 2 {
		term = float64(term*square) / k
		sum += term
	}
	return float64(float64(2/math.Sqrt(math.Pi)*exp64(-float64(x*x))) * sum)
}

// GELU replaces each x by x times the normal distribution's share below it
// (the form with erf), correct to single precision.
func GELU(x []float32) {
	for i, v := range x {
		f := float64(v)
		x[i] = float32(f / 2 * (1 + erf(f/math.Sqrt2)))
	}
}
