package transformer_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/run/transformer"
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
		{with(func(c *transformer.Config) { c.FFN = 64 }), `transformer: tensor "blk.0.ffn_down.weight" has dimensions [160 64], want [64 64]`},
		{with(func(c *transformer.Config) { c.KVHeads = 1 }), `transformer: tensor "blk.0.attn_k.weight" has dimensions [64 48], want [64 24]`},
		{with(func(c *transformer.Config) { c.Layers = 3 }), `transformer: tensor "blk.2.attn_norm.weight" is missing`},
	} {
		_, err := transformer.Load(rewrite(t, fixtures[0], func(w *gguf.Writer) { setConfig(w, test.config) }, nil))
		if err == nil || err.Error() != test.want {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
	for want, set := range map[string]func(*gguf.Writer){
		`transformer: general.architecture is "llama", want "qwen3" or "gpt2"`: func(w *gguf.Writer) { w.Set("general.architecture", "llama") },
		`transformer: rope scaling "yarn" is not supported`: func(w *gguf.Writer) {
			setConfig(w, small)
			w.Set("qwen3.rope.scaling.type", "yarn")
		},
	} {
		if _, err := transformer.Load(rewrite(t, fixtures[0], set, nil)); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestLoadErrorsGPT2 does the same with GPT-2, with wrong tensors too.
func TestLoadErrorsGPT2(t *testing.T) {
	f := byName(t, "gpt2-f32-lora-f32")
	type change func(*transformer.Config)
	vector := func(n int) *gguf.Tensor {
		return &gguf.Tensor{Type: gguf.F32, Dims: []int{n}, Data: make([]byte, 4*n)}
	}
	const is = "is missing or not between 1 and"
	for _, test := range []struct {
		change  change
		tensor  string       // the name of the changed tensor
		instead *gguf.Tensor // nil leaves it out
		want    string
	}{
		{func(c *transformer.Config) { c.Layers = 0 }, "", nil, "transformer: gpt2.block_count " + is + " 1024"},
		{func(c *transformer.Config) { c.Dim = 1 << 21 }, "", nil, "transformer: gpt2.embedding_length " + is + " 1048576"},
		{func(c *transformer.Config) { c.Heads = 0 }, "", nil, "transformer: gpt2.attention.head_count " + is + " 1048576"},
		{func(c *transformer.Config) { c.FFN = 0 }, "", nil, "transformer: gpt2.feed_forward_length " + is + " 1048576"},
		{func(c *transformer.Config) { c.Heads = 5 }, "", nil, "transformer: a width of 96 cannot be cut into 5 heads"},
		{func(c *transformer.Config) { c.Eps = 0 }, "", nil, "transformer: layer_norm_epsilon is 0, want more than 0 and less than 1"},
		{func(c *transformer.Config) { c.Eps = 1e-44 }, "", nil, ""},
		{func(c *transformer.Config) { c.Dim = 128 }, "", nil, `transformer: tensor "token_embd.weight" has dimensions [96 40], want [128 40]`},
		{func(c *transformer.Config) { c.FFN = 96 }, "", nil, `transformer: tensor "blk.0.ffn_up.weight" has dimensions [96 160], want [96 96]`},
		{func(c *transformer.Config) { c.Layers = 3 }, "", nil, `transformer: tensor "blk.2.attn_norm.weight" is missing`},
		{func(c *transformer.Config) { c.Context = 1 }, "", nil, ""}, // the positions count
		{nil, "position_embd.weight", nil, `transformer: tensor "position_embd.weight" is missing or not a matrix`},
		{nil, "position_embd.weight", vector(96), `transformer: tensor "position_embd.weight" is missing or not a matrix`},
		{nil, "position_embd.weight", &gguf.Tensor{Type: gguf.F16, Dims: []int{32, 3}, Data: make([]byte, 192)},
			`transformer: tensor "position_embd.weight" has dimensions [32 3], want [96 3]`},
		{nil, "token_embd.weight", nil, `transformer: tensor "token_embd.weight" is missing or not a matrix`},
		{nil, "blk.0.attn_norm.bias", nil, `transformer: tensor "blk.0.attn_norm.bias" is missing`},
		{nil, "blk.0.attn_qkv.weight", nil, `transformer: tensor "blk.0.attn_qkv.weight" is missing`},
		{nil, "blk.0.attn_qkv.weight", &gguf.Tensor{Type: gguf.F32, Dims: []int{96, 96}, Data: make([]byte, 4*96*96)},
			`transformer: tensor "blk.0.attn_qkv.weight" has dimensions [96 96], want [96 288]`},
		{nil, "blk.1.attn_qkv.bias", vector(96), `transformer: tensor "blk.1.attn_qkv.bias" has dimensions [96], want [288]`},
		{nil, "blk.1.attn_output.bias", nil, `transformer: tensor "blk.1.attn_output.bias" is missing`},
		{nil, "blk.1.ffn_up.bias", vector(96), `transformer: tensor "blk.1.ffn_up.bias" has dimensions [96], want [160]`},
		{nil, "output_norm.bias", nil, `transformer: tensor "output_norm.bias" is missing`},
		{nil, "output.weight", &gguf.Tensor{Type: gguf.F32, Dims: []int{96, 39}, Data: make([]byte, 4*96*39)},
			`transformer: tensor "output.weight" has dimensions [96 39], want [96 40]`},
		{nil, "output.weight", nil, ""}, // tied
	} {
		c := f.config
		if test.change != nil {
			test.change(&c)
		}
		_, err := transformer.Load(rewrite(t, f, func(w *gguf.Writer) { setConfig(w, c) }, map[string]*gguf.Tensor{test.tensor: test.instead}))
		if got := fmt.Sprint(err); got != test.want && (test.want != "" || err != nil) {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
	_, err := transformer.Load(rewrite(t, f, func(w *gguf.Writer) {
		setConfig(w, f.config)
		w.Set("gpt2.attention.head_count_kv", uint32(2))
	}, nil))
	if err == nil || err.Error() != "transformer: gpt2.attention.head_count_kv is 2, want attention.head_count, 4" {
		t.Errorf("got %v", err)
	}
}

// rewrite returns a fixture's tensors under other keys, some changed or, if nil,
// left out.
func rewrite(t *testing.T, from fixture, set func(*gguf.Writer), change map[string]*gguf.Tensor) *gguf.File {
	t.Helper()
	f, err := gguf.Parse(from.modelFile(t))
	if err != nil {
		t.Fatal(err)
	}
	w := gguf.NewWriter()
	set(w)
	for _, x := range f.Tensors() {
		name := x.Name
		if other, ok := change[name]; ok {
			if x = other; x == nil {
				continue
			}
		}
		w.Add(name, x.Type, x.Dims, x.Data)
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
	qwen := fixture{seed: 1, weights: gguf.Q8_0, tied: true, adapter: gguf.Q4_0, config: transformer.Config{
		Arch: "qwen3", Layers: 1, Dim: 32, Heads: 2, KVHeads: 1, HeadDim: 16, FFN: 32, Vocab: 4, Context: 8, Theta: 1e4, Eps: 1e-6}}
	gpt := fixture{seed: 2, weights: gguf.Q4_1, adapter: gguf.Q4_0, config: transformer.Config{
		Arch: "gpt2", Layers: 1, Dim: 32, Heads: 2, KVHeads: 2, HeadDim: 16, FFN: 32, Vocab: 4, Context: 8, Eps: 1e-5}}
	f.Add(qwen.modelFile(f), qwen.adapterFile(f))
	f.Add(gpt.modelFile(f), gpt.adapterFile(f))
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
	for _, name := range []string{"f32-tied", "gpt2-f32-lora-f32"} {
		t.Run(name, func(t *testing.T) { damage(t, byName(t, name)) })
	}
}

func damage(t *testing.T, from fixture) {
	whole := from.modelFile(t)
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
