package transformer

import (
	"slices"

	"github.com/pawgen/pawgen/internal/kernels"
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

// page holds the keys and values of up to 16 successive tokens, in half
// precision. They are those of all layers and heads, each head's as package
// kernels wants them: [layers, kvHeads, headDim*16].
type page struct {
	keys, values []uint16
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
func (c *Cache) Bytes() int { return (len(c.views) - c.own) * 2 * 2 * c.model.pageSize() }

// pageSize is how many numbers the keys of a page are.
func (m *Model) pageSize() int { return m.Layers * m.KVHeads * m.HeadDim * kernels.PageTokens }

// Free gives the sequence's own pages back, for other sequences. Neither it nor
// a fork of it may be used any more.
func (c *Cache) Free() {
	for _, v := range c.views[c.own:] {
		c.model.pages.Put(v.page)
	}
	c.views = nil
}

func (m *Model) newPage() *page {
	size := m.pageSize()
	numbers := make([]uint16, 2*size)
	return &page{numbers[:size], numbers[size:]}
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
		clear(p.keys) // of other sequences' tokens, which must not get into a saved state
		clear(p.values)
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

// head returns the keys and values of one head of a page.
func (m *Model) head(p *page, layer, h int) (keys, values []uint16) {
	size := m.HeadDim * kernels.PageTokens
	at := (layer*m.KVHeads + h) * size
	return p.keys[at:][:size], p.values[at:][:size]
}

// store stores the keys and values, [n, kvHeads*headDim], of tokens from
// position start on, for which there is room. The keys are rounded to half
// precision in halves, [16, kvHeads*headDim].
func (c *Cache) store(layer, start int, k, v []float32, halves []uint16) {
	m := c.model
	width := m.KVHeads * m.HeadDim
	i, _ := slices.BinarySearchFunc(c.views, start, func(v view, start int) int { return v.start + v.n - 1 - start })
	for len(k) > 0 {
		at := start - c.views[i].start
		n := min(c.views[i].n-at, len(k)/width)
		kernels.Halves(halves[:n*width], k[:n*width])
		for h := range m.KVHeads {
			keys, values := m.head(c.views[i].page, layer, h)
			kernels.StoreKeys(keys, at, halves[h*m.HeadDim:], width, n)
			for t := range n {
				kernels.Halves(values[(at+t)*m.HeadDim:][:m.HeadDim], v[t*width+h*m.HeadDim:][:m.HeadDim])
			}
		}
		k, v, start, i = k[n*width:], v[n*width:], start+n, i+1
	}
}
