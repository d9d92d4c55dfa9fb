package kernels_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/pawgen/pawgen/internal/run/kernels"
)

// TestVectors compares what goes over vectors on all machines, for all lengths
// around those of registers.
func TestVectors(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 10))
	for n := range 300 {
		x, y, z := normal(r, n), normal(r, n), normal(r, n)
		for name, f := range map[string]func(dst []float32){
			"AddScaled":   func(dst []float32) { kernels.AddScaled(dst, 0.37, y) },
			"Add":         func(dst []float32) { kernels.Add(dst, y) },
			"Scale":       func(dst []float32) { kernels.Scale(dst, -1.1) },
			"RMSNorm":     func(dst []float32) { kernels.RMSNorm(dst, x, y, 1e-6) },
			"LayerNorm":   func(dst []float32) { kernels.LayerNorm(dst, x, y, z, 1e-5) },
			"Softmax":     kernels.Softmax,
			"SwiGLU":      func(dst []float32) { kernels.SwiGLU(dst, y) },
			"GELUTanh":    kernels.GELUTanh,
			"RotatePairs": func(dst []float32) { kernels.RotatePairs(dst, x, y[:n/2], z[:n/2]) },
			"Rotate":      func(dst []float32) { kernels.Rotate(dst, y[:n/2], z[:n/2]) },
		} {
			everywhere(t, fmt.Sprintf("%s of %d", name, n), func() []float32 {
				dst, check := guarded(n, r.IntN(8))
				copy(dst, x)
				f(dst)
				check()
				return dst
			})
		}
	}
}
