package transformer_test

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/pawgen/pawgen/internal/gguf"
	"github.com/pawgen/pawgen/internal/lora"
	"github.com/pawgen/pawgen/internal/transformer"
)

// TestLoadErrors writes models that are wrong in one place.
func TestLoadErrors(t *testing.T) {
	with := func(change func(*transformer.Config)) transformer.Config {
		c := small
		change(&c)
		return c
	}
	const is = "is missing or not between 1 and"
	for _, test := range []struct {
		config transformer.Config
		want   string
	}{
		{with(func(c *transformer.Config) { c.Layers = 0 }), "transformer: qwen3.block_count " + is + " 1024"},
		{with(func(c *transformer.Config) { c.Layers = 2000 }), "transformer: qwen3.block_count " + is + " 1024"},
		{with(func(c *transformer.Config) { c.Context = math.MaxInt32 }), "transformer: qwen3.context_length " + is + " 4194304"},
		{with(func(c *transformer.Config) { c.KVHeads = 3 }), "transformer: 4 heads cannot share 3 key and value heads"},
		{with(func(c *transformer.Config) { c.HeadDim = 25 }), "transformer: attention.key_length is 25, want an even number"},
		{with(func(c *transformer.Config) { c.Heads, c.HeadDim = 1<<20, 1<<20 }), "transformer: 1048576 heads of 1048576 are too wide"},
		{with(func(c *transformer.Config) { c.Theta = math.Inf(1) }), "transformer: rope.freq_base is +Inf, want 1 to 1e12"},
		{with(func(c *transformer.Config) { c.Eps = float32(math.NaN()) }), "transformer: layer_norm_rms_epsilon is NaN, want more than 0 and less than 1"},
		{with(func(c *transformer.Config) { c.Dim = 96 }), `transformer: tensor "token_embd.weight" has dimensions [64 40], want [96 40]`},
		{with(func(c *transformer.Config) { c.FFN = 64 }), `transformer: tensor "blk.0.ffn_gate.weight" has dimensions [64 160], want [64 64]`},
		{with(func(c *transformer.Config) { c.KVHeads = 1 }), `transformer: tensor "blk.0.attn_k.weight" has dimensions [64 48], want [64 24]`},
		{with(func(c *transformer.Config) { c.Layers = 3 }), `transformer: tensor "blk.2.attn_norm.weight" is missing`},
	} {
		_, err := transformer.Load(rewrite(t, func(w *gguf.Writer) { setConfig(w, test.config) }))
		if err == nil || err.Error() != test.want {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
	for want, set := range map[string]func(*gguf.Writer){
		`transformer: general.architecture is "gpt2", want "qwen3"`: func(w *gguf.Writer) { w.Set("general.architecture", "gpt2") },
		`transformer: rope scaling "yarn" is not supported`: func(w *gguf.Writer) {
			setConfig(w, small)
			w.Set("qwen3.rope.scaling.type", "yarn")
		},
	} {
		if _, err := transformer.Load(rewrite(t, set)); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// rewrite returns the first fixture's tensors under other keys.
func rewrite(t *testing.T, set func(*gguf.Writer)) *gguf.File {
	t.Helper()
	f, err := gguf.Parse(fixtures[0].modelFile(t))
	if err != nil {
		t.Fatal(err)
	}
	w := gguf.NewWriter()
	set(w)
	for _, x := range f.Tensors() {
		w.Add(x.Name, x.Type, x.Dims, x.Data)
	}
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	if f, err = gguf.Parse(b.Bytes()); err != nil {
		t.Fatal(err)
	}
	return f
}

// FuzzLoad reads damaged models and adapters; what loads must also run.
func FuzzLoad(f *testing.F) {
	tiny := fixture{seed: 1, weights: gguf.Q8_0, tied: true, adapter: gguf.Q4_0, config: transformer.Config{
		Layers: 1, Dim: 32, Heads: 2, KVHeads: 1, HeadDim: 16, FFN: 32, Vocab: 4, Context: 8, Theta: 1e4, Eps: 1e-6}}
	f.Add(tiny.modelFile(f), tiny.adapterFile(f))
	f.Fuzz(func(t *testing.T, model, adapter []byte) {
		var a *lora.Adapter
		if file, err := gguf.Parse(adapter); err == nil {
			a, _ = lora.FromGGUF(file)
			lora.ParseBasis(file)
		}
		file, err := gguf.Parse(model)
		if err != nil {
			return
		}
		m, err := transformer.Load(file)
		if err != nil {
			return
		}
		if m.Check(a) != nil {
			a = nil
		}
		hidden, err := m.Forward(context.Background(), m.NewCache(), a, []int32{0}, nil)
		if err != nil || len(hidden) != m.Dim {
			t.Fatalf("%d numbers, %v", len(hidden), err)
		}
		m.Logits(make([]float32, m.Vocab), hidden, nil)
	})
}

// TestDamage cuts a model off at many places, which must be noticed, and flips
// many of the header's bits, which must do no harm.
func TestDamage(t *testing.T) {
	whole := fixtures[0].modelFile(t)
	f, err := gguf.Parse(whole)
	if err != nil {
		t.Fatal(err)
	}
	header := len(whole) // up to the first tensor's bytes
	for _, x := range f.Tensors() {
		header = min(header, bytes.Index(whole, x.Data))
	}
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 500 {
		if _, err := load(whole[:r.IntN(len(whole)-32)]); err == nil {
			t.Fatal("a truncated file loaded")
		}
		damaged := append([]byte(nil), whole[:]...)
		damaged[i*7919%header] ^= 1 << r.IntN(8)
		load(damaged)
	}
}

func load(data []byte) (*transformer.Model, error) {
	f, err := gguf.Parse(data)
	if err != nil {
		return nil, err
	}
	return transformer.Load(f)
}
