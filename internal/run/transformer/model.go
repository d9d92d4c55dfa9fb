package transformer

import (
	"cmp"
	"fmt"
	"sync"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/lora"
)

// Model is a loaded model. It does not change and is safe for concurrent use.
type Model struct {
	Config
	arch architecture

	embedding *kernels.Matrix // [vocab, dim]
	layers    []layer
	norm      norm
	output    *kernels.Matrix // [vocab, dim]; the embedding, if the file ties them

	scale       float32         // of queries
	frequencies []float64       // of rotary positions: [headDim/2], radians per position
	positions   *kernels.Matrix // learned ones: [context, dim]
	scratch     sync.Pool       // of *scratch
	pages       sync.Pool       // of *page, with arbitrary numbers
	crew        *kernels.Crew   // nil: everybody computes alone
}

// layer is the weights of one block.
type layer struct {
	attnNorm norm
	qNorm    []float32 // [headDim], Qwen3's; nil for others
	kNorm    []float32 // [headDim], Qwen3's; nil for others
	ffnNorm  norm
	linear   linears
}

// norm is the weights of a normalisation: LayerNorm if it has a bias, RMSNorm
// if not.
type norm struct {
	weight, bias []float32 // [dim]
}

// linear is a linear layer.
type linear struct {
	*kernels.Matrix
	bias []float32 // [outputs], or empty
}

// linears are a block's linear layers; those that the architecture has not are
// empty.
type linears [len(lora.Layer{})]linear

// shape returns the outputs and inputs of a block's linear layer.
func (c Config) shape(m lora.Module) (rows, cols int) {
	switch m {
	case lora.QKV:
		return 3 * c.Dim, c.Dim
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
	name, arch, err := architectureOf(f)
	if err != nil {
		return nil, err
	}
	k := &keys{file: f, arch: name, read: map[string]bool{}}
	c := arch.config(k)
	if k.err != nil {
		return nil, k.err
	}
	c.Arch = name
	embedding, ok := f.Tensor("token_embd.weight")
	if !ok || len(embedding.Dims) != 2 {
		return nil, fmt.Errorf("transformer: tensor \"token_embd.weight\" is missing or not a matrix")
	}
	c.Vocab = embedding.Dims[1]
	m := &Model{Config: c, arch: arch}
	l := loader{file: f, arch: arch, used: map[string]bool{}}
	m.embedding = l.matrix("token_embd.weight", c.Vocab, c.Dim)
	for i := range c.Layers {
		m.layers = append(m.layers, arch.layer(&l, c, i))
		if l.err != nil {
			return nil, l.err
		}
	}
	m.norm = l.norm("output_norm", c.Dim)
	m.output = m.embedding
	if l.has("output.weight", sometimes) {
		m.output = l.matrix("output.weight", c.Vocab, c.Dim)
	}
	arch.finish(&l, k, m)
	k.check(arch.keys)
	l.check(name)
	if err := cmp.Or(k.err, l.err); err != nil {
		return nil, err
	}
	kernels.Gather(m.matrices())
	m.scratch.New = func() any { return &scratch{} }
	m.pages.New = func() any { return m.newPage() }
	return m, nil
}

// Weights returns the number of weights in the linear layers.
func (m *Model) Weights() int {
	n := 0
	for _, w := range m.matrices() {
		n += w.Rows() * w.Cols()
	}
	return n - m.output.Rows()*m.output.Cols()
}

// matrices returns those of the linear layers and the output.
func (m *Model) matrices() []*kernels.Matrix {
	list := []*kernels.Matrix{m.output}
	for _, l := range m.layers {
		for _, w := range l.linear {
			if w.Matrix != nil {
				list = append(list, w.Matrix)
			}
		}
	}
	return list
}

// Use sets who shares the work of forward passes. It must be called before the
// model is used.
func (m *Model) Use(crew *kernels.Crew) { m.crew = crew }

// loader finds tensors and checks their shapes. The first failure stays in
// err; after it everything is nil.
type loader struct {
	file *gguf.File
	arch architecture
	used map[string]bool // the tensors that were loaded
	err  error
}

// linears loads the linear layers of block i.
func (l *loader) linears(c Config, i int) (w linears) {
	for _, m := range lora.Modules(c.Arch) {
		name := fmt.Sprintf("blk.%d.%v", i, m)
		rows, cols := c.shape(m)
		w[m].Matrix = l.matrix(name+".weight", rows, cols)
		if l.has(name+".bias", l.arch.biased(m)) {
			w[m].bias = l.vector(name+".bias", rows)
		}
	}
	return w
}

// has says whether to load a tensor.
func (l *loader) has(name string, p presence) bool {
	_, ok := l.file.Tensor(name)
	return p == always || p == sometimes && ok
}

// check refuses a tensor that was not loaded, because it may change answers.
func (l *loader) check(arch string) {
	for _, t := range l.file.Tensors() {
		if l.err == nil && !l.used[t.Name] {
			l.err = fmt.Errorf("transformer: tensor %q has no place in a model of architecture %s with these keys", t.Name, arch)
		}
	}
}

// norm loads the weights of a normalisation.
func (l *loader) norm(name string, n int) (w norm) {
	w.weight = l.vector(name+".weight", n)
	if l.arch.layerNorm {
		w.bias = l.vector(name+".bias", n)
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
	l.used[name] = true
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
