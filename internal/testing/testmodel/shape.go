package testmodel

import (
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
)

// Shape is a model of random weights of any size. Activations neither vanish
// nor explode in it.
type Shape struct {
	Arch    string // "llama", "qwen2", "qwen3" or "gpt2"
	Layers  int
	Dim     int
	Heads   int
	KVHeads int
	HeadDim int
	FFN     int
	Context int
	// Words are the tokens of text; the architecture's control tokens follow,
	// and padding up to Vocab.
	Words, Vocab int
	// Tied says that the output matrix is that of the embeddings.
	Tied     bool
	Matrices gguf.Type // of the linear layers, the embeddings and the output
	// Embeddings, if not F32, is the type of the embeddings, and of a tied output, in
	// place of that of the other matrices.
	Embeddings gguf.Type
	// Linear, if not 0, divides all rotary frequencies, and Factors are as many as a
	// head's pairs and divide each of Llama's: 1 to 8, as in Llama 3.
	Linear  float32
	Factors bool
}

// SmolLM2 is the public file SmolLM2-135M-Instruct.Q4_1.gguf but for its
// numbers: 98 MB.
var SmolLM2 = Shape{
	Arch: "llama", Layers: 30, Dim: 576, Heads: 9, KVHeads: 3, HeadDim: 64, FFN: 1536,
	Context: 8192, Words: 49135, Vocab: 49152, Tied: true, Matrices: gguf.Q4_1, Embeddings: gguf.Q8_0,
}

// Qwen3 is the public file qwen3-0.6b-q6_k.gguf but for its numbers: 623 MB.
var Qwen3 = Shape{
	Arch: "qwen3", Layers: 28, Dim: 1024, Heads: 16, KVHeads: 8, HeadDim: 128, FFN: 3072,
	Context: 40960, Words: 151643, Vocab: 151936, Matrices: gguf.Q6_K,
}

// GPT2 is the public file gpt2-q8_0.gguf but for its numbers: 140 MB.
var GPT2 = Shape{
	Arch: "gpt2", Layers: 12, Dim: 768, Heads: 12, KVHeads: 12, HeadDim: 64, FFN: 3072,
	Context: 2048, Words: 50256, Vocab: 50257, Tied: true, Matrices: gguf.Q8_0,
}

// Low is the format of an adapter. Its size follows from the model's [Shape].
type Low struct {
	Rank     int
	Alpha    float32
	Matrices gguf.Type
}

// Public is the format of the programs of the public service.
var Public = Low{Rank: 64, Alpha: 16, Matrices: gguf.Q4_0}

// file adds random tensors to a file.
type file struct {
	*gguf.Writer
	seed uint64
	n    uint64 // tensors so far
}

// add adds numbers around centre with the standard deviation.
func (f *file) add(name string, t gguf.Type, dims []int, centre, deviation float64) {
	f.n++
	f.AddReader(name, t, dims, newNumbers(f.seed, f.n, t, float32(centre), float32(deviation)))
}

// matrix adds a linear layer that multiplies the size of what it maps by gain.
func (f *file) matrix(name string, t gguf.Type, in, out int, gain float64) {
	f.add(name, t, []int{in, out}, 0, gain/math.Sqrt(float64(in)))
}

// Model returns the model's file, to be written once; the same seed gives the same bytes.
func (s Shape) Model(seed uint64) *gguf.Writer {
	f := &file{Writer: gguf.NewWriter(), seed: seed}
	s.setConfig(f.Writer)
	s.setVocabulary(f.Writer)
	layerNorm := s.Arch == "gpt2"
	norm := func(name string, n int) {
		f.add(name+".weight", gguf.F32, []int{n}, 1, 0.1)
		if layerNorm {
			f.add(name+".bias", gguf.F32, []int{n}, 0, 0.1)
		}
	}
	f.add("token_embd.weight", s.embeddings(), []int{s.Dim, s.Vocab}, 0, 0.05)
	if layerNorm {
		f.add("position_embd.weight", gguf.F32, []int{s.Dim, s.Context}, 0, 0.02)
	}
	for layer := range s.Layers {
		at := func(part string) string { return fmt.Sprintf("blk.%d.%s", layer, part) }
		norm(at("attn_norm"), s.Dim)
		norm(at("ffn_norm"), s.Dim)
		if s.Arch == "qwen3" {
			norm(at("attn_q_norm"), s.HeadDim)
			norm(at("attn_k_norm"), s.HeadDim)
		}
		for _, m := range lora.Modules(s.Arch) {
			in, out := s.size(m)
			f.matrix(at(m.String()+".weight"), s.Matrices, in, out, 1)
			if s.biased(m) {
				f.add(at(m.String()+".bias"), gguf.F32, []int{out}, 0, 0.1)
			}
		}
	}
	norm("output_norm", s.Dim)
	if s.Factors {
		f.Add("rope_freqs.weight", gguf.F32, []int{s.HeadDim / 2}, s.factors())
	}
	if !s.Tied {
		f.matrix("output.weight", s.Matrices, s.Dim, s.Vocab, 1)
	}
	return f.Writer
}

