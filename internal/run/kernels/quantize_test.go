package kernels

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestQuantizeBlocks compares the kernel with the generic code, ties, zeros and
// what is not finite included.
func TestQuantizeBlocks(t *testing.T) {
	if Features() == 0 {
		t.Skip("no kernel")
	}
	r := rand.New(rand.NewPCG(9, 9))
	odd := []float32{0, 1e-40, 0x1p-100, 0x1p-101, float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()), 1e38, 127, -126.5, 0.5}
	for i := range 5000 {
		tokens, cols := 1+r.IntN(4), Block*(1+r.IntN(32))
		x := make([]float32, tokens*cols+1)[i%2:]
		scale := math.Exp(40 * r.NormFloat64())
		for j := range x {
			switch i % 4 {
			case 0:
				x[j] = float32(r.NormFloat64() * scale)
			case 1:
				x[j] = float32(r.IntN(509)-254) / 2
			case 2:
				x[j] = math.Float32frombits(r.Uint32())
			}
			if r.IntN(400) == 0 {
				x[j] = odd[r.IntN(len(odd))]
			}
		}
		var in Input
		quantized := func() []activation {
			in.Set(x, tokens, cols)
			in.blocks = make([]activation, tokens*cols/Block+1)
			in.quantizeBlocks()
			return in.blocks[:len(in.blocks)+1] // with the canary
		}
		got := quantized()
		undo := Disable(Features())
		want := quantized()
		undo()
		same := func(a, b activation) bool {
			if a.scale != a.scale && b.scale != b.scale {
				return true // all products are NaN, whatever the integers
			}
			if a.sum != a.sum && b.sum != b.sum { // of an infinite scale
				a.sum, b.sum = 0, 0
			}
			return a == b && math.Float32bits(a.scale) == math.Float32bits(b.scale)
		}
		if !slices.EqualFunc(got, want, same) {
			for j := range got {
				if !same(got[j], want[j]) {
					t.Fatalf("case %d, block %d of %v:\ngot  %v\nwant %v", i, j, x[:Block], got[j], want[j])
				}
			}
		}
	}
}
