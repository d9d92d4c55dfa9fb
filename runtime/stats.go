package runtime

import "sync/atomic"

// Statistics are what [Stats] returns.
type Statistics struct {
	Engine   string // its name; "" before the first call
	Threads  int    // most that compute at the same time
	Models   int    // base models in memory
	Programs int    // programs in memory

	Calls  uint64 // that had an answer
	Failed uint64 // that had an error, cancelled ones too

	Prefilled uint64 // tokens of prompts that were read: prefixes and inputs
	Decoded   uint64 // tokens of answers that were written, forced ones too
	Batches   uint64 // that the engine ran
	Steps     uint64 // parts of calls in these batches

	Prefixes         int    // states of programs' prefixes in memory
	PrefixBytes      int64  // the memory that these take
	PrefixesComputed uint64 // by running the model, again after each eviction
	PrefixesRestored uint64 // from saved files, instead
	PrefixesSaved    uint64 // to files
	PrefixesEvicted  uint64 // for want of memory
}

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

// Stats returns what the process has done so far.
func Stats() Statistics {
	setup.Lock()
	started := setup.started
	setup.Unlock()
	if started == nil {
		return Statistics{}
	}
	p, err := started()
	if err != nil {
		return Statistics{}
	}
	return p.stats()
}

func (p *process) stats() Statistics {
	s := Statistics{
		Engine:           p.settings.engine,
		Threads:          p.settings.threads,
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
