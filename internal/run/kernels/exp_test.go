package kernels_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/pawgen/pawgen/internal/run/kernels"
)

// odd are numbers where Exp's cases meet, and what is hardly a number.
var odd = []float32{0, -87, 88, -87.00001, 88.00001, -86.99999, 87.99999, 1e-40, 1e38, -1e38, 0.34657359,
	float32(math.Copysign(0, -1)), float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN())}

// TestExponentials compares Softmax, SwiGLU and GELUTanh on all machines.
func TestExponentials(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for n := range 1025 {
		x, up, offset := normal(r, n), normal(r, n), r.IntN(4)
		for i := range x {
			x[i] *= float32(1 + n%120)
			if n%3 == 1 && r.IntN(n) < 4 {
				x[i] = odd[r.IntN(len(odd))]
			}
		}
		run := func(f func(x []float32)) func() []float32 {
			return func() []float32 {
				dst, check := guarded(n, offset)
				copy(dst, x)
				f(dst)
				check()
				return dst
			}
		}
		everywhere(t, fmt.Sprintf("softmax of %d", n), run(kernels.Softmax))
		everywhere(t, fmt.Sprintf("SwiGLU of %d", n), run(func(x []float32) { kernels.SwiGLU(x, up) }))
		everywhere(t, fmt.Sprintf("GELUTanh of %d", n), run(kernels.GELUTanh))
	}
}

// TestExponentialsOfAll goes through numbers of all magnitudes.
func TestExponentialsOfAll(t *testing.T) {
	const step = 40009
	var x []float32
	for bits := uint64(0); bits < 1<<32; bits += step {
		x = append(x, math.Float32frombits(uint32(bits)))
	}
	up := make([]float32, len(x))
	for i := range up {
		up[i] = 1
	}
	everywhere(t, "SwiGLU", func() []float32 {
		g := append([]float32(nil), x...)
		kernels.SwiGLU(g, up)
		return g
	})
	everywhere(t, "GELUTanh", func() []float32 {
		g := append([]float32(nil), x...)
		kernels.GELUTanh(g)
		return g
	})
}
