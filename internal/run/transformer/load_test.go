package transformer_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
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
	const of = ", want a number from 1 to"
	for _, test := range []struct {
		config transformer.Config
		want   string
	}{
		{with(func(c *transformer.Config) { c.Layers = 0 }), "transformer: qwen3.block_count is 0" + of + " 1024"},
		{with(func(c *transformer.Config) { c.Layers = 2000 }), "transformer: qwen3.block_count is 2000" + of + " 1024"},
		{with(func(c *transformer.Config) { c.Context = math.MaxInt32 }), "transformer: qwen3.context_length is 2147483647" + of + " 4194304"},
		{with(func(c *transformer.Config) { c.KVHeads = 3 }), "transformer: 4 heads cannot share 3 key and value heads"},
		{with(func(c *transformer.Config) { c.HeadDim = 25 }), "transformer: qwen3.attention.key_length is 25, want an even number"},
		{with(func(c *transformer.Config) { c.Heads, c.HeadDim = 1<<20, 1<<20 }), "transformer: 1048576 heads of 1048576 are too wide"},
		{with(func(c *transformer.Config) { c.Theta = math.Inf(1) }), "transformer: qwen3.rope.freq_base is +Inf, want a number from 1 to 1e+12"},
		{with(func(c *transformer.Config) { c.Eps = float32(math.NaN()) }), "transformer: qwen3.attention.layer_norm_rms_epsilon is NaN, want more than 0 and less than 1"},
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
}

// TestKeysAndTensors adds what a model's file may have: what changes answers is
// used, or refused by name; what does not is let alone.
func TestKeysAndTensors(t *testing.T) {
	vector := func(n int, x float32) *gguf.Tensor {
		data, err := gguf.Quantize(gguf.F32, slices.Repeat([]float32{x}, n))
		if err != nil {
			t.Fatal(err)
		}
		return &gguf.Tensor{Type: gguf.F32, Dims: []int{n}, Data: data}
	}
	const no = "transformer: "
	const kind = `, which is not supported (want "none" or "linear"; llama3's factors are tensor "rope_freqs.weight")`
	for _, test := range []struct {
		fixture string
		name    string // of a key, or of a tensor
		value   any
		want    string
	}{
		{"llama-f32-tied", "general.something", "x", ""},
		{"llama-f32-tied", "tokenizer.something", uint32(1), ""},
		{"llama-f32-tied", "llama.vocab_size", uint32(40), ""},
		{"llama-f32-tied", "llama.expert_count", uint32(0), ""},
		{"llama-f32-tied", "llama.expert_count", uint32(8), no + "llama.expert_count is 8, which is not supported (want 0)"},
		{"llama-f32-tied", "llama.logit_scale", float32(1), ""},
		{"llama-f32-tied", "llama.logit_scale", float32(0.25), no + "llama.logit_scale is 0.25, which is not supported (want 1)"},
		{"llama-f32-tied", "llama.attention.causal", true, ""},
		{"llama-f32-tied", "llama.attention.causal", false, no + "llama.attention.causal is false, which is not supported (want true)"},
		{"llama-f32-tied", "llama.new", "x", no + `llama.new, which is "x", is not known and may change answers`},
		{"qwen2-f32-tied", "llama.new", "x", ""}, // another architecture's
		{"gpt2-f32-tied", "gpt2.new", []uint32{1}, no + "gpt2.new, which is an array of 1 elements, is not known and may change answers"},
		{"llama-f32-tied", "llama.feed_forward_length", []uint32{1, 2}, no + "llama.feed_forward_length is an array of 2 elements, want a number from 1 to 1048576"},
		{"llama-f32-tied", "llama.rope.dimension_count", uint32(40), ""},
		{"llama-f32-tied", "llama.rope.dimension_count", uint32(20), no + "llama.rope.dimension_count is 20, want llama.attention.key_length, 40: heads that are turned in part are not supported"},
		{"qwen3", "qwen3.rope.dimension_count", uint32(20), no + "qwen3.rope.dimension_count is 20, want qwen3.attention.key_length, 24: heads that are turned in part are not supported"},
		{"qwen3", "qwen3.attention.sliding_window", uint32(0), ""},
		{"qwen3", "qwen3.attention.sliding_window", uint32(48), ""},
		{"qwen3", "qwen3.attention.sliding_window", uint32(47), no + "qwen3.attention.sliding_window is 47, less than qwen3.context_length, 48, which is not supported"},
		{"qwen3", "qwen3.rope.scaling.type", "none", ""},
		{"qwen3", "qwen3.rope.scaling.type", "yarn", no + `qwen3.rope.scaling.type is "yarn"` + kind},
		{"qwen3", "qwen3.rope.scaling.type", "llama3", no + `qwen3.rope.scaling.type is "llama3"` + kind},
		{"qwen3", "qwen3.rope.scaling.type", uint32(1), no + "qwen3.rope.scaling.type is 1, want a text"},
		{"qwen3", "qwen3.rope.scaling.factor", float32(-1), no + "qwen3.rope.scaling.factor is -1, want a number from 0 to 1e+06"},
		{"qwen3", "qwen3.rope.scaling.factor", float32(0.125), no + "rotary frequency 0, divided by 1 and 0.125, is 8, want 0 to 4"},
		{"qwen3", "qwen3.rope.scaling.yarn_beta_fast", float32(32), no + "qwen3.rope.scaling.yarn_beta_fast, which is 32, is not known and may change answers"},
		{"qwen3", "blk.0.attn_q.bias", vector(96, 0), no + `tensor "blk.0.attn_q.bias" has no place in a model of architecture qwen3 with these keys`},
		{"qwen3", "rope_freqs.weight", vector(12, 1), no + `tensor "rope_freqs.weight" has no place in a model of architecture qwen3 with these keys`},
		{"qwen2-f32-tied", "blk.0.attn_output.bias", vector(96, 0), no + `tensor "blk.0.attn_output.bias" has no place in a model of architecture qwen2 with these keys`},
		{"llama-f32-tied", "blk.2.attn_q.weight", vector(96, 0), no + `tensor "blk.2.attn_q.weight" has no place in a model of architecture llama with these keys`},
		{"llama-f32-tied", "blk.1.attn_output.bias", vector(96, 0), ""},
		{"llama-f32-tied", "blk.1.attn_output.bias", vector(95, 0), no + `tensor "blk.1.attn_output.bias" has dimensions [95], want [96]`},
		{"llama-f32-tied", "rope_freqs.weight", vector(20, 1), ""},
		{"llama-f32-tied", "rope_freqs.weight", vector(40, 1), no + `tensor "rope_freqs.weight" has dimensions [40], want [20]`},
		{"llama-f32-tied", "rope_freqs.weight", vector(20, 0), no + "rotary frequency 0, divided by 0 and 1, is +Inf, want 0 to 4"},
		{"gpt2-f32-tied", "rope_freqs.weight", vector(12, 1), no + `tensor "rope_freqs.weight" has no place in a model of architecture gpt2 with these keys`},
	} {
		from := fixtures[0]
		if test.fixture != "qwen3" {
			from = byName(t, test.fixture)
		}
		_, err := transformer.Load(rewrite(t, from, func(w *gguf.Writer) {
			tensor, ok := test.value.(*gguf.Tensor)
			setConfigBut(w, from.config, test.name)
			if ok {
				w.Add(test.name, tensor.Type, tensor.Dims, tensor.Data)
			} else {
				w.Set(test.name, test.value)
			}
		}, nil))
		if got := fmt.Sprint(err); got != test.want && (test.want != "" || err != nil) {
			t.Errorf("%s with %s:\ngot  %v\nwant %s", test.fixture, test.name, err, test.want)
		}
	}
}

