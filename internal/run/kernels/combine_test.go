package kernels

import (
	"math"
	"testing"
)

// TestCombine compares with the sum's definition, to the bit, for widths around
// the kernels' and with each feature off.
func TestCombine(t *testing.T) {
	for _, off := range []Feature{0, AVX512, AVX512 | AVX2} {
		undo := Disable(off)
		for _, width := range []int{1, 7, 8, 15, 16, 17, 40} {
			for _, n := range []int{0, 1, 3, 28} {
				const rows, pad = 5, 2
				basis := Rows{make([]float32, rows*(width+pad)), rows, width, width + pad}
				weights := Rows{make([]float32, n*(rows+1)), n, rows, rows + 1}
				dst := Rows{make([]float32, n*(width+1)), n, width, width + 1}
				for i := range basis.Data {
					basis.Data[i] = float32(math.Sin(float64(3*i + 1)))
				}
				for i := range weights.Data {
					weights.Data[i] = float32(math.Cos(float64(5 * i)))
				}
				for i := range dst.Data {
					dst.Data[i] = 7
				}
				var w Work
				Combine(dst, basis, weights, &w)
				for i := range n {
					for c := range width {
						var want float32
						for k := range rows {
							want += float32(weights.Row(i)[k] * basis.Row(k)[c])
						}
						if got := dst.Row(i)[c]; got != want {
							t.Fatalf("width %d, sum %d, column %d: %g, want %g", width, i, c, got, want)
						}
					}
					if dst.Data[i*dst.Stride+width] != 7 {
						t.Fatalf("width %d: wrote behind sum %d", width, i)
					}
				}
			}
		}
		undo()
	}
}
