package transformer

import (
	"context"
	"errors"
	"fmt"

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

// forward is the model, but for its architecture's block: it leaves the final-normed states in s.h, only the
// last token's if there is no capture.
func (m *Model) forward(ctx context.Context, s *scratch, c *Cache, a *lora.Adapter, tokens []int32,
	capture func(layer int, x []float32)) error {
	s.resize(m.Config, len(tokens), c.Len()+len(tokens))
	for i, token := range tokens {
		m.embedding.Row(s.x[i*m.Dim:][:m.Dim], int(token))
	}
	m.arch.place(m, s, c.Len())
	for l := range m.layers {
		if err := ctx.Err(); err != nil {
			return err
		}
		// Nothing reads the other tokens' results of the last block.
		lastOnly := l == m.Layers-1 && capture == nil
		m.arch.block(m, s, c, l, a.Layer(l), lastOnly)
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
			module, w := lora.Module(module), m.layers[l].linear[module]
			if w.Matrix == nil {
				return fmt.Errorf("transformer: the adapter changes %v of layer %d, which %s does not have", module, l, m.Arch)
			}
			if p.A.Cols() != w.Cols() || p.B.Rows() != w.Rows() {
				return fmt.Errorf("transformer: the adapter's %v of layer %d is %d to %d, the model's %d to %d",
					module, l, p.A.Cols(), p.B.Rows(), w.Cols(), w.Rows())
			}
		}
	}
	return nil
}
