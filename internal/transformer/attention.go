package transformer

import "github.com/pawgen/pawgen/internal/kernels"

// normalise sets s.h to the normalised s.x, token by token.
func (m *Model) normalise(s *scratch, w norm) {
	for i := range s.n {
		h, x := s.h[i*m.Dim:][:m.Dim], s.x[i*m.Dim:][:m.Dim]
		if w.bias != nil {
			kernels.LayerNorm(h, x, w.weight, w.bias, m.Eps)
		} else {
			kernels.RMSNorm(h, x, w.weight, m.Eps)
		}
	}
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
