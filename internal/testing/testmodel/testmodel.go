// Package testmodel writes a small random model for tests: an interpreter with
// its vocabulary, the basis of its adapters, an adapter and programs.
//
// What it writes has the shape of the nano pair and no sense: its answers are
// arbitrary, but always the same for the same seed. Tests of packages runtime
// and gen use it, so that they depend neither on a network nor on training.
//
// [Shape] writes random models and adapters of any size, up to those of the
// public files, for benchmarks and for the comparison of engines.
package testmodel

import (
	"bytes"
	"fmt"
	"math/rand/v2"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/models"
)

// The shape of every test model.
const (
	Layers  = 2
	Dim     = 32
	Heads   = 2
	KVHeads = 1
	HeadDim = 16
	FFN     = 64
	Context = 512
	Rank    = 4
	Bases   = 3
)

// ID is the base that [Model.Program] names.
const ID = "testmodel"

// Modules are the matrices that adapters change, in the order of a basis.
var Modules = []string{"ffn_down", "ffn_gate", "attn_k", "attn_output", "attn_q", "ffn_up", "attn_v"}

// size is the shape of a module: d_in, d_out.
func size(module string) (in, out int) {
	switch module {
	case "ffn_down":
		return FFN, Dim
	case "ffn_gate", "ffn_up":
		return Dim, FFN
	case "attn_k", "attn_v":
		return Dim, KVHeads * HeadDim
	case "attn_output":
		return Heads * HeadDim, Dim
	case "attn_q":
		return Dim, Heads * HeadDim
	}
	panic("testmodel: no module " + module)
}

// Model is a random pair.
type Model struct {
	Interpreter []byte // GGUF, architecture qwen3
	Basis       []byte // GGUF, architecture paw-basis
	Adapter     []byte // GGUF, one LoRA adapter in llama.cpp's form

	seed uint64
}

// New makes the model of a seed.
func New(seed uint64) *Model {
	r := random{rand.New(rand.NewPCG(seed, 0))}
	return &Model{
		Interpreter: interpreter(r),
		Basis:       basis(r),
		Adapter:     adapter(r),
		seed:        seed,
	}
}

// Base is the model as package models registers it, under the name id.
func (m *Model) Base(id string) models.Base {
	return models.Base{
		ID:          id,
		Licence:     "Apache-2.0",
		Source:      fmt.Sprintf("random numbers, seed %d", m.seed),
		Interpreter: models.Embedded(string(m.Interpreter)),
		Basis:       models.Embedded(string(m.Basis)),
	}
}

// interpreter writes the model that runs programs.
func interpreter(r random) []byte {
	w := gguf.NewWriter()
	w.Set("general.architecture", "qwen3")
	w.Set("general.name", "pawgen test model")
	w.Set("qwen3.block_count", uint32(Layers))
	w.Set("qwen3.context_length", uint32(Context))
	w.Set("qwen3.embedding_length", uint32(Dim))
	w.Set("qwen3.feed_forward_length", uint32(FFN))
	w.Set("qwen3.attention.head_count", uint32(Heads))
	w.Set("qwen3.attention.head_count_kv", uint32(KVHeads))
	w.Set("qwen3.attention.key_length", uint32(HeadDim))
	w.Set("qwen3.attention.value_length", uint32(HeadDim))
	w.Set("qwen3.attention.layer_norm_rms_epsilon", float32(1e-6))
	w.Set("qwen3.rope.freq_base", float32(10000))
	tokens := setVocabulary(w)

	add(w, "token_embd.weight", gguf.Q8_0, []int{Dim, tokens}, r.uniform(Dim*tokens, 1))
	for layer := range Layers {
		prefix := fmt.Sprintf("blk.%d.", layer)
		for _, norm := range []struct {
			name string
			n    int
		}{{"attn_norm", Dim}, {"attn_q_norm", HeadDim}, {"attn_k_norm", HeadDim}, {"ffn_norm", Dim}} {
			add(w, prefix+norm.name+".weight", gguf.F32, []int{norm.n}, r.near(norm.n, 1))
		}
		for _, module := range Modules {
			in, out := size(module)
			add(w, prefix+module+".weight", gguf.Q8_0, []int{in, out}, r.uniform(in*out, 0.4))
		}
	}
	add(w, "output_norm.weight", gguf.F32, []int{Dim}, r.near(Dim, 1))
	return encode(w)
}

// basis writes the matrices that the adapters of programs are mixtures over.
func basis(r random) []byte {
	w := gguf.NewWriter()
	w.Set("general.architecture", "paw-basis")
	w.Set("paw.basis.layers", uint32(Layers))
	w.Set("paw.basis.rank", uint32(Rank))
	w.Set("paw.basis.bases", uint32(Bases))
	w.Set("paw.basis.alpha", float32(2*Rank))
	w.Set("paw.basis.modules", Modules)
	for _, module := range Modules {
		in, out := size(module)
		add(w, module+".lora_a", gguf.F32, []int{in, Rank, Bases}, r.uniform(in*Rank*Bases, 0.2))
		add(w, module+".lora_b", gguf.F32, []int{Rank, out, Bases}, r.uniform(Rank*out*Bases, 0.2))
	}
	return encode(w)
}

// adapter writes a LoRA adapter as llama.cpp's converter names it.
func adapter(r random) []byte {
	w := gguf.NewWriter()
	w.Set("general.architecture", "qwen3")
	w.Set("general.type", "adapter")
	w.Set("adapter.type", "lora")
	w.Set("adapter.lora.alpha", float32(2*Rank))
	for layer := range Layers {
		for _, module := range Modules {
			in, out := size(module)
			name := fmt.Sprintf("blk.%d.%s.weight", layer, module)
			add(w, name+".lora_a", gguf.F32, []int{in, Rank}, r.uniform(in*Rank, 0.2))
			add(w, name+".lora_b", gguf.F32, []int{Rank, out}, r.uniform(Rank*out, 0.2))
		}
	}
	return encode(w)
}

// add quantises values and appends them as a tensor.
func add(w *gguf.Writer, name string, t gguf.Type, dims []int, values []float32) {
	data, err := gguf.Quantize(t, values)
	if err != nil {
		panic(err) // the shapes above are whole blocks
	}
	w.Add(name, t, dims, data)
}

// encode is the finished file.
func encode(w *gguf.Writer) []byte {
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes()
}
