package kernels

import "math"

// Exp returns e^x with a relative error below 2e-7. Below -87 it is 0, above
// 88 infinite: the results there are close to what single precision can hold.
func Exp(x float32) float32 {
	const (
		log2e = 1 / math.Ln2
		high  = 355.0 / 512         // ln 2 in 9 bits, so that multiples are exact
		low   = math.Ln2 - 355./512 // and the rest
		magic = 3 << 22             // numbers near it have a last place of 1
	)
	switch {
	case x != x:
		return x
	case x < -87:
		return 0
	case x > 88:
		return float32(math.Inf(1))
	}
	// x = n ln 2 + r with |r| <= ln(2)/2
	shifted := float32(x*log2e) + magic
	n := shifted - magic
	r := x - float32(n*high)
	r -= float32(n * low)
	// Taylor's series; the first term left out is below 6e-9.
	p := float32(r*(1./5040)) + 1./720
	p = float32(p*r) + 1./120
	p = float32(p*r) + 1./24
	p = float32(p*r) + 1./6
	p = float32(p*r) + 1./2
	p = float32(p*r) + 1
	p = float32(p*r) + 1
	return p * math.Float32frombits(math.Float32bits(shifted)<<23+127<<23) // times 2^n
}

// Softmax replaces x by e^x over the sum of all e^x.
func Softmax(x []float32) {
	if len(x) > 0 {
		Scale(x, 1/exponentials(x))
	}
}

// exponentials replaces x, which is not empty, by e^x over the largest of these,
// and returns the sum.
func exponentials(x []float32) float32 {
	most := max16(x)
	if sum, ok := vectorExponentials(x, most); ok {
		return sum
	}
	done := vectorExp(x, most)
	for i, v := range x[done:] {
		x[done+i] = Exp(v - most)
	}
	return sum16(x) // not 0: the largest gave 1
}

// SwiGLU replaces gate by silu(gate) times up, silu(x) being x / (1 + e^-x).
func SwiGLU(gate, up []float32) {
	up = up[:len(gate)]
	done := vectorSwiGLU(gate, up)
	for i, g := range gate[done:] {
		gate[done+i] = g / (1 + Exp(-g)) * up[done+i]
	}
}

// GELUTanh replaces each x by x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))), the
// form of GELU that GPT-2 was trained with. It is x / (1 + e^-2u), u being what
// tanh is taken of. (ggml looks it up in a table of half precision, so llama.cpp
// differs from this by up to one part in a thousand.)
func GELUTanh(x []float32) {
	const twice = 2 * 0.797884560802865355879892119868763737 // sqrt(2/pi)
	done := vectorGELU(x)
	for i, v := range x[done:] {
		cube := float32(float32(v*v) * 0.044715)
		u := float32(float32(v*twice) * (1 + cube))
		x[done+i] = v / (1 + Exp(-u))
	}
}
