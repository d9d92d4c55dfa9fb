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
	qkv    []float32 // [n, 3*dim], where one matrix gives all three
	q      []float32 // [n, heads*headDim]
	k, v   []float32 // [n, kvHeads*headDim]
	mixed  []float32 // [n, heads*headDim] what attention read
	gate   []float32 // [n, ffn], where there is one
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
	fused, gate := 0, n*c.FFN
	if c.Arch == "gpt2" {
		fused, gate = 3*n*c.Dim, 0
	}
	for _, b := range []struct {
		buf  *[]float32
		size int
	}{
		{&s.x, n * c.Dim}, {&s.h, n * c.Dim}, {&s.delta, n * c.Dim},
		{&s.q, n * c.Heads * c.HeadDim}, {&s.mixed, n * c.Heads * c.HeadDim},
		{&s.k, n * c.KVHeads * c.HeadDim}, {&s.v, n * c.KVHeads * c.HeadDim},
		{&s.qkv, fused}, {&s.gate, gate}, {&s.up, n * c.FFN},
		{&s.cos, n * c.HeadDim / 2}, {&s.sin, n * c.HeadDim / 2},
		{&s.scores, min(n, tile) * positions},
	} {
		if cap(*b.buf) < b.size {
			*b.buf = make([]float32, b.size)
		}
		*b.buf = (*b.buf)[:b.size]
	}
}

// keepLast drops all tokens but the last: from the listed buffers, whose
// rows are read again, and from all others.
func (s *scratch) keepLast(c Config, buffers ...[]float32) {
	for _, b := range buffers {
		width := len(b) / s.n
		copy(b, b[(s.n-1)*width:])
	}
	s.resize(c, 1, len(s.scores)/min(s.n, tile))
}

// linear sets dst, [n, outputs], to the product of the input's activations
// with w, changed by the adapter's pair p if there is one, plus w's bias.
func (s *scratch) linear(dst []float32, w linear, p *lora.Pair) {
	w.MatMul(dst, &s.in)
	if p != nil {
		p.Apply(dst, &s.in, &s.lora)
	}
	if n := len(w.bias); n > 0 {
		for i := 0; i < len(dst); i += n {
			kernels.Add(dst[i:i+n], w.bias)
		}
	}
}
