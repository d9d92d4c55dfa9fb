package transformer_test

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/run/transformer"
)

// fixture is a small random model, always the same, and what is asked of it.
type fixture struct {
	name    string
	seed    uint64
	config  transformer.Config
	weights gguf.Type // of the matrices
	tied    bool
	adapter gguf.Type // of the adapter's matrices
	lora    bool      // whether there is an adapter
	rank    int       // of the adapter, if not the usual one
	factors bool      // whether rotary frequencies have factors, those of Llama 3
	linear  float32   // what divides all rotary frequencies, if not 0
	biased  bool      // whether linear layers of Llama have biases
}

// These have no two sizes that could be mixed up unnoticed, as far as the types'
// blocks allow: those of 256 want multiples of that.
var (
	small = transformer.Config{Arch: "qwen3", Layers: 2, Dim: 64, Heads: 4, KVHeads: 2, HeadDim: 24, FFN: 160, Vocab: 40, Context: 48, Theta: 10000, Eps: 1e-6}
	wide  = transformer.Config{Arch: "qwen3", Layers: 2, Dim: 256, Heads: 4, KVHeads: 1, HeadDim: 128, FFN: 768, Vocab: 40, Context: 48, Theta: 1e6, Eps: 1e-6}

	smallLlama = transformer.Config{Arch: "llama", Layers: 2, Dim: 96, Heads: 6, KVHeads: 2, HeadDim: 40, FFN: 160, Vocab: 40, Context: 48, Theta: 10000, Eps: 1e-5}
	smollm     = transformer.Config{Arch: "llama", Layers: 2, Dim: 288, Heads: 9, KVHeads: 3, HeadDim: 32, FFN: 96, Vocab: 40, Context: 48, Theta: 1e5, Eps: 1e-5}
	smallQwen2 = transformer.Config{Arch: "qwen2", Layers: 2, Dim: 96, Heads: 6, KVHeads: 3, HeadDim: 16, FFN: 160, Vocab: 40, Context: 48, Theta: 1e6, Eps: 1e-6}

	smallGPT2 = transformer.Config{Arch: "gpt2", Layers: 2, Dim: 96, Heads: 4, KVHeads: 4, HeadDim: 24, FFN: 160, Vocab: 40, Context: 48, Eps: 1e-5}
	wideGPT2  = transformer.Config{Arch: "gpt2", Layers: 2, Dim: 256, Heads: 2, KVHeads: 2, HeadDim: 128, FFN: 768, Vocab: 40, Context: 48, Eps: 1e-5}
)

