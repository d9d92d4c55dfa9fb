package scheduler

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/pawgen/pawgen/internal/run/engine"
)

// lead runs batches until the caller's own step is done or its context ends.
// Then, also if the engine panics, another caller leads.
func (c *Call) lead() {
	s := c.scheduler
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.retire(c)
	}()
	for {
		batch := s.next(c)
		if len(batch) == 0 {
			return
		}
		s.run(batch)
	}
}

// next takes the next batch; it is empty if c has no reason to lead any longer.
func (s *Scheduler) next(c *Call) []piece {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropEnded()
	if c.state == idle || c.ctx.Err() != nil {
		return nil
	}
	s.gather()
	return s.take()
}

// retire ends the leadership of c.
func (s *Scheduler) retire(c *Call) {
	c.leading = false
	s.leaders--
	s.appoint()
}

// appoint makes the calls that have waited longest lead, as many as may.
func (s *Scheduler) appoint() {
	for _, c := range s.waiting {
		if s.leaders == s.parallel {
			return
		}
		if !c.leading {
			c.leading = true
			s.leaders++
			c.notify()
		}
	}
}

// notify makes the caller look.
func (c *Call) notify() {
	select {
	case c.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// Calls whose step was in a batch soon come with their next one. If the first
// of them began a batch at once, the others would miss it. So a leader waits
// for them, at most 1/gatherShare of the time that a batch takes, unless that
// is less than gatherLeast and not worth a timer.
const (
	gatherShare = 8
	gatherLeast = 100 * time.Microsecond
)

// gather waits for the calls that are between two steps, if all other leaders
// are busy. It gives up s.mu meanwhile.
func (s *Scheduler) gather() {
	most := s.took / gatherShare
	if s.thinking == 0 || s.gathered != nil || s.leaders < s.parallel || most < gatherLeast || s.full() {
		return
	}
	gathered := make(chan struct{})
	s.gathered = gathered
	s.mu.Unlock()
	timer := time.NewTimer(most)
	select {
	case <-gathered:
	case <-timer.C:
	}
	timer.Stop()
	s.mu.Lock()
	s.gathered = nil
}

// full says whether the waiting calls fill a batch.
func (s *Scheduler) full() bool {
	n := 0
	for _, c := range s.waiting {
		n += len(c.step.Tokens)
	}
	return n >= batchTokens
}

// stopThinking says that nobody needs to wait for the call's next step.
func (c *Call) stopThinking() {
	s := c.scheduler
	if !c.thinking {
		return
	}
	c.thinking = false
	s.thinking--
	if s.thinking == 0 && s.gathered != nil {
		close(s.gathered)
		s.gathered = nil
	}
}

// run runs a batch and tells the callers.
func (s *Scheduler) run(batch []piece) {
	errs := make([]error, len(batch))
	for i := range errs {
		errs[i] = errPanic // unless something is known below
	}
	s.slots <- struct{}{} // at most another model's batch to wait for
	begin := time.Now()
	defer func() {
		<-s.slots
		s.deliver(batch, errs, time.Since(begin))
	}()
	s.forward(batch, errs)
}

// errPanic is what a call gets whose batch another caller led into a panic.
var errPanic = errors.New("internal error: the engine panicked")

// forward runs a batch. If it fails, each of its steps runs alone, so that an
// error reaches only the calls that it concerns.
func (s *Scheduler) forward(batch []piece, errs []error) {
	ctx, stop := together(batch)
	err := s.model.Forward(ctx, steps(batch))
	stop()
	if err == nil || len(batch) == 1 {
		for i := range errs {
			errs[i] = err
		}
		return
	}
	for i := range batch {
		if errs[i] = batch[i].call.ctx.Err(); errs[i] == nil {
			errs[i] = s.model.Forward(batch[i].call.ctx, steps(batch[i:i+1]))
		}
	}
}

func steps(batch []piece) []engine.Step {
	steps := make([]engine.Step, len(batch))
	for i, p := range batch {
		steps[i] = p.step
	}
	return steps
}

// together returns a context that ends when those of all calls of a batch
// have ended, and what frees it.
func together(batch []piece) (context.Context, func()) {
	if len(batch) == 1 {
		return batch[0].call.ctx, func() {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	var left atomic.Int64
	left.Store(int64(len(batch)))
	stops := make([]func() bool, len(batch))
	for i, p := range batch {
		stops[i] = context.AfterFunc(p.call.ctx, func() {
			if left.Add(-1) == 0 {
				cancel()
			}
		})
	}
	return ctx, func() {
		for _, stop := range stops {
			stop()
		}
		cancel()
	}
}
