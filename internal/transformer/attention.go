package transformer

import "github.com/pawgen/pawgen/internal/kernels"

// row returns the i-th row of cos or sin.
func (m *Model) row(x []float32, i int) []float32 {
	half := m.HeadDim / 2
	return x[i*half:][:half]
}

// normalise sets s.h to the normalised s.x, token by token.
func (m *Model) normalise(s *scratch, weight []float32) {
	for i := range s.n {
		kernels.RMSNorm(s.h[i*m.Dim:][:m.Dim], s.x[i*m.Dim:][:m.Dim], weight, m.Eps)
	}
}

// turnHeads normalises each head of x, [n, heads*headDim], turns it by its
// token's position and multiplies it by scale.
func (m *Model) turnHeads(s *scratch, x, weight []float32, heads int, scale float32) {
	for i := range s.n {
		for h := range heads {
			head := x[(i*heads+h)*m.HeadDim:][:m.HeadDim]
			kernels.RMSNorm(head, head, weight, m.Eps)
			kernels.Rotate(head, m.row(s.cos, i), m.row(s.sin, i))
			kernels.Scale(head, scale)
		}
	}
}

// keepLast drops all tokens but the last from the buffers that are read after
// a layer's keys and values are made.
func (m *Model) keepLast(s *scratch) {
	last := s.n - 1
	copy(s.x, s.x[last*m.Dim:])
	copy(s.h, s.h[last*m.Dim:])
	copy(s.cos, m.row(s.cos, last))
	copy(s.sin, m.row(s.sin, last))
	s.resize(m.Config, 1, len(s.scores))
	s.in.Set(s.h, 1, m.Dim)
}

// attend sets s.mixed: for each token and head, the values of the tokens up to
// its own, weighted by softmax(q·k). The last s.n of the tokens being appended
// ask; the layer's keys and values have been extended by all of them.
func (m *Model) attend(s *scratch, c *Cache, layer, appended int) {
	width, group := m.KVHeads*m.HeadDim, m.Heads/m.KVHeads
	clear(s.mixed)
	for i := range s.n {
		// How many of the sequence's own rows the token sees.
		own := c.own.n + appended - s.n + i + 1
		scores := s.scores[:c.start+own]
		for h := range m.Heads {
			at := (i*m.Heads + h) * m.HeadDim
			q, out := s.q[at:][:m.HeadDim], s.mixed[at:][:m.HeadDim]
			kv := h / group * m.HeadDim // where the head starts in a row
			done := 0
			for _, r := range c.shared {
				kernels.DotRows(scores[done:done+r.n], r.k[layer][kv:], width, q)
				done += r.n
			}
			kernels.DotRows(scores[done:], c.own.k[layer][kv:], width, q)
			kernels.Softmax(scores)
			done = 0
			for _, r := range c.shared {
				kernels.AddRows(out, r.v[layer][kv:], width, scores[done:done+r.n])
				done += r.n
			}
			kernels.AddRows(out, c.own.v[layer][kv:], width, scores[done:])
		}
	}
}
