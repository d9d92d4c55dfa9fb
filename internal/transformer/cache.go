package transformer

import "slices"

// Cache is a sequence so far: the keys and values of its tokens. One cache
// must not be used by two goroutines at once, except for [Cache.Fork] and
// [Cache.Len] while nobody appends to it.
type Cache struct {
	model  *Model
	shared []rows // of the sequences that this one continues, oldest first
	start  int    // their tokens
	own    rows
}

// rows are the keys and values of n successive tokens. Layers' slices may be
// longer than that while, or after, a Forward did not finish.
type rows struct {
	n    int
	k, v [][]float32 // [layers][n, kvHeads*headDim]
}

// NewCache returns an empty sequence.
func (m *Model) NewCache() *Cache {
	return &Cache{model: m, own: m.newRows()}
}

func (m *Model) newRows() rows {
	return rows{k: make([][]float32, m.Layers), v: make([][]float32, m.Layers)}
}

// Len returns the number of tokens in the sequence.
func (c *Cache) Len() int { return c.start + c.own.n }

// Fork returns a sequence that continues after c's tokens. It shares what c
// holds now; what either appends later is its own, so many forks may go on at
// once.
func (c *Cache) Fork() *Cache {
	f := &Cache{model: c.model, start: c.Len(), own: c.model.newRows()}
	f.shared = append(f.shared, c.shared...)
	if c.own.n > 0 {
		// c's next tokens replace the slices in its lists, so f has its own lists.
		f.shared = append(f.shared, rows{n: c.own.n, k: slices.Clone(c.own.k), v: slices.Clone(c.own.v)})
	}
	return f
}

// extend appends the keys and values, [tokens, kvHeads*headDim], of one layer.
// They count only once [Cache.commit] is called.
func (c *Cache) extend(layer int, k, v []float32) {
	width := c.model.KVHeads * c.model.HeadDim
	c.own.k[layer] = append(c.own.k[layer][:c.own.n*width], k...)
	c.own.v[layer] = append(c.own.v[layer][:c.own.n*width], v...)
}

// commit makes n tokens that every layer has been extended by part of the
// sequence.
func (c *Cache) commit(n int) { c.own.n += n }

// Truncate drops all but the first n tokens. Those of the sequence that c
// continues cannot be dropped.
func (c *Cache) Truncate(n int) { c.own.n = n - c.start }
