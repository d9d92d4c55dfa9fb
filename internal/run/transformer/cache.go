package transformer

import (
	"slices"

	"github.com/pawgen/pawgen/internal/run/kernels"
)

// Cache is a sequence so far: the keys and values of its tokens. One cache
// must not be used by two goroutines at once, except for [Cache.Fork] and
// [Cache.Len] while nobody appends to it.
type Cache struct {
	model *Model
	views []view // of all tokens, and of those that are being appended
	own   int    // the views from this one on are of pages that nobody else has
	start int    // tokens in the views before own
	n     int    // tokens
}

// page holds the keys and values of up to 16 successive tokens, of all layers and
// heads: [layers, kvHeads] heads as package kernels wants them.
type page struct {
	integers []int8
	scales   []float32
}

// view is the first tokens of a page, which others may go on filling.
type view struct {
	*page
	start int // the position of the first
	n     int
}

// NewCache returns an empty sequence.
func (m *Model) NewCache() *Cache { return &Cache{model: m} }

// Len returns the number of tokens in the sequence.
func (c *Cache) Len() int { return c.n }

// Fork returns a sequence that continues after c's tokens. It shares what c
// holds now; what either appends later is its own, so many forks may go on at
// once.
func (c *Cache) Fork() *Cache {
	return &Cache{model: c.model, views: slices.Clone(c.views), own: len(c.views), start: c.n, n: c.n}
}

// Bytes returns the memory of the pages that the sequence does not share with
// one that it was forked from.
func (c *Cache) Bytes() int {
	integers, scales := c.model.pageSize()
	return (len(c.views) - c.own) * (integers + 4*scales)
}

// pageSize is how many integers and scales a page has.
func (m *Model) pageSize() (integers, scales int) {
	integers, scales = kernels.HeadSize(m.HeadDim)
	return m.Layers * m.KVHeads * integers, m.Layers * m.KVHeads * scales
}

// Free gives the sequence's own pages back, for other sequences. Neither it nor
// a fork of it may be used any more.
func (c *Cache) Free() {
	for _, v := range c.views[c.own:] {
		c.model.pages.Put(v.page)
	}
	c.views = nil
}

func (m *Model) newPage() *page {
	integers, scales := m.pageSize()
	return &page{make([]int8, integers), make([]float32, scales)}
}

// Truncate drops all but the first n tokens, none of them shared ones.
func (c *Cache) Truncate(n int) {
	if n < c.start || n > c.n {
		panic("transformer: internal error: truncating to tokens that are not the sequence's own")
	}
	c.n = n
	c.drop()
}

// reserve makes room for n more tokens, which count only once [Cache.commit]
// is called.
func (c *Cache) reserve(n int) {
	for n > 0 {
		if last := len(c.views) - 1; last >= c.own && c.views[last].n < kernels.PageTokens {
			more := min(n, kernels.PageTokens-c.views[last].n)
			c.views[last].n += more
			n -= more
			continue
		}
		start := 0
		if last := len(c.views) - 1; last >= 0 {
			start = c.views[last].start + c.views[last].n
		}
		p := c.model.pages.Get().(*page)
		clear(p.integers) // of other sequences' tokens, which must not get into a saved state
		clear(p.scales)
		c.views = append(c.views, view{p, start, 0})
	}
}

// commit makes n tokens, for which there is room and whose keys and values every
// layer has stored, part of the sequence.
func (c *Cache) commit(n int) { c.n += n }

// drop gives back the room for tokens that are not part of the sequence.
func (c *Cache) drop() {
	for last := len(c.views) - 1; last >= c.own; last-- {
		v := &c.views[last]
		if v.start < c.n {
			v.n = min(v.n, c.n-v.start)
			return
		}
		c.model.pages.Put(v.page)
		c.views = c.views[:last]
	}
}

// head returns one head of a page.
func (m *Model) head(p *page, layer, h int) kernels.Head {
	integers, scales := kernels.HeadSize(m.HeadDim)
	i := layer*m.KVHeads + h
	return kernels.HeadOf(m.HeadDim, p.integers[i*integers:][:integers], p.scales[i*scales:][:scales])
}

// store stores the keys and values, [n, kvHeads*headDim], of tokens from
// position start on, for which there is room.
func (c *Cache) store(layer, start int, k, v []float32, w *kernels.Work) {
	m := c.model
	width := m.KVHeads * m.HeadDim
	i, _ := slices.BinarySearchFunc(c.views, start, func(v view, start int) int { return v.start + v.n - 1 - start })
	for ; len(k) > 0; k, v, start = k[width:], v[width:], start+1 {
		if start == c.views[i].start+c.views[i].n {
			i++
		}
		for h := range m.KVHeads {
			at := h * m.HeadDim
			m.head(c.views[i].page, layer, h).Store(start-c.views[i].start, k[at:][:m.HeadDim], v[at:][:m.HeadDim], w)
		}
	}
}