var fixtures = []fixture{
	{name: "f32-tied", seed: 1, config: small, weights: gguf.F32, tied: true},
	{name: "f32-lora-f32", seed: 2006, config: small, weights: gguf.F32, adapter: gguf.F32, lora: true},
	{name: "f16-tied-lora-f16", seed: 103, config: small, weights: gguf.F16, tied: true, adapter: gguf.F16, lora: true},
	{name: "bf16", seed: 2002, config: small, weights: gguf.BF16},
	{name: "q8_0-tied-lora-q8_0", seed: 2001, config: small, weights: gguf.Q8_0, tied: true, adapter: gguf.Q8_0, lora: true},
	{name: "q4_0-lora-q4_0", seed: 106, config: small, weights: gguf.Q4_0, adapter: gguf.Q4_0, lora: true},
	{name: "q6_k", seed: 2009, config: wide, weights: gguf.Q6_K},
	{name: "q6_k-tied-lora-bf16", seed: 2095, config: wide, weights: gguf.Q6_K, tied: true, adapter: gguf.BF16, lora: true},
	{name: "q4_1-tied", seed: 130, config: small, weights: gguf.Q4_1, tied: true},
	{name: "q5_0-lora-q5_0", seed: 10, config: small, weights: gguf.Q5_0, adapter: gguf.Q5_0, lora: true},
	{name: "q5_1-lora-q5_1", seed: 11, config: small, weights: gguf.Q5_1, adapter: gguf.Q5_1, lora: true},
	{name: "iq4_nl-tied-lora-q4_1", seed: 12, config: small, weights: gguf.IQ4_NL, tied: true, adapter: gguf.Q4_1, lora: true},
	{name: "q4_k-tied-lora-iq4_nl", seed: 2066, config: wide, weights: gguf.Q4_K, tied: true, adapter: gguf.IQ4_NL, lora: true},
	{name: "q5_k", seed: 2045, config: wide, weights: gguf.Q5_K},
	{name: "iq4_xs-tied", seed: 2015, config: wide, weights: gguf.IQ4_XS, tied: true},
	{name: "llama-f32-tied", seed: 3001, config: smallLlama, weights: gguf.F32, tied: true},
	{name: "llama-f32-factors-lora-f32-1", seed: 3002, config: smallLlama, weights: gguf.F32, adapter: gguf.F32, lora: true, rank: 1, factors: true},
	{name: "llama-f32-linear-biases-lora-f16-4", seed: 3003, config: smallLlama, weights: gguf.F32, tied: true, adapter: gguf.F16, lora: true, rank: 4, linear: 4, biased: true},
	{name: "llama-q4_1-tied-lora-f32-8", seed: 3100, config: smollm, weights: gguf.Q4_1, tied: true, adapter: gguf.F32, lora: true, rank: 8},
	{name: "llama-q8_0-lora-q8_0-128", seed: 3101, config: smollm, weights: gguf.Q8_0, adapter: gguf.Q8_0, lora: true, rank: 128},
	{name: "qwen2-f32-tied", seed: 3006, config: smallQwen2, weights: gguf.F32, tied: true},
	{name: "qwen2-q4_0-linear-lora-f32-64", seed: 3007, config: smallQwen2, weights: gguf.Q4_0, adapter: gguf.F32, lora: true, rank: 64, linear: 2},
	{name: "qwen2-f16-lora-f32-1", seed: 3100, config: smallQwen2, weights: gguf.F16, adapter: gguf.F32, lora: true, rank: 1},
	{name: "gpt2-f32-tied", seed: 116, config: smallGPT2, weights: gguf.F32, tied: true},
	{name: "gpt2-f32-lora-f32", seed: 117, config: smallGPT2, weights: gguf.F32, adapter: gguf.F32, lora: true},
	{name: "gpt2-q8_0-tied-lora-q4_0", seed: 2001, config: smallGPT2, weights: gguf.Q8_0, tied: true, adapter: gguf.Q4_0, lora: true},
	{name: "gpt2-q8_0", seed: 219, config: smallGPT2, weights: gguf.Q8_0},
	{name: "gpt2-q4_k-tied", seed: 2013, config: wideGPT2, weights: gguf.Q4_K, tied: true},
	{name: "gpt2-q4_k-lora-q4_0", seed: 2001, config: wideGPT2, weights: gguf.Q4_K, adapter: gguf.Q4_0, lora: true},
}

// tokens is what the fixtures read: more than one group of lanes, with a
// repetition.
var tokens = []int32{3, 39, 0, 17, 3, 3, 22, 8, 31, 5, 1}

const rank = 32

// numbers gives the same random numbers on every machine and Go release.
type numbers struct{ *rand.PCG }

// around returns n numbers within spread of centre.
func (r numbers) around(n int, centre, spread float32) []float32 {
	x := make([]float32, n)
	for i := range x {
		u := float32(r.Uint64()>>40) / (1 << 23) // 0 <= u < 2, exact
		x[i] = centre + float32(spread*(u-1))
	}
	return x
}

// builder adds random tensors to a file.
type builder struct {
	*gguf.Writer
	t testing.TB
	r numbers
}

