package llama

import (
	"fmt"

	ollama "github.com/ollama/ollama/llama"
)

const (
	// maxContexts bounds the llama.cpp contexts of a model. What is in the one
	// that was not used for longest is parked to make room for another.
	maxContexts = 8
	// firstCells are the tokens that a new context has room for. It must not be
	// less than maxBatch, because a context takes no larger batches.
	firstCells = maxBatch
)

// pool is the sequences that run with one adapter. A llama.cpp context holds
// their keys and values, one cell for each token; forks share cells. When the
// cells are full, the pool moves to a context with twice as many.
type pool struct {
	model   *model
	adapter *adapter
	context *ollama.Context // nil if there are no tokens, or they are parked
	cells   int
	parked  []byte // state of the context that the pool had
	live    int    // sequences
	closed  []int  // sequences that are still in parked
	free    []int  // numbers of closed sequences
	next    int    // number of the next sequence, if none is free
	used    uint64 // model.clock of the last use
	busy    bool   // in the batch that runs, so not to be parked
}

// newID returns a number for a sequence.
func (p *pool) newID() int {
	p.live++
	if n := len(p.free); n > 0 {
		id := p.free[n-1]
		p.free = p.free[:n-1]
		return id
	}
	p.next++
	return p.next - 1
}

// close forgets a sequence.
func (p *pool) close(id int) {
	p.live--
	switch {
	case p.live == 0 && p.context == nil:
		p.drop()
		p.next, p.free = 0, nil
		return
	case p.context == nil:
		p.closed = append(p.closed, id)
		return // its number is free once it is not in parked any more
	default:
		p.context.KvCacheSeqRm(id, -1, -1)
	}
	p.free = append(p.free, id)
}

// ready makes sure that the pool has a context.
func (p *pool) ready() error {
	p.model.clock++
	p.used = p.model.clock
	if p.context != nil {
		return nil
	}
	p.model.makeRoom()
	return p.open(max(p.cells, firstCells))
}

// open moves what is parked into a new context.
func (p *pool) open(cells int) error {
	m := p.model
	params := ollama.NewContextParams(cells, maxBatch, 1, m.threads, false, "")
	c, err := ollama.NewContextWithModel(m.c, params)
	if err != nil {
		return fmt.Errorf("llama: no memory for the keys and values of %d tokens", cells)
	}
	setup(c, m.stop)
	if p.adapter != nil {
		p.adapter.c.use(c)
	}
	if p.parked != nil && !setState(c, p.parked) {
		freeContext(c)
		return fmt.Errorf("llama: internal error: a state of %d bytes does not fit in %d cells", len(p.parked), cells)
	}
	for _, id := range p.closed {
		c.KvCacheSeqRm(id, -1, -1)
	}
	p.free = append(p.free, p.closed...)
	p.context, p.cells, p.parked, p.closed = c, cells, nil, nil
	return nil
}

// grow doubles the cells.
func (p *pool) grow() error {
	p.park()
	return p.open(2 * p.cells)
}

// park frees the context but keeps what is in it.
func (p *pool) park() {
	if p.live > 0 {
		p.parked = state(p.context)
	} else {
		p.next, p.free = 0, nil
	}
	freeContext(p.context)
	p.context = nil
}

// drop frees the context and forgets what was in it.
func (p *pool) drop() {
	if p.context != nil {
		freeContext(p.context)
	}
	p.context, p.parked, p.closed = nil, nil, nil
}

// makeRoom parks a pool if another would be one too many.
func (m *model) makeRoom() {
	var oldest *pool
	n := 0
	for _, p := range m.pools {
		if p.context == nil {
			continue
		}
		n++
		if !p.busy && (oldest == nil || p.used < oldest.used) {
			oldest = p
		}
	}
	if n >= maxContexts && oldest != nil {
		oldest.park()
	}
}
