package transformer

import "github.com/pawgen/pawgen/internal/run/kernels"

// normalise sets s.h to the normalised s.x, token by token.
func (m *Model) normalise(s *scratch, w norm) {
	s.each(m.Dim, func(first, n int) {
		for i := first; i < first+n; i++ {
			h, x := s.h[i*m.Dim:][:m.Dim], s.x[i*m.Dim:][:m.Dim]
			if w.bias != nil {
				kernels.LayerNorm(h, x, w.weight, w.bias, m.Eps)
			} else {
				kernels.RMSNorm(h, x, w.weight, m.Eps)
			}
		}
	})
}

// remember stores all tokens' keys and values, s.k and s.v, in their sequences.
func (m *Model) remember(s *scratch, layer int) {
	width := m.KVHeads * m.HeadDim
	for _, p := range s.parts {
		s.in.Crew.Share(p.n, p.n*2*width*numberCost, func(w *kernels.Work, first, n int) {
			at := (p.first + first) * width
			p.cache.store(layer, p.start+first, s.k[at:][:n*width], s.v[at:][:n*width], w)
		})
	}
}

// tileRows is how many queries look at a page together: their scores stay in
// the cache, and a key that has been loaded serves many.
const tileRows = 32

// tile is some tokens of a part of the batch, and one of the heads of keys and
// values.
type tile struct {
	part
	head int
}

// tiles cuts the parts that ask into tiles of at most n tokens.
func (s *scratch) tiles(heads, n int) []tile {
	s.tileList = s.tileList[:0]
	for _, p := range s.parts {
		for first := 0; first < p.n; first += n {
			t := tile{part: p}
			t.first, t.start, t.n = p.first+first, p.start+first, min(n, p.n-first)
			for t.head = range heads {
				s.tileList = append(s.tileList, t)
			}
		}
	}
	return s.tileList
}

// attend sets s.mixed: for each token and head, the values of the tokens up to
// its own, weighted by softmax(q·k). All keys and values have been stored.
func (m *Model) attend(s *scratch, layer int) {
	tiles := s.tiles(m.KVHeads, max(1, tileRows*m.KVHeads/m.Heads))
	cost := 0
	for _, t := range tiles {
		cost += 4 * t.n * (t.start + t.n) * m.HeadDim * m.Heads / m.KVHeads
	}
	s.in.Crew.Share(len(tiles), cost, func(w *kernels.Work, first, n int) {
		for _, t := range tiles[first : first+n] {
			m.attendTile(s, t, layer, w)
		}
	})
}

// attendTile does one tile. Its rows are its tokens' queries, those of the heads
// that share keys and values after each other.
func (m *Model) attendTile(s *scratch, t tile, layer int, w *kernels.Work) {
	dim, group := m.HeadDim, m.Heads/m.KVHeads
	rows, all := t.n*group, t.start+t.n
	of := func(x []float32, row int) []float32 {
		return x[((t.first+row/group)*m.Heads+t.head*group+row%group)*dim:][:dim]
	}
	k := w.Tile(rows, dim, all)
	for r := range rows {
		k.SetQuery(r, of(s.q, r))
	}
	t.eachPage(func(v view, n int) { k.Score(v.start, n, m.head(v.page, layer, t.head)) })
	for r := range rows {
		k.Weigh(r, t.start+r/group+1)
	}
	t.eachPage(func(v view, n int) { k.Mix(v.start, n, m.head(v.page, layer, t.head)) })
	for r := range rows {
		k.Result(r, of(s.mixed, r))
	}
}

// eachPage calls do with all pages that the tile's tokens see, and with how many
// tokens of each.
func (t tile) eachPage(do func(v view, n int)) {
	for _, v := range t.cache.views {
		if n := min(v.n, t.start+t.n-v.start); n > 0 {
			do(v, n)
		}
	}
}
