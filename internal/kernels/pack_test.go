package kernels_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/pawgen/pawgen/internal/gguf"
	"github.com/pawgen/pawgen/internal/kernels"
)

// TestGather multiplies with matrices whose copies are outside the heap, again
// and again, while the memory of earlier ones is given back.
func TestGather(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 12))
	for range 5 {
		var matrices []*kernels.Matrix
		var data [][]byte
		for i, typ := range []gguf.Type{gguf.Q6_K, gguf.Q8_0, gguf.Q4_0, gguf.Q4_K, gguf.F32} {
			rows := 700 + 31*i
			encoded := encode(t, typ, normal(r, rows*1024))
			m, err := kernels.NewMatrix(typ, rows, 1024, encoded)
			if err != nil {
				t.Fatal(err)
			}
			matrices, data = append(matrices, m), append(data, encoded)
		}
		kernels.Gather(matrices)
		x := normal(r, 3*1024)
		for i, m := range matrices {
			typ := []gguf.Type{gguf.Q6_K, gguf.Q8_0, gguf.Q4_0, gguf.Q4_K, gguf.F32}[i]
			got := matMul(m, x, 1)
			other, err := kernels.NewMatrix(typ, m.Rows(), 1024, data[i])
			if err != nil {
				t.Fatal(err)
			}
			everywhere(t, fmt.Sprintf("%v in memory of its own", typ), func() []float32 { return matMul(other, x, 1) })
			if at := differ(got, matMul(other, x, 1)); at >= 0 {
				t.Fatalf("%v: element %d is %g in memory of its own", typ, at, got[at])
			}
		}
		runtime.GC()
	}
}
