package kernels_test

import (
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
)

// TestShared multiplies large matrices alone and with a crew, with few and many
// tokens, from several goroutines at once.
func TestShared(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	crew := kernels.NewCrew(3)
	for _, typ := range []gguf.Type{gguf.Q6_K, gguf.Q4_0, gguf.F16, gguf.F32} {
		m, err := kernels.NewMatrix(typ, 1001, 1536, encode(t, typ, normal(r, 1001*1536)))
		if err != nil {
			t.Fatal(err)
		}
		for _, tokens := range []int{1, 47, 48, 49, 101} {
			x := normal(r, tokens*m.Cols())
			want := matMul(m, x, 0)
			var all sync.WaitGroup
			for range 2 {
				all.Go(func() {
					defer crew.Join()()
					dst := make([]float32, tokens*m.Rows())
					in := kernels.Input{Crew: crew}
					in.Set(x, tokens, m.Cols())
					m.MatMul(dst, &in)
					if i := differ(dst, want); i >= 0 {
						t.Errorf("%v, %d tokens: element %d is %g, alone %g", typ, tokens, i, dst[i], want[i])
					}
				})
			}
			all.Wait()
		}
	}
}

// TestCrew counts how many compute at the same time.
func TestCrew(t *testing.T) {
	const most, units = 3, 1000
	crew := kernels.NewCrew(most)
	defer crew.Join()() // two more may help
	for range 50 {
		var mu sync.Mutex
		now, peak, done := 0, 0, make([]int, units)
		crew.Share(units, 1<<30, func(_ *kernels.Work, first, n int) {
			mu.Lock()
			now++
			peak = max(peak, now)
			mu.Unlock()
			for i := range n {
				done[first+i]++
			}
			mu.Lock()
			now--
			mu.Unlock()
		})
		if peak > most {
			t.Fatalf("%d computed at the same time", peak)
		}
		for i, n := range done {
			if n != 1 {
				t.Fatalf("unit %d was done %d times", i, n)
			}
		}
	}
}
