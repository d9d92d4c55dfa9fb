package transformer_test

import (
	"context"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/run/transformer"
)

// nano has the size of the embedded model.
var nano = transformer.Config{Arch: "qwen3", Layers: 6, Dim: 128, Heads: 4, KVHeads: 2, HeadDim: 32, FFN: 384, Vocab: 1024, Context: 512, Theta: 10000, Eps: 1e-6}

// BenchmarkCall measures a call after a cached prefix of 300 tokens: 40 new
// tokens, and one more with the logits of the whole vocabulary. Each runs with
// all kernels of the machine, with those for AVX2 or NEON and with the generic code.
func BenchmarkCall(b *testing.B) {
	for _, t := range []gguf.Type{gguf.Q8_0, gguf.F32, gguf.Q4_0} {
		f := fixture{name: t.String(), seed: 9, config: nano, weights: t, tied: true, adapter: gguf.F32, lora: true}
		m, a := f.load(b)
		prefix := m.NewCache()
		forward(b, m, prefix, a, make([]int32, 300))
		run := func(name string, prompt int) {
			for machine, off := range map[string]kernels.Feature{"all": 0, "avx2": kernels.VNNI | kernels.AVX512, "neon": kernels.DotProd, "generic": kernels.Features()} {
				if off != 0 && off&kernels.Features() == 0 {
					continue // another architecture's
				}
				b.Run(f.name+"/"+name+"/"+machine, func(b *testing.B) {
					defer kernels.Disable(off)()
					logits := make([]float32, m.Vocab)
					for b.Loop() {
						hidden := forward(b, m, prefix.Fork(), a, make([]int32, prompt))
						m.Logits(logits, hidden, nil)
					}
				})
			}
		}
		run("prefill40", 40)
		run("decode1", 1)
	}
}

func forward(t testing.TB, m *transformer.Model, c *transformer.Cache, a *lora.Adapter, tokens []int32) []float32 {
	t.Helper()
	hidden, err := m.Forward(context.Background(), c, a, tokens, nil)
	if err != nil {
		t.Fatal(err)
	}
	return hidden
}
