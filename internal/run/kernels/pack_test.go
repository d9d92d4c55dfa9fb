package kernels_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
)

// TestGather multiplies with matrices whose copies are outside the heap and made
// late, by two at the same time, and again and
// again, while the memory of earlier ones is given back.
func TestGather(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 12))
	types := append([]gguf.Type{gguf.F32, gguf.F16, gguf.BF16}, quantized...)
	const uses = 30 // of two each; see patience and parts
	for range 3 {
		var matrices, alone []*kernels.Matrix
		for i, typ := range types {
			rows := 700 + 31*i
			if typ == gguf.F32 {
				rows = 1050 // enough to be packed
			}
			data := encode(t, typ, normal(r, rows*1024))
			for _, list := range []*[]*kernels.Matrix{&matrices, &alone} {
				m, err := kernels.NewMatrix(typ, rows, 1024, data)
				if err != nil {
					t.Fatal(err)
				}
				*list = append(*list, m)
			}
		}
		kernels.Gather(matrices)
		x := normal(r, 3*1024)
		for i, m := range matrices {
			everywhere(t, fmt.Sprintf("%v", types[i]), func() []float32 { return matMul(alone[i], x, 1) })
			want := matMul(alone[i], x, 1)
			var both sync.WaitGroup
			for range 2 {
				both.Go(func() {
					for n := range uses {
						if got := matMul(m, x, 1); differ(got, want) >= 0 {
							t.Errorf("%v: use %d of a gathered matrix gives other results", types[i], n)
						}
					}
				})
			}
			both.Wait()
		}
		runtime.GC()
	}
}
