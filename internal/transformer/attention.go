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

// tile is how many tokens attend together: their scores are in memory at once.
const tile = 16

// attend sets s.mixed: for each token and head, the values of the tokens up to
// its own, weighted by softmax(q·k). The last s.n of the tokens being appended
// ask; the layer's keys and values have been extended by all of them.
func (m *Model) attend(s *scratch, c *Cache, layer, appended int) {
	group := m.Heads / m.KVHeads
	clear(s.mixed)
	for first := 0; first < s.n; first += tile {
		n := min(tile, s.n-first)
		// How many of the sequence's own rows the first of the tokens sees.
		own := c.own.n + appended - s.n + first + 1
		for h := range m.Heads {
			at := (first*m.Heads + h) * m.HeadDim
			q := kernels.Rows{Data: s.q[at:], N: n, Width: m.HeadDim, Stride: m.Heads * m.HeadDim}
			out := kernels.Rows{Data: s.mixed[at:], N: n, Width: m.HeadDim, Stride: m.Heads * m.HeadDim}
			m.attendHead(s, c, layer, h/group*m.HeadDim, own, q, out)
		}
	}
}

// attendHead does one head for tokens that see own, own+1, ... of the
// sequence's own rows; at is where the head starts in a row.
func (m *Model) attendHead(s *scratch, c *Cache, layer, at, own int, q, out kernels.Rows) {
	width := m.KVHeads * m.HeadDim
	head := func(x []float32, first, n int) kernels.Rows {
		return kernels.Rows{Data: x[first*width+at:], N: n, Width: m.HeadDim, Stride: width}
	}
	all := c.start + own + q.N - 1
	scores := kernels.Rows{Data: s.scores, N: q.N, Width: all, Stride: all}
	// part is the columns of the scores from first on of the tokens from t on.
	part := func(t, first int) kernels.Rows {
		return kernels.Rows{Data: s.scores[t*all+first:], N: q.N - t, Width: all - first, Stride: all}
	}

	done := 0
	for _, r := range c.shared {
		kernels.DotAll(part(0, done), head(r.k[layer], 0, r.n), q, &s.rows)
		done += r.n
	}
	// The last scores of the earlier tokens, which they must not see, are unused.
	kernels.DotAll(part(0, done), head(c.own.k[layer], 0, own+q.N-1), q, &s.rows)
	for t := range q.N {
		kernels.Softmax(scores.Row(t)[:c.start+own+t])
	}
	done = 0
	for _, r := range c.shared {
		kernels.AddAll(out, head(r.v[layer], 0, r.n), part(0, done), &s.rows)
		done += r.n
	}
	kernels.AddAll(out, head(c.own.v[layer], 0, own), part(0, done), &s.rows)
	for t := 1; t < q.N; t++ { // what the t-th sees more than the first
		one := kernels.Rows{Data: out.Row(t), N: 1, Width: m.HeadDim}
		weights := part(t, done+own)
		weights.N = 1
		kernels.AddAll(one, head(c.own.v[layer], own, t), weights, &s.rows)
	}
}
