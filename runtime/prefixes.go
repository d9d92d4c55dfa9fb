package runtime

import (
	"container/list"
	"context"
	"sync"

	"github.com/pawgen/pawgen/internal/run/engine"
)

// prefixes keeps the sequences of programs' prefixes within a budget of memory.
// Those that calls are using are kept whatever the budget; of the others, the
// one that was used longest ago goes first.
type prefixes struct {
	budget int64 // bytes

	mu      sync.Mutex
	recent  list.List // of *prefix that have a sequence, the latest used first
	bytes   int64     // of these
	evicted uint64
}

// prefix is the place of one program's prefix.
type prefix struct {
	making chan struct{} // holds a value while a call makes the sequence

	// Guarded by the mu of prefixes.
	seq   engine.Sequence // nil if it is not kept
	bytes int64
	users int // calls that hold it
	place *list.Element
}

func newPrefix() *prefix { return &prefix{making: make(chan struct{}, 1)} }

// hold returns the sequence of a prefix, made by one call for all if it is not
// kept. A call that ends early leaves the work to the next one. The sequence
// stays until release is called.
func (p *prefixes) hold(ctx context.Context, x *prefix, make func() (engine.Sequence, error)) (seq engine.Sequence, release func(), err error) {
	release = func() { p.release(x) }
	if seq := p.find(x); seq != nil {
		return seq, release, nil
	}
	select {
	case x.making <- struct{}{}:
		defer func() { <-x.making }()
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	if seq := p.find(x); seq != nil {
		return seq, release, nil
	}
	if seq, err = make(); err != nil {
		return nil, nil, err
	}
	p.add(x, seq)
	return seq, release, nil
}

// find returns the sequence for one more user, nil if it is not kept.
func (p *prefixes) find(x *prefix) engine.Sequence {
	p.mu.Lock()
	defer p.mu.Unlock()
	if x.seq == nil {
		return nil
	}
	x.users++
	p.recent.MoveToFront(x.place)
	return x.seq
}

// add keeps a sequence that has been made; its maker is the first user.
func (p *prefixes) add(x *prefix, seq engine.Sequence) {
	p.mu.Lock()
	x.seq, x.bytes = seq, int64(seq.Bytes())
	x.users++
	x.place = p.recent.PushFront(x)
	p.bytes += x.bytes
	unwanted := p.evict()
	p.mu.Unlock()
	closeAll(unwanted)
}

// release ends a use.
func (p *prefixes) release(x *prefix) {
	p.mu.Lock()
	x.users--
	unwanted := p.evict()
	p.mu.Unlock()
	closeAll(unwanted)
}

// drop gives up a prefix that nobody uses.
func (p *prefixes) drop(x *prefix) {
	p.mu.Lock()
	var unwanted []engine.Sequence
	if x.seq != nil {
		unwanted = append(unwanted, p.remove(x))
	}
	p.mu.Unlock()
	closeAll(unwanted)
}

// evict takes out sequences until the rest is within the budget. The caller
// holds p.mu, and closes what is returned when it no longer does.
func (p *prefixes) evict() (unwanted []engine.Sequence) {
	for e := p.recent.Back(); e != nil && p.bytes > p.budget; {
		x := e.Value.(*prefix)
		e = e.Prev()
		if x.users == 0 {
			unwanted = append(unwanted, p.remove(x))
			p.evicted++
		}
	}
	return unwanted
}

// remove takes out the sequence of a prefix.
func (p *prefixes) remove(x *prefix) engine.Sequence {
	seq := x.seq
	p.recent.Remove(x.place)
	p.bytes -= x.bytes
	x.seq = nil
	return seq
}

// stats returns how many sequences are kept, their bytes, and how many were evicted.
func (p *prefixes) stats() (kept int, bytes int64, evicted uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.recent.Len(), p.bytes, p.evicted
}

// closeAll closes sequences. There is nobody to tell if that fails.
func closeAll(sequences []engine.Sequence) {
	for _, s := range sequences {
		_ = s.Close()
	}
}