// TestKeysThatChangeLogits: what is used makes a difference.
func TestKeysThatChangeLogits(t *testing.T) {
	f := byName(t, "llama-f32-tied")
	seen := map[string]string{}
	for name, value := range map[string]any{
		"":                               nil,
		"llama.rope.scaling.factor":      float32(2), // linear if nothing is said
		"llama.rope.scale_linear":        float32(3),
		"llama.rope.freq_base":           float32(500),
		"llama.attention.scale":          float32(0.5),
		"llama.attention.head_count_kv":  uint32(2), // as it is
		"llama.attention.value_length":   uint32(40),
		"llama.rope.scaling.attn_factor": float32(1),
	} {
		m, err := transformer.Load(rewrite(t, f, func(w *gguf.Writer) {
			setConfigBut(w, f.config, name)
			if name != "" {
				w.Set(name, value)
			}
		}, nil))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		seen[name] = digest(logits(t, m, nil, tokens)...)
	}
	for name, d := range seen {
		same := !strings.Contains(name, "scal") && !strings.Contains(name, "base") || strings.Contains(name, "attn_factor")
		if (d == seen[""]) != same {
			t.Errorf("%s: same logits %v, want %v", name, d == seen[""], same)
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
	const of = ", want a number from 1 to"
	for _, test := range []struct {
		change  change
		tensor  string       // the name of the changed tensor
		instead *gguf.Tensor // nil leaves it out
		want    string
	}{
		{func(c *transformer.Config) { c.Layers = 0 }, "", nil, "transformer: gpt2.block_count is 0" + of + " 1024"},
		{func(c *transformer.Config) { c.Dim = 1 << 21 }, "", nil, "transformer: gpt2.embedding_length is 2097152" + of + " 1048576"},
		{func(c *transformer.Config) { c.Heads = 0 }, "", nil, "transformer: gpt2.attention.head_count is 0" + of + " 1048576"},
		{func(c *transformer.Config) { c.FFN = 0 }, "", nil, "transformer: gpt2.feed_forward_length is 0" + of + " 1048576"},
		{func(c *transformer.Config) { c.Heads = 5 }, "", nil, "transformer: a width of 96 cannot be cut into 5 heads"},
		{func(c *transformer.Config) { c.Eps = 0 }, "", nil, "transformer: gpt2.attention.layer_norm_epsilon is 0, want more than 0 and less than 1"},
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
	llama := fixture{seed: 3, weights: gguf.Q4_1, adapter: gguf.F32, rank: 1, factors: true, linear: 2, biased: true, config: transformer.Config{
		Arch: "llama", Layers: 1, Dim: 32, Heads: 2, KVHeads: 1, HeadDim: 16, FFN: 32, Vocab: 4, Context: 8, Theta: 1e4, Eps: 1e-5}}
	f.Add(qwen.modelFile(f), qwen.adapterFile(f))
	f.Add(llama.modelFile(f), llama.adapterFile(f))
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
	for _, name := range []string{"f32-tied", "gpt2-f32-lora-f32", "llama-f32-factors-lora-f32-1"} {
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
