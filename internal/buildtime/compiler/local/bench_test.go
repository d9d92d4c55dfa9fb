package local

import (
	"bytes"
	"fmt"
	"math"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
)

// published are the shapes of the published compilers' bases.
var published = map[string]struct {
	layers int
	sizes  [][2]int // inputs and outputs of the modules, in the order of [lora.Modules]
}{
	"qwen3": {28, [][2]int{{3072, 1024}, {1024, 3072}, {1024, 1024}, {2048, 1024}, {1024, 2048}, {1024, 3072}, {1024, 1024}}},
	"gpt2":  {12, [][2]int{{768, 768}, {768, 2304}, {768, 3072}, {3072, 768}}},
}

// fullBasis makes a basis of a published size: 64 bases of rank 64.
func fullBasis(b *testing.B, arch string, t gguf.Type) (basis *lora.Basis, coefficients int) {
	b.Helper()
	shape := published[arch]
	w := gguf.NewWriter()
	w.Set("general.architecture", "paw-basis")
	w.Set("paw.basis.layers", uint32(shape.layers))
	w.Set("paw.basis.rank", uint32(64))
	w.Set("paw.basis.bases", uint32(64))
	w.Set("paw.basis.alpha", float32(16))
	w.Set("paw.basis.adapter_type", "Q4_0")
	var names []string
	for _, m := range lora.Modules(arch) {
		names = append(names, m.String())
	}
	w.Set("paw.basis.modules", names)
	state := uint32(1)
	random := func(n int) []byte {
		x := make([]float32, n)
		for i := range x {
			state = state*1664525 + 1013904223
			x[i] = float32(int32(state)) / (1 << 36)
		}
		data, err := gguf.Quantize(t, x)
		if err != nil {
			b.Fatal(err)
		}
		return data
	}
	for i, size := range shape.sizes {
		w.Add(names[i]+".lora_a", t, []int{size[0], 64, 64}, random(size[0]*64*64))
		w.Add(names[i]+".lora_b", t, []int{64, size[1], 64}, random(64*size[1]*64))
	}
	f, err := w.File()
	if err != nil {
		b.Fatal(err)
	}
	if basis, err = lora.ParseBasis(f); err != nil {
		b.Fatal(err)
	}
	return basis, shape.layers * len(shape.sizes) * 64 * 2
}

// BenchmarkMix mixes adapters of the published sizes.
func BenchmarkMix(b *testing.B) {
	for _, arch := range scale {
		for _, t := range []gguf.Type{gguf.F16, gguf.Q8_0} {
			b.Run(fmt.Sprintf("%s/%v", arch, t), func(b *testing.B) {
				basis, n := fullBasis(b, arch, t)
				c := coefficientsOf(n)
				b.ReportAllocs()
				for b.Loop() {
					if _, err := basis.Mix(c); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkShrink projects an adapter of the published size back onto its
// basis, and reports how much of it comes back.
func BenchmarkShrink(b *testing.B) {
	for _, arch := range scale {
		b.Run(arch, func(b *testing.B) {
			basis, n := fullBasis(b, arch, gguf.F16)
			c := coefficientsOf(n)
			a, err := basis.Mix(c)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				back, residual, err := basis.Project(a)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(residual, "residual")
				b.ReportMetric(differing(b, arch, basis, c, back), "differing")
			}
		})
	}
}

// differing is the share of an adapter's bytes that other coefficients change.
func differing(b *testing.B, arch string, basis *lora.Basis, c, other []float32) float64 {
	var files [2][]byte
	for i, c := range [][]float32{c, other} {
		a, err := basis.Mix(c)
		if err != nil {
			b.Fatal(err)
		}
		w, err := a.GGUF(arch, gguf.Q4_0)
		if err != nil {
			b.Fatal(err)
		}
		var file bytes.Buffer
		if _, err := w.WriteTo(&file); err != nil {
			b.Fatal(err)
		}
		files[i] = file.Bytes()
	}
	n := 0
	for i := range files[0] {
		if files[0][i] != files[1][i] {
			n++
		}
	}
	return float64(n) / float64(len(files[0]))
}

func coefficientsOf(n int) []float32 {
	c := make([]float32, n)
	for i := range c {
		c[i] = float32(math.Sin(float64(i)))
	}
	return c
}
