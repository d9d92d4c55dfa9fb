package llama

import "github.com/pawgen/pawgen/internal/run/engine"

// sequence is a sequence of a pool.
type sequence struct {
	pool   *pool
	id     int // in the pool's context
	tokens int
	shared int // tokens of the sequence that this one continues
}

// Len returns the number of tokens.
func (s *sequence) Len() int { return s.tokens }

// Fork returns a sequence in the same pool that uses the same cells.
func (s *sequence) Fork() (engine.Sequence, error) {
	p := s.pool
	p.model.mu.Lock()
	defer p.model.mu.Unlock()
	f := &sequence{pool: p, id: p.newID(), tokens: s.tokens, shared: s.tokens}
	if s.tokens == 0 {
		return f, nil
	}
	if err := p.ready(); err != nil {
		p.close(f.id)
		return nil, err
	}
	p.context.KvCacheSeqCp(s.id, f.id, -1, -1)
	return f, nil
}

// Bytes counts the cells of the sequence's own tokens.
func (s *sequence) Bytes() int { return (s.tokens - s.shared) * s.pool.model.cellBytes() }

// cellBytes is the size of a token's keys and values in half precision.
func (m *model) cellBytes() int {
	const half = 2
	c := m.checked
	return c.Layers * 2 * c.KVHeads * c.HeadDim * half
}

// truncate takes back all but the first n tokens.
func (s *sequence) truncate(n int) {
	if s.pool.context != nil {
		s.pool.context.KvCacheSeqRm(s.id, n, -1)
	}
	s.tokens = n
}

// Close forgets the sequence. It does nothing once it, its adapter or its
// model is closed.
func (s *sequence) Close() error {
	p := s.pool
	p.model.mu.Lock()
	defer p.model.mu.Unlock()
	if s.id >= 0 && p.model.pools[p.adapter] == p {
		p.close(s.id)
	}
	s.id = -1
	return nil
}
