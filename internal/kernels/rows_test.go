package kernels_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/pawgen/pawgen/internal/kernels"
)

// rows returns n random vectors, further apart than they are wide.
func rows(r *rand.Rand, n, width int) kernels.Rows {
	stride := width + r.IntN(20)
	data := normal(r, n*stride+3)[r.IntN(4):]
	return kernels.Rows{Data: data[:max(0, (n-1)*stride+width)], N: n, Width: width, Stride: stride}
}

// TestAll compares DotAll and AddAll with DotRows and AddRows one by one, and
// looks at what lies between their results.
func TestAll(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for i := range 1500 {
		n, width, tokens := r.IntN(40), 1+r.IntN(70), r.IntN(20)
		w, x, weights := rows(r, n, width), rows(r, tokens, width), rows(r, tokens, n)
		name := fmt.Sprintf("case %d: %d rows of %d, %d tokens", i, n, width, tokens)
		everywhere(t, name+", products", func() []float32 {
			dst, check := guarded(tokens*(n+2), r.IntN(4))
			to := kernels.Rows{Data: dst, N: tokens, Width: n, Stride: n + 2}
			kernels.DotAll(to, w, x, new(kernels.Buffer))
			check()
			for j := range tokens {
				want := make([]float32, n)
				kernels.DotRows(want, w.Data, w.Stride, x.Row(j))
				if at := differ(to.Row(j), want); at >= 0 {
					t.Fatalf("%s: product %d of %d is %g, want %g", name, at, j, to.Row(j)[at], want[at])
				}
			}
			return dst
		})
		everywhere(t, name+", sums", func() []float32 {
			dst, check := guarded(tokens*(width+2), r.IntN(4))
			to := kernels.Rows{Data: dst, N: tokens, Width: width, Stride: width + 2}
			kernels.AddAll(to, w, weights, new(kernels.Buffer))
			check()
			for j := range tokens {
				want := []float32{}
				for range width {
					want = append(want, canary)
				}
				kernels.AddRows(want, w.Data, w.Stride, weights.Row(j))
				if at := differ(to.Row(j), want); at >= 0 {
					t.Fatalf("%s: sum %d of %d is %g, want %g", name, at, j, to.Row(j)[at], want[at])
				}
			}
			return dst
		})
	}
}