func (b builder) add(name string, typ gguf.Type, dims []int, x []float32) {
	b.t.Helper()
	data, err := gguf.Quantize(typ, x)
	if err != nil {
		b.t.Fatal(err)
	}
	b.Add(name, typ, dims, data)
}

// matrix adds a weight that multiplies the size of what it maps by about gain.
func (b builder) matrix(name string, typ gguf.Type, in, out int, gain float64) {
	spread := gain * math.Sqrt(3/float64(in)) // uniform numbers within s have the variance s*s/3
	b.add(name, typ, []int{in, out}, b.r.around(in*out, 0, float32(spread)))
}

func (b builder) norm(name string, n int) {
	b.add(name, gguf.F32, []int{n}, b.r.around(n, 1, 0.5))
}

func (b builder) bias(name string, n int) {
	b.add(name, gguf.F32, []int{n}, b.r.around(n, 0.1, 0.3))
}

func (b builder) bytes() []byte {
	var out bytes.Buffer
	if _, err := b.WriteTo(&out); err != nil {
		b.t.Fatal(err)
	}
	return out.Bytes()
}

// modelFile returns the fixture's model as a GGUF file.
func (f fixture) modelFile(t testing.TB) []byte {
	c := f.config
	b := builder{gguf.NewWriter(), t, numbers{rand.NewPCG(f.seed, 1)}}
	setConfig(b.Writer, c)
	if f.linear != 0 {
		b.Set(c.Arch+".rope.scaling.type", "linear")
		b.Set(c.Arch+".rope.scaling.factor", f.linear)
	}
	b.matrix("token_embd.weight", f.weights, c.Dim, c.Vocab, math.Sqrt(float64(c.Dim)))
	if c.Arch == "gpt2" {
		b.matrix("position_embd.weight", gguf.F32, c.Dim, c.Context, math.Sqrt(float64(c.Dim))/2)
	}
	for l := range c.Layers {
		name := func(part string) string { return fmt.Sprintf("blk.%d.%s", l, part) }
		b.norm(name("attn_norm.weight"), c.Dim)
		if c.Arch == "qwen3" {
			b.norm(name("attn_q_norm.weight"), c.HeadDim)
			b.norm(name("attn_k_norm.weight"), c.HeadDim)
		} else if c.Arch == "gpt2" {
			b.bias(name("attn_norm.bias"), c.Dim)
			b.bias(name("ffn_norm.bias"), c.Dim)
		}
		b.norm(name("ffn_norm.weight"), c.Dim)
		for _, m := range f.modules() {
			in, out := size(c, m)
			b.matrix(name(m.String()+".weight"), f.weights, in, out, 1)
			if f.biases(m) {
				b.bias(name(m.String()+".bias"), out)
			}
		}
	}
	b.norm("output_norm.weight", c.Dim)
	if c.Arch == "gpt2" {
		b.bias("output_norm.bias", c.Dim)
	}
	if f.factors {
		b.add("rope_freqs.weight", gguf.F32, []int{c.HeadDim / 2}, llama3Factors(c.Theta, c.HeadDim))
	}
	if !f.tied {
		b.matrix("output.weight", f.weights, c.Dim, c.Vocab, 1)
	}
	return b.bytes()
}

// biases says whether a linear layer has biases.
func (f fixture) biases(m lora.Module) bool {
	switch f.config.Arch {
	case "qwen2":
		return m == lora.Query || m == lora.Key || m == lora.Value
	case "llama":
		return f.biased
	}
	return f.config.Arch == "gpt2"
}

// llama3Factors are what the converter of llama.cpp writes for Llama 3.1 with
// factors 1 to 8 for wavelengths of 4096/4 to 4096 tokens.
func llama3Factors(theta float64, n int) []float32 {
	factors := make([]float32, n/2)
	for i := range factors {
		wavelength := 2 * math.Pi * math.Pow(theta, float64(2*i)/float64(n))
		smooth := (4096/wavelength - 1) / (4 - 1)
		smooth = min(max(smooth, 0), 1)
		factors[i] = float32(math.Round(256/((1-smooth)/8+smooth)) / 256) // the same everywhere
	}
	return factors
}