// Adapter returns the file of an adapter that changes all linear layers of the
// model by about a tenth, to be written once.
func (s Shape) Adapter(low Low, seed uint64) *gguf.Writer {
	f := &file{Writer: gguf.NewWriter(), seed: seed}
	f.Set("general.architecture", s.Arch)
	f.Set("general.type", "adapter")
	f.Set("adapter.type", "lora")
	f.Set("adapter.lora.alpha", low.Alpha)
	gain := 0.1 // of the change, whose scale is alpha/rank
	if low.Alpha != 0 {
		gain *= float64(low.Rank) / float64(low.Alpha)
	}
	for layer := range s.Layers {
		for _, m := range lora.Modules(s.Arch) {
			in, out := s.size(m)
			name := fmt.Sprintf("blk.%d.%v.weight", layer, m)
			f.matrix(name+".lora_a", low.Matrices, in, low.Rank, 1)
			f.matrix(name+".lora_b", low.Matrices, low.Rank, out, gain)
		}
	}
	return f.Writer
}

// size is the shape of a linear layer.
func (s Shape) size(m lora.Module) (in, out int) {
	switch m {
	case lora.QKV:
		return s.Dim, 3 * s.Dim
	case lora.Query:
		return s.Dim, s.Heads * s.HeadDim
	case lora.Key, lora.Value:
		return s.Dim, s.KVHeads * s.HeadDim
	case lora.Output:
		return s.Heads * s.HeadDim, s.Dim
	case lora.Down:
		return s.FFN, s.Dim
	default: // gate and up
		return s.Dim, s.FFN
	}
}

// embeddings is the type of the embeddings.
func (s Shape) embeddings() gguf.Type {
	if s.Embeddings == gguf.F32 {
		return s.Matrices
	}
	return s.Embeddings
}

// biased says whether a linear layer has biases.
func (s Shape) biased(m lora.Module) bool {
	return s.Arch == "gpt2" || s.Arch == "qwen2" && (m == lora.Query || m == lora.Key || m == lora.Value)
}

// factors go from 1 for the fastest pair to 8 for the slowest.
func (s Shape) factors() []byte {
	x := make([]float32, s.HeadDim/2)
	for i := range x {
		x[i] = 1 + float32(7*i)/float32(len(x)-1)
	}
	data, err := gguf.Quantize(gguf.F32, x)
	if err != nil {
		panic(err) // singles can say them
	}
	return data
}

// setConfig writes the keys of the architecture.
func (s Shape) setConfig(w *gguf.Writer) {
	set := func(key string, value any) { w.Set(s.Arch+"."+key, value) }
	w.Set("general.architecture", s.Arch)
	w.Set("general.type", "model")
	w.Set("general.name", "pawgen random model")
	set("block_count", uint32(s.Layers))
	set("context_length", uint32(s.Context))
	set("embedding_length", uint32(s.Dim))
	set("feed_forward_length", uint32(s.FFN))
	set("attention.head_count", uint32(s.Heads))
	if s.Arch == "gpt2" {
		set("attention.layer_norm_epsilon", float32(1e-5))
		return
	}
	set("attention.head_count_kv", uint32(s.KVHeads))
	set("attention.key_length", uint32(s.HeadDim))
	set("attention.value_length", uint32(s.HeadDim))
	set("attention.layer_norm_rms_epsilon", float32(1e-6))
	set("rope.freq_base", float32(1e6))
	if s.Linear != 0 {
		set("rope.scaling.type", "linear")
		set("rope.scaling.factor", s.Linear)
	}
}

// Write writes a file unless it is there, so that large ones are made once. It
// is never there in part. (It is not synced: it can be made again.)
func Write(path string, w io.WriterTo) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // nothing once it is renamed
	_, err = w.WriteTo(f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	return err
}
