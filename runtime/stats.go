package runtime

import (
	"sync/atomic"

	"github.com/pawgen/pawgen/internal/run/control"
)

// counters are the numbers of a process that only grow, or count programs.
type counters struct {
	programs                   atomic.Int64
	calls, failed              atomic.Uint64
	prefilled, decoded         atomic.Uint64
	computed, restored, stored atomic.Uint64
}

// read counts tokens of prompts and of answers.
func (c *counters) read(prefilled, decoded int) {
	c.prefilled.Add(uint64(prefilled))
	c.decoded.Add(uint64(decoded))
}

// stats returns what the process has done so far.
func (p *process) stats() control.Statistics {
	s := control.Statistics{
		Engine:           p.settings.Engine,
		Threads:          p.settings.Threads,
		Programs:         int(p.count.programs.Load()),
		Calls:            p.count.calls.Load(),
		Failed:           p.count.failed.Load(),
		Prefilled:        p.count.prefilled.Load(),
		Decoded:          p.count.decoded.Load(),
		PrefixesComputed: p.count.computed.Load(),
		PrefixesRestored: p.count.restored.Load(),
		PrefixesSaved:    p.count.stored.Load(),
	}
	s.Prefixes, s.PrefixBytes, s.PrefixesEvicted = p.prefixes.stats()
	p.mu.Lock()
	defer p.mu.Unlock()
	s.Models = len(p.loaded)
	for _, b := range p.loaded {
		done := b.scheduler.Stats()
		s.Batches += done.Batches
		s.Steps += done.Steps
	}
	return s
}