// modules returns the linear layers of a block in the order of their numbers,
// which that of the random numbers depends on.
func (f fixture) modules() []lora.Module {
	return slices.Sorted(slices.Values(lora.Modules(f.config.Arch)))
}

func setConfig(w *gguf.Writer, c transformer.Config) { setConfigBut(w, c, "") }

// setConfigBut writes the keys of a config but for one.
func setConfigBut(w *gguf.Writer, c transformer.Config, but string) {
	set := func(name string, value any) {
		if name = c.Arch + "." + name; name != but {
			w.Set(name, value)
		}
	}
	w.Set("general.architecture", c.Arch)
	set("block_count", uint32(c.Layers))
	set("context_length", uint32(c.Context))
	set("embedding_length", uint32(c.Dim))
	set("feed_forward_length", uint32(c.FFN))
	set("attention.head_count", uint32(c.Heads))
	if c.Arch == "gpt2" {
		set("attention.layer_norm_epsilon", c.Eps)
		return
	}
	set("attention.head_count_kv", uint32(c.KVHeads))
	set("attention.key_length", uint32(c.HeadDim))
	set("attention.value_length", uint32(c.HeadDim))
	set("attention.layer_norm_rms_epsilon", c.Eps)
	set("rope.freq_base", float32(c.Theta))
}

// size returns the inputs and outputs of a block's linear layer.
func size(c transformer.Config, m lora.Module) (in, out int) {
	switch m {
	case lora.QKV:
		return c.Dim, 3 * c.Dim
	case lora.Query:
		return c.Dim, c.Heads * c.HeadDim
	case lora.Key, lora.Value:
		return c.Dim, c.KVHeads * c.HeadDim
	case lora.Output:
		return c.Heads * c.HeadDim, c.Dim
	case lora.Down:
		return c.FFN, c.Dim
	}
	return c.Dim, c.FFN
}

// adapterFile returns the fixture's adapter as a GGUF file. Its effect is
// a good part of the weights', so that a wrong scale cannot hide.
func (f fixture) adapterFile(t testing.TB) []byte {
	b := builder{gguf.NewWriter(), t, numbers{rand.NewPCG(f.seed, 2)}}
	b.Set("general.architecture", f.config.Arch)
	b.Set("general.type", "adapter")
	b.Set("adapter.type", "lora")
	b.Set("adapter.lora.alpha", float32(8))
	for l := range f.config.Layers {
		for _, m := range f.modules() {
			in, out := size(f.config, m)
			name := fmt.Sprintf("blk.%d.%v.weight.lora_", l, m)
			low := cmp.Or(f.rank, rank)
			b.matrix(name+"a", f.adapter, in, low, 1)
			b.matrix(name+"b", f.adapter, low, out, float64(low)/rank)
		}
	}
	return b.bytes()
}

// load returns the fixture's model and adapter.
func (f fixture) load(t testing.TB) (*transformer.Model, *lora.Adapter) {
	t.Helper()
	file, err := gguf.Parse(f.modelFile(t))
	if err != nil {
		t.Fatal(err)
	}
	m, err := transformer.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	if m.Config != f.config {
		t.Fatalf("config %+v, want %+v", m.Config, f.config)
	}
	if !f.lora {
		return m, nil
	}
	file, err = gguf.Parse(f.adapterFile(t))
	if err != nil {
		t.Fatal(err)
	}
	a, err := lora.FromGGUF(file)
	if err != nil {
		t.Fatal(err)
	}
	return m, a
}

// byName returns the named fixture.
func byName(t testing.TB, name string) fixture {
	t.Helper()
	for _, f := range fixtures {
		if f.name == name {
			return f
		}
	}
	t.Fatalf("no fixture %q", name)
	return fixture{}
}
