package kernels_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/pawgen/pawgen/internal/run/kernels"
)

// attention is queries, keys and values, [n, dim] each, of tokens in pages.
type attention struct {
	dim                   int
	queries, keys, values []float32
	pages                 []int // how many tokens each page has
	whole                 bool  // each row sees all tokens
}

// randomAttention makes one. Some dimensions of its keys are large, some tokens'
// keys and values nothing.
func randomAttention(r *rand.Rand, dim, rows int, pages []int) attention {
	tokens := 0
	for _, n := range pages {
		tokens += n
	}
	a := attention{dim: dim, queries: normal(r, rows*dim), keys: normal(r, tokens*dim), values: normal(r, tokens*dim), pages: pages}
	for i := range a.queries {
		a.queries[i] /= float32(math.Sqrt(float64(dim)))
	}
	for t := range tokens {
		a.keys[t*dim+t%3*dim/3] *= 10
		if r.IntN(8) == 0 {
			clear(a.values[t*dim:][:dim])
			clear(a.keys[t*dim:][:dim])
		}
	}
	return a
}

// seen is how many tokens a row sees.
func (a attention) seen(row int) int {
	tokens := len(a.keys) / a.dim
	if a.whole {
		return tokens
	}
	return 1 + row%tokens
}

// run lets the kernels do it.
func (a attention) run(t *testing.T) []float32 {
	rows, tokens := len(a.queries)/a.dim, len(a.keys)/a.dim
	var w kernels.Work
	tile := w.Tile(rows, a.dim, tokens)
	intact := tile.Guard()
	for i := range rows {
		tile.SetQuery(i, a.queries[i*a.dim:][:a.dim])
	}
	integers, scales := kernels.HeadSize(a.dim)
	heads := []kernels.Head{}
	start := 0
	for _, n := range a.pages {
		// What others have behind the n tokens must not matter.
		q, s := make([]int8, integers), make([]float32, scales)
		for i := range q {
			q[i] = int8(37 * (i + start))
		}
		for i := range s {
			s[i] = float32(i)
		}
		head := kernels.HeadOf(a.dim, q, s)
		for i := range n {
			at := (start + i) * a.dim
			head.Store(i, a.keys[at:][:a.dim], a.values[at:][:a.dim], &w)
		}
		heads = append(heads, head)
		start += n
	}
	start = 0
	for i, n := range a.pages {
		tile.Score(start, n, heads[i])
		start += n
	}
	for i := range rows {
		tile.Weigh(i, a.seen(i))
	}
	start = 0
	for i, n := range a.pages {
		tile.Mix(start, n, heads[i])
		start += n
	}
	dst := make([]float32, rows*a.dim)
	for i := range rows {
		tile.Result(i, dst[i*a.dim:][:a.dim])
	}
	if !intact() {
		t.Fatalf("%d rows of %d, pages %v: something else was written", rows, a.dim, a.pages)
	}
	return dst
}

// exact does it in double precision.
func (a attention) exact() []float64 {
	rows := len(a.queries) / a.dim
	dst := make([]float64, rows*a.dim)
	for i := range rows {
		var total float64
		for j := range a.seen(i) {
			score := 0.0
			for d := range a.dim {
				score += float64(a.queries[i*a.dim+d]) * float64(a.keys[j*a.dim+d])
			}
			total += math.Exp(score)
			for d := range a.dim {
				dst[i*a.dim+d] += math.Exp(score) * float64(a.values[j*a.dim+d])
			}
		}
		for d := range a.dim {
			dst[i*a.dim+d] /= total
		}
	}
	return dst
}

// TestAttention compares the kernels with the generic code, and that with exact
// attention: of keys and values eight bits are left, so a hundredth may be wrong.
func TestAttention(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	var wrong, size float64
	for i := range 300 {
		dim, pages := 1+r.IntN(140), []int{}
		if i%3 == 0 {
			dim = 16 * (1 + dim/16)
		}
		for range 1 + r.IntN(4) {
			pages = append(pages, 1+r.IntN(kernels.PageTokens))
		}
		a := randomAttention(r, dim, 1+r.IntN(40), pages)
		var got []float32
		everywhere(t, fmt.Sprintf("case %d, pages %v of %d", i, pages, dim), func() []float32 {
			got = a.run(t)
			return got
		})
		for j, want := range a.exact() {
			wrong += (float64(got[j]) - want) * (float64(got[j]) - want)
			size += want * want
		}
	}
	if wrong = math.Sqrt(wrong / size); !(wrong < 1.2e-2) {
		t.Errorf("the error is %.2g of the results", wrong)
	} else {
		t.Logf("the error is %.2g of the results", wrong)
	}
}

// TestAttentionPages: where pages begin changes nothing.
func TestAttentionPages(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	a := randomAttention(r, 64, 37, []int{16, 16, 5})
	want := a.run(t)
	for _, pages := range [][]int{{16, 1, 15, 5}, {3, 2, 16, 7, 9}, {1, 16, 16, 4}} {
		a.pages = pages
		if i := differ(a.run(t), want); i >= 0 {
			t.Errorf("pages of %v tokens: number %d differs", pages, i)
		}
	}
}

// TestAttentionOfNothing: values that are all zero, and numbers that are none.
func TestAttentionOfNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	a := randomAttention(r, 32, 5, []int{16, 3})
	clear(a.values)
	everywhere(t, "values of zero", func() []float32 {
		dst := a.run(t)
		for i, v := range dst {
			if v != 0 {
				t.Fatalf("number %d is %g, want 0", i, v)
			}
		}
		return dst
	})
	for _, v := range []float32{float32(math.NaN()), float32(math.Inf(1)), math.MaxFloat32, math.SmallestNonzeroFloat32} {
		a := randomAttention(r, 32, 5, []int{16, 3})
		a.keys[40], a.values[70], a.queries[3] = v, -v, v
		a.run(t) // must not panic
	}
}

// TestLongAttention: sums of many tokens' values do not overflow, and many small
// weights are not lost beside a large one.
func TestLongAttention(t *testing.T) {
	pages := make([]int, 1000)
	for i := range pages {
		pages[i] = kernels.PageTokens
	}
	for _, first := range []float32{0, 7} { // the first token's score
		a := randomAttention(rand.New(rand.NewPCG(10, 10)), 8, 1, pages)
		a.whole = true
		clear(a.queries)
		clear(a.keys)
		a.queries[0], a.keys[0] = first, 1
		for i := range a.values {
			a.values[i] = 1
		}
		want := a.exact()
		everywhere(t, fmt.Sprintf("16,000 tokens, score %g", first), func() []float32 {
			dst := a.run(t)
			for d, v := range dst {
				if math.Abs(float64(v)-want[d]) > 1e-2 {
					t.Fatalf("dimension %d is %g, want %g", d, v, want[d])
				}
			}
			return dst
		})
	}
}
