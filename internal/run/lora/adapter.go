package lora

import (
	"fmt"
	"slices"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
)

// Module is a linear layer of a block that an adapter may change.
type Module int

// The modules of the architectures, see [Modules].
const (
	Query Module = iota
	Key
	Value
	Output
	Gate
	Up
	Down
	QKV     // query, key and value in one matrix
	modules // their number
)

// stems are the modules' names in GGUF files.
var stems = [modules]string{"attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down", "attn_qkv"}

// String returns the module's name in GGUF files, "attn_q".
func (m Module) String() string { return stems[m] }

// parseModule returns the module of a name in GGUF files.
func parseModule(stem string) (Module, bool) {
	i := slices.Index(stems[:], stem)
	return Module(i), i >= 0
}

// Modules returns the modules of an architecture as GGUF files call it, nil if
// it is unknown. The order is that of a published compiler's coefficients,
// which sorts the layers by their names in Hugging Face's models.
func Modules(architecture string) []Module {
	switch architecture {
	case "llama", "qwen2", "qwen3": // down_proj, gate_proj, k_proj, o_proj, q_proj, up_proj, v_proj
		return []Module{Down, Gate, Key, Output, Query, Up, Value}
	case "gpt2": // attn_c_proj, c_attn, c_fc, mlp_c_proj
		return []Module{Output, QKV, Up, Down}
	}
	return nil
}

// Pair is the change to one module: y += Scale * B(A x).
type Pair struct {
	A     *kernels.Matrix // [rank, inputs]
	B     *kernels.Matrix // [outputs, rank]
	Scale float32         // alpha / rank

	alpha float32
	a, b  *gguf.Tensor // where A and B came from; nil if they were mixed
}

// Layer holds the pairs of one block, nil where the module is as it was.
type Layer [modules]*Pair

// Adapter is the change to a whole model. It does not change and is safe for
// concurrent use. A nil adapter changes nothing.
type Adapter struct {
	arch   string // of the models that it is for; "" if that is not known
	layers []Layer
}

// Architecture returns the architecture of the models that the adapter's file is
// for, "" for a nil adapter and one that was mixed.
func (a *Adapter) Architecture() string {
	if a == nil {
		return ""
	}
	return a.arch
}

// Layers returns how many of the model's blocks, from the first on, the
// adapter may change.
func (a *Adapter) Layers() int {
	if a == nil {
		return 0
	}
	return len(a.layers)
}

// Layer returns the pairs of block l, which may be past the last one changed.
func (a *Adapter) Layer(l int) Layer {
	if l < a.Layers() {
		return a.layers[l]
	}
	return Layer{}
}

// matrices returns all of the adapter.
func (a *Adapter) matrices() (list []*kernels.Matrix) {
	for _, layer := range a.layers {
		for _, p := range layer {
			if p != nil {
				list = append(list, p.A, p.B)
			}
		}
	}
	return list
}

// newPair checks that a and b belong together.
func newPair(a, b *kernels.Matrix, alpha float32) (*Pair, error) {
	if a.Rows() != b.Cols() {
		return nil, fmt.Errorf("lora_a has rank %d, lora_b %d", a.Rows(), b.Cols())
	}
	return &Pair{A: a, B: b, Scale: alpha / float32(a.Rows()), alpha: alpha}, nil
}

// Scratch is the working memory of [Pair.Change]; the zero value is ready.
type Scratch struct {
	low []float32 // [tokens, rank]
	in  kernels.Input
}

// Change computes the first half of the change for the activations in: what a
// product with the module's own weight is to add to the tokens from first on. It
// is valid until s is used again.
func (p *Pair) Change(in *kernels.Input, first int, s *Scratch) kernels.Change {
	rank := p.A.Rows()
	if n := in.Tokens() * rank; cap(s.low) < n {
		s.low = make([]float32, n)
	} else {
		s.low = s.low[:n]
	}
	p.A.MatMul(s.low, in)
	kernels.Scale(s.low, p.Scale)
	s.in.Crew = in.Crew
	s.in.Set(s.low, in.Tokens(), rank)
	return kernels.Change{First: first, B: p.B, In: &s.in}
}
