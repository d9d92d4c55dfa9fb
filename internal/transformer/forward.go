package transformer

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/pawgen/pawgen/internal/kernels"
	"github.com/pawgen/pawgen/internal/lora"
)

// ErrContext is returned, wrapped, when a sequence would have more tokens than
// the model can take.
var ErrContext = errors.New("transformer: the context is full")

// piece is how many tokens go through the model together, so that working
// memory does not grow with the prompt.
const piece = 256

// Forward appends tokens to the sequence c and returns the last one's hidden
// state after the final normalisation, [dim], new memory. The adapter may be
// nil. After an error, c is as it was.
//
// If capture is not nil, it is called with each block's output x, [len(tokens),
// dim], and then, with layer == Layers, with the final-normed states of all
// tokens. The slices are valid during the call only.
func (m *Model) Forward(ctx context.Context, c *Cache, a *lora.Adapter, tokens []int32,
	capture func(layer int, x []float32)) ([]float32, error) {
	if err := m.check(c, a, tokens); err != nil {
		return nil, err
	}
	s := m.scratch.Get().(*scratch)
	defer m.scratch.Put(s)
	before := c.own.n
	for len(tokens) > 0 {
		n := min(piece, len(tokens))
		if capture != nil { // wants all tokens at once
			n = len(tokens)
		}
		if err := m.forward(ctx, s, c, a, tokens[:n], capture); err != nil {
			c.own.n = before
			return nil, err
		}
		tokens = tokens[n:]
	}
	hidden := s.h[(s.n-1)*m.Dim:][:m.Dim]
	return append([]float32(nil), hidden...), nil
}

// forward is the model: it leaves the final-normed states in s.h, only the
// last token's if there is no capture.
func (m *Model) forward(ctx context.Context, s *scratch, c *Cache, a *lora.Adapter, tokens []int32,
	capture func(layer int, x []float32)) error {
	s.resize(m.Config, len(tokens), c.Len()+len(tokens))
	for i, token := range tokens {
		m.embedding.Row(s.x[i*m.Dim:][:m.Dim], int(token))
		kernels.Angles(m.row(s.cos, i), m.row(s.sin, i), m.frequencies, c.Len()+i)
	}
	for l := range m.layers {
		if err := ctx.Err(); err != nil {
			return err
		}
		w, p := &m.layers[l], a.Layer(l)

		// Attention: x += Wo · attention(rope(norm(Wq h)), rope(norm(Wk h)), Wv h), h = norm(x).
		m.normalise(s, w.attnNorm)
		s.in.Set(s.h, s.n, m.Dim)
		s.linear(s.k, w.linear[lora.Key], p[lora.Key])
		s.linear(s.v, w.linear[lora.Value], p[lora.Value])
		m.turnHeads(s, s.k, w.kNorm, m.KVHeads, 1)
		c.extend(l, s.k, s.v)
		if l == m.Layers-1 && capture == nil {
			m.keepLast(s) // nothing else reads the other tokens any more
		}
		s.linear(s.q, w.linear[lora.Query], p[lora.Query])
		m.turnHeads(s, s.q, w.qNorm, m.Heads, float32(1/math.Sqrt(float64(m.HeadDim))))
		m.attend(s, c, l, len(tokens))
		s.in.Set(s.mixed, s.n, m.Heads*m.HeadDim)
		s.linear(s.delta, w.linear[lora.Output], p[lora.Output])
		kernels.Add(s.x, s.delta)

		// Feed-forward: x += Wdown (silu(Wgate h) * Wup h), h = norm(x).
		m.normalise(s, w.ffnNorm)
		s.in.Set(s.h, s.n, m.Dim)
		s.linear(s.gate, w.linear[lora.Gate], p[lora.Gate])
		s.linear(s.up, w.linear[lora.Up], p[lora.Up])
		kernels.SwiGLU(s.gate, s.up)
		s.in.Set(s.gate, s.n, m.FFN)
		s.linear(s.delta, w.linear[lora.Down], p[lora.Down])
		kernels.Add(s.x, s.delta)
		if capture != nil {
			capture(l, s.x)
		}
	}
	m.normalise(s, m.norm)
	if capture != nil {
		capture(m.Layers, s.h)
	}
	c.commit(len(tokens))
	return nil
}

// check returns an error if Forward cannot do what it is asked.
func (m *Model) check(c *Cache, a *lora.Adapter, tokens []int32) error {
	if c.model != m {
		return errors.New("transformer: the cache is another model's")
	}
	if len(tokens) == 0 {
		return errors.New("transformer: no tokens")
	}
	if len(tokens) > m.Context-c.Len() {
		return fmt.Errorf("%w: %d tokens and %d more, the most is %d", ErrContext, c.Len(), len(tokens), m.Context)
	}
	for _, t := range tokens {
		if t < 0 || int(t) >= m.Vocab {
			return fmt.Errorf("transformer: token %d is not in the vocabulary of %d", t, m.Vocab)
		}
	}
	return m.Check(a)
}

// Check returns an error if the adapter does not fit the model.
func (m *Model) Check(a *lora.Adapter) error {
	if a.Layers() > m.Layers {
		return fmt.Errorf("transformer: the adapter changes %d layers, the model has %d", a.Layers(), m.Layers)
	}
	for l := range a.Layers() {
		for module, p := range a.Layer(l) {
			if p == nil {
				continue
			}
			rows, cols := m.shape(lora.Module(module))
			if p.A.Cols() != cols || p.B.Rows() != rows {
				return fmt.Errorf("transformer: the adapter's %v of layer %d is %d to %d, the model's %d to %d",
					lora.Module(module), l, p.A.Cols(), p.B.Rows(), cols, rows)
			}
		}
	}
	return nil
}
