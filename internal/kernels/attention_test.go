package kernels_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/pawgen/pawgen/internal/gguf"
	"github.com/pawgen/pawgen/internal/kernels"
)

// halfs returns n random numbers of half precision, some of them odd.
func halfs(r *rand.Rand, n int) []uint16 {
	x := make([]uint16, n)
	kernels.Halves(x, normal(r, n))
	for range n / 50 {
		x[r.IntN(n)] = uint16(r.Uint32()) &^ 0x4000 // subnormal ones, but no infinity
	}
	return x
}

func TestHalves(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for n := range 200 {
		x := normal(r, n)
		for i := range x {
			if r.IntN(3) == 0 {
				x[i] = math.Float32frombits(r.Uint32())
			}
		}
		everywhere(t, fmt.Sprintf("%d numbers", n), func() []float32 {
			all := make([]uint16, n+2)
			all[0], all[n+1] = 7, 7
			kernels.Halves(all[1:n+1], x)
			if all[0] != 7 || all[n+1] != 7 {
				t.Fatalf("%d numbers: wrote past them", n)
			}
			back := make([]float32, n)
			for i, h := range all[1 : n+1] {
				back[i] = gguf.HalfToFloat(h)
				if want := gguf.HalfFromFloat(x[i]); h != want && x[i] == x[i] {
					t.Fatalf("%g became %#x, want %#x", x[i], h, want)
				}
			}
			return back
		})
	}
}

// TestAttention compares Scores and Mix with sums in plain loops.
func TestAttention(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for i := range 400 {
		rows, dim, n, gap := r.IntN(40), 1+r.IntN(140), r.IntN(17), r.IntN(3)
		if i%3 == 0 {
			dim = 16 * (1 + dim/16)
		}
		name := fmt.Sprintf("case %d: %d rows of %d, %d tokens", i, rows, dim, n)
		q, page, stride := normal(r, rows*dim), halfs(r, dim*kernels.PageTokens), kernels.PageTokens+gap
		everywhere(t, name+", scores", func() []float32 {
			dst, check := guarded(rows*stride, r.IntN(4))
			kernels.Scores(dst, stride, q, dim, page, new(kernels.Work))
			check()
			for row := range rows {
				for j := range stride {
					want := float32(canary)
					if j < kernels.PageTokens {
						want = 0
						for d := range dim {
							want += float32(q[row*dim+d] * gguf.HalfToFloat(page[d*kernels.PageTokens+j]))
						}
					}
					if got := dst[row*stride+j]; got != want {
						t.Fatalf("%s: score %d of row %d is %g, want %g", name, j, row, got, want)
					}
				}
			}
			return dst
		})
		weights, before := normal(r, rows*stride), normal(r, rows*dim)
		everywhere(t, name+", mix", func() []float32 {
			dst, check := guarded(rows*dim, r.IntN(4))
			copy(dst, before)
			kernels.Mix(dst, dim, weights, stride, page, n, new(kernels.Work))
			check()
			for row := range rows {
				for d := range dim {
					want := before[row*dim+d]
					for j := range n {
						want += float32(weights[row*stride+j] * gguf.HalfToFloat(page[j*dim+d]))
					}
					if got := dst[row*dim+d]; got != want {
						t.Fatalf("%s: number %d of row %d is %g, want %g", name, d, row, got, want)
					}
				}
			}
			return dst
		})
	}
}

func TestStoreKeys(t *testing.T) {
	page := make([]uint16, 3*kernels.PageTokens)
	kernels.StoreKeys(page, 5, []uint16{1, 2, 3, 0, 11, 12, 13, 0}, 4, 2)
	for i, v := range page {
		d, token := uint16(i/kernels.PageTokens), i%kernels.PageTokens
		want := map[int]uint16{5: 1 + d, 6: 11 + d}[token]
		if v != want {
			t.Errorf("number %d of token %d is %d, want %d", d, token, v, want)
		}
	}
}
