package transformer

import (
	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/lora"
)

// scratch is the working memory of one forward pass over n tokens.
type scratch struct {
	n     int
	parts []part    // whose tokens they are
	x     []float32 // [n, dim] residual stream
	h     []float32 // [n, dim] normalised
	qkv   []float32 // [n, 3*dim], where one matrix gives all three
	q     []float32 // [n, heads*headDim]
	k, v  []float32 // [n, kvHeads*headDim]
	mixed []float32 // [n, heads*headDim] what attention read
	gate  []float32 // [n, ffn], where there is one
	up    []float32 // [n, ffn]
	delta []float32 // [n, dim] what a half of a block adds to x
	cos   []float32 // [n, headDim/2]
	sin   []float32 // [n, headDim/2]
	pairs []float32 // [n, headDim] a head before its pairs are turned, where they are neighbours

	logits   []float32 // [vocab]
	in       kernels.Input
	partIn   kernels.Input    // of the tokens with one adapter
	lora     []*lora.Scratch  // one for each adapter of the batch
	changes  []kernels.Change // of the module at hand
	tileList []tile
}

// borrow returns working memory, and counts the caller as one of the crew until
// giveBack is called.
func (m *Model) borrow() (s *scratch, giveBack func()) {
	s = m.scratch.Get().(*scratch)
	s.in.Crew, s.partIn.Crew = m.crew, m.crew
	leave := m.crew.Join()
	return s, func() {
		leave()
		s.parts = nil
		m.scratch.Put(s)
	}
}

// begin sets the buffers' lengths for the tokens of the parts.
func (s *scratch) begin(c Config, parts []part) {
	s.parts = parts
	n := 0
	for _, p := range parts {
		n += p.n
	}
	s.resize(c, n)
}

// resize sets the buffers' lengths for n tokens.
func (s *scratch) resize(c Config, n int) {
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
		{&s.pairs, n * c.HeadDim}, {&s.cos, n * c.HeadDim / 2}, {&s.sin, n * c.HeadDim / 2},
	} {
		*b.buf = grow(*b.buf, b.size)
	}
}

// grow returns a slice of length n, s itself if it is long enough.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return append(make([]T, 0, n), s...)[:n]
	}
	return s[:n]
}

// keepLast drops all tokens but the last of each part: from the listed buffers,
// whose rows are read again, and from all others.
func (s *scratch) keepLast(c Config, buffers ...[]float32) {
	kept := make([]part, len(s.parts))
	for i, p := range s.parts {
		last := p.first + p.n - 1
		for _, b := range buffers {
			width := len(b) / s.n
			copy(b[i*width:][:width], b[last*width:])
		}
		kept[i] = p
		kept[i].first, kept[i].start, kept[i].n = i, p.start+p.n-1, 1
	}
	s.parts = kept
	s.resize(c, len(kept))
}

// numberCost is what [kernels.Crew.Share] counts for a number that is looked at:
// about a nanosecond.
const numberCost = 100

// each calls do for all tokens, in ranges, some at the same time if that pays;
// width is how many numbers of a token it goes over.
func (s *scratch) each(width int, do func(first, n int)) {
	s.in.Crew.Share(s.n, s.n*width*numberCost, func(_ *kernels.Work, first, n int) { do(first, n) })
}

// linear sets dst, [n, outputs], to the product of the input's activations
// with w, changed by the parts' adapters, plus w's bias.
func (s *scratch) linear(dst []float32, w linear, layer int, module lora.Module) {
	w.MatMul(dst, &s.in, s.adapt(layer, module)...)
	if n := len(w.bias); n > 0 {
		for i := 0; i < len(dst); i += n {
			kernels.Add(dst[i:i+n], w.bias)
		}
	}
}

// adapt returns the adapters' changes of a module. Tokens with the same adapter
// are beside each other.
func (s *scratch) adapt(layer int, module lora.Module) []kernels.Change {
	s.changes = s.changes[:0]
	for i := 0; i < len(s.parts); {
		first, a, n := s.parts[i].first, s.parts[i].Adapter, 0
		for ; i < len(s.parts) && s.parts[i].Adapter == a; i++ {
			n += s.parts[i].n
		}
		p := a.Layer(layer)[module]
		if p == nil {
			continue
		}
		in := &s.in
		if n < s.n {
			in = &s.partIn
			in.SetPart(&s.in, first, n)
		}
		if len(s.changes) == len(s.lora) {
			s.lora = append(s.lora, &lora.Scratch{})
		}
		s.changes = append(s.changes, p.Change(in, first, s.lora[len(s.changes)]))
	}
	return s.changes
}
