package transformer

import (
	"fmt"
	"sync"

	"github.com/pawgen/pawgen/internal/gguf"
	"github.com/pawgen/pawgen/internal/kernels"
	"github.com/pawgen/pawgen/internal/lora"
)

// Model is a loaded model. It does not change and is safe for concurrent use.
type Model struct {
	Config

	embedding *kernels.Matrix // [vocab, dim]
	layers    []layer
	norm      []float32       // [dim]
	output    *kernels.Matrix // [vocab, dim]; the embedding, if the file ties them

	frequencies []float64 // [headDim/2], radians per position
	scratch     sync.Pool // of *scratch
}

// layer is the weights of one block.
type layer struct {
	attnNorm []float32 // [dim]
	qNorm    []float32 // [headDim]
	kNorm    []float32 // [headDim]
	ffnNorm  []float32 // [dim]
	linear   [7]*kernels.Matrix
}

// shape returns the outputs and inputs of a block's linear layer.
func (c Config) shape(m lora.Module) (rows, cols int) {
	switch m {
	case lora.Query:
		return c.Heads * c.HeadDim, c.Dim
	case lora.Key, lora.Value:
		return c.KVHeads * c.HeadDim, c.Dim
	case lora.Output:
		return c.Dim, c.Heads * c.HeadDim
	case lora.Down:
		return c.Dim, c.FFN
	default: // gate and up
		return c.FFN, c.Dim
	}
}

// Load makes a model of a file. The model uses the file's bytes, so the file
// must stay open.
func Load(f *gguf.File) (*Model, error) {
	c, err := readConfig(f)
	if err != nil {
		return nil, err
	}
	embedding, ok := f.Tensor("token_embd.weight")
	if !ok || len(embedding.Dims) != 2 {
		return nil, fmt.Errorf("transformer: tensor \"token_embd.weight\" is missing or not a matrix")
	}
	c.Vocab = embedding.Dims[1]
	m := &Model{Config: c}
	l := loader{file: f}
	m.embedding = l.matrix("token_embd.weight", c.Vocab, c.Dim)
	for i := range c.Layers {
		m.layers = append(m.layers, l.layer(c, i))
		if l.err != nil {
			return nil, l.err
		}
	}
	m.norm = l.vector("output_norm.weight", c.Dim)
	m.output = m.embedding
	if _, ok := f.Tensor("output.weight"); ok {
		m.output = l.matrix("output.weight", c.Vocab, c.Dim)
	}
	if l.err != nil {
		return nil, l.err
	}
	m.frequencies = kernels.Frequencies(c.Theta, c.HeadDim)
	m.scratch.New = func() any { return &scratch{} }
	return m, nil
}

// loader finds tensors and checks their shapes. The first failure stays in
// err; after it everything is nil.
type loader struct {
	file *gguf.File
	err  error
}

// layer loads block i.
func (l *loader) layer(c Config, i int) layer {
	name := func(part string) string { return fmt.Sprintf("blk.%d.%s.weight", i, part) }
	w := layer{
		attnNorm: l.vector(name("attn_norm"), c.Dim),
		qNorm:    l.vector(name("attn_q_norm"), c.HeadDim),
		kNorm:    l.vector(name("attn_k_norm"), c.HeadDim),
		ffnNorm:  l.vector(name("ffn_norm"), c.Dim),
	}
	for _, m := range lora.Modules() {
		rows, cols := c.shape(m)
		w.linear[m] = l.matrix(name(m.String()), rows, cols)
	}
	return w
}

// tensor finds a tensor of the given dimensions, the contiguous one first.
func (l *loader) tensor(name string, dims ...int) *gguf.Tensor {
	if l.err != nil {
		return nil
	}
	t, ok := l.file.Tensor(name)
	if !ok {
		l.err = fmt.Errorf("transformer: tensor %q is missing", name)
		return nil
	}
	if fmt.Sprint(t.Dims) != fmt.Sprint(dims) {
		l.err = fmt.Errorf("transformer: tensor %q has dimensions %v, want %v", name, t.Dims, dims)
		return nil
	}
	return t
}

func (l *loader) matrix(name string, rows, cols int) *kernels.Matrix {
	t := l.tensor(name, cols, rows)
	if t == nil {
		return nil
	}
	m, err := kernels.NewMatrix(t.Type, rows, cols, t.Data)
	if err != nil {
		l.err = fmt.Errorf("transformer: tensor %q: %w", name, err)
	}
	return m
}

func (l *loader) vector(name string, n int) []float32 {
	t := l.tensor(name, n)
	if t == nil {
		return nil
	}
	x, err := t.Floats()
	if err != nil {
		l.err = err
	}
	return x
}
