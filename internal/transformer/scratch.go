package transformer

import (
	"github.com/pawgen/pawgen/internal/kernels"
	"github.com/pawgen/pawgen/internal/lora"
)

// scratch is the working memory of one Forward over n tokens.
type scratch struct {
	n      int
	x      []float32 // [n, dim] residual stream
	h      []float32 // [n, dim] normalised
	q      []float32 // [n, heads*headDim]
	k, v   []float32 // [n, kvHeads*headDim]
	mixed  []float32 // [n, heads*headDim] what attention read
	gate   []float32 // [n, ffn]
	up     []float32 // [n, ffn]
	delta  []float32 // [n, dim] what a half of a block adds to x
	cos    []float32 // [n, headDim/2]
	sin    []float32 // [n, headDim/2]
	scores []float32 // [min(n, tile), positions]
	rows   kernels.Buffer
	in     kernels.Input
	lora   lora.Scratch
}

// resize sets the buffers' lengths for n tokens of a sequence that then has
// the given number of positions.
func (s *scratch) resize(c Config, n, positions int) {
	s.n = n
	for _, b := range []struct {
		buf  *[]float32
		size int
	}{
		{&s.x, n * c.Dim}, {&s.h, n * c.Dim}, {&s.delta, n * c.Dim},
		{&s.q, n * c.Heads * c.HeadDim}, {&s.mixed, n * c.Heads * c.HeadDim},
		{&s.k, n * c.KVHeads * c.HeadDim}, {&s.v, n * c.KVHeads * c.HeadDim},
		{&s.gate, n * c.FFN}, {&s.up, n * c.FFN},
		{&s.cos, n * c.HeadDim / 2}, {&s.sin, n * c.HeadDim / 2},
		{&s.scores, min(n, tile) * positions},
	} {
		if cap(*b.buf) < b.size {
			*b.buf = make([]float32, b.size)
		}
		*b.buf = (*b.buf)[:b.size]
	}
}

// linear sets dst, [n, outputs], to the product of the input's activations
// with w, changed by the adapter's pair p if there is one.
func (s *scratch) linear(dst []float32, w *kernels.Matrix, p *lora.Pair) {
	w.MatMul(dst, &s.in)
	if p != nil {
		p.Apply(dst, &s.in, &s.lora)
	}
}
