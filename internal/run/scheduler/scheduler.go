// Package scheduler gathers the steps of concurrent calls into batches of one
// model.
//
// A [Call] is one caller's use of the model. Its [Call.Step] waits until a batch
// has done the step. There is no goroutine that makes batches: one of the
// waiting callers leads, which means that it runs the batch for everybody in
// it (lead.go). When its own step is done it hands over to the caller that has
// waited longest. So nothing is left and nothing runs when nobody calls.
//
// A batch has at most [batchTokens] tokens, and of a call at most [turnTokens]
// while others wait: a long prompt is cut into pieces, and shorter calls go
// on between them (batch.go).
package scheduler

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/pawgen/pawgen/internal/run/engine"
)

// Slots are what schedulers of several models share, so that not more batches
// run at the same time than there are threads.
type Slots chan struct{}

// NewSlots returns slots for n batches.
func NewSlots(n int) Slots { return make(Slots, n) }

// Scheduler runs the calls of one model. It is safe for concurrent use.
type Scheduler struct {
	model    engine.Model
	slots    Slots
	parallel int // most leaders

	mu       sync.Mutex
	waiting  []*Call       // calls whose step no batch holds, longest first
	leaders  int           // callers that lead or shall; only if there are parallel of them, calls wait for others
	thinking int           // calls between two steps, whose next one is worth waiting for
	gathered chan struct{} // closed when none of these is left; nil unless a leader waits for it
	took     time.Duration // what the latest batch took
	stats    Stats
}

// Stats counts what a scheduler has done.
type Stats struct {
	Batches uint64
	Steps   uint64 // in the batches; a step that was cut counts once for each piece
	Tokens  uint64 // in the steps
}

// New returns a scheduler of a model.
func New(m engine.Model, slots Slots) *Scheduler {
	return &Scheduler{model: m, slots: slots, parallel: max(1, min(m.Parallel(), cap(slots)))}
}

// Stats returns what the scheduler has done until now.
func (s *Scheduler) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stats
}

// Call is one caller's use of the model: a sequence that takes steps. One
// goroutine uses it.
type Call struct {
	scheduler *Scheduler
	ctx       context.Context
	release   func()
	wake      chan struct{} // has a value when something below has changed

	// Guarded by the scheduler's mu.
	state     state
	step      engine.Step // what is left to do of the step
	err       error       // of the step, when it is done
	leading   bool        // the caller leads, or shall
	thinking  bool        // counted in Scheduler.thinking
	abandoned bool        // the caller no longer waits for the step
	closed    bool        // the leader of the batch has to release the sequence
}

// state says where a call's step is.
type state int

const (
	idle    state = iota // there is none, or it is done
	waiting              // in Scheduler.waiting
	running              // in a batch; nobody but its leader may touch the sequence
)

// Open begins a call. The sequence belongs to the scheduler until release is
// called, once, by [Call.Close] or, if a batch still runs, by its leader.
func (s *Scheduler) Open(ctx context.Context, seq engine.Sequence, release func()) *Call {
	return &Call{scheduler: s, ctx: ctx, release: release, wake: make(chan struct{}, 1), step: engine.Step{Seq: seq}}
}

// Step reads the tokens and sets logits, unless they are nil, to those of the
// candidates, as [engine.Step] has it. When the context ends, Step returns its
// error soon: at once if another caller leads, and else after the running
// batch. The call can then only be closed, and logits may still be written.
func (c *Call) Step(tokens, candidates []int32, logits []float32) error {
	if err := c.ctx.Err(); err != nil {
		return err
	}
	c.submit(engine.Step{Seq: c.step.Seq, Tokens: tokens, Candidates: candidates, Logits: logits})
	for {
		lead, done, err := c.look()
		switch {
		case lead:
			c.lead()
		case done:
			return err
		default:
			select {
			case <-c.wake:
			case <-c.ctx.Done():
				c.abandon()
				return c.ctx.Err()
			}
		}
	}
}

// submit queues the step. If there is room for a leader, the call is it.
func (c *Call) submit(step engine.Step) {
	s := c.scheduler
	s.mu.Lock()
	defer s.mu.Unlock()
	c.stopThinking()
	c.step, c.err = step, nil
	c.state = waiting
	s.waiting = append(s.waiting, c)
	s.appoint()
}

// look says what the caller has to do.
func (c *Call) look() (lead, done bool, err error) {
	c.scheduler.mu.Lock()
	defer c.scheduler.mu.Unlock()
	return c.leading, c.state == idle, c.err
}

// abandon withdraws a step whose caller no longer waits. One that is in a
// batch ends with it.
func (c *Call) abandon() {
	s := c.scheduler
	s.mu.Lock()
	defer s.mu.Unlock()
	c.abandoned = true
	if i := slices.Index(s.waiting, c); i >= 0 {
		s.waiting = slices.Delete(s.waiting, i, i+1)
		c.state = idle
	}
	if c.leading {
		s.retire(c)
	}
	c.stopThinking() // should the step have ended meanwhile
}

// Close ends the call. It releases the sequence, or leaves that to the leader
// of the batch that the sequence is in.
func (c *Call) Close() {
	c.scheduler.mu.Lock()
	c.stopThinking()
	c.closed = c.state == running
	c.scheduler.mu.Unlock()
	if !c.closed {
		c.release()
	}
}
