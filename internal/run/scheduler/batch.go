package scheduler

import (
	"slices"
	"time"

	"github.com/pawgen/pawgen/internal/run/engine"
)

const (
	// batchTokens bounds a batch, and so its memory and how long others wait for it.
	batchTokens = 128
	// turnTokens bounds what a call gets of a batch while others wait.
	turnTokens = 64
)

// piece is the part of a call's step that is in a batch.
type piece struct {
	call *Call
	step engine.Step
}

// take makes a batch of the calls that have waited longest, of not more than
// this leader's share of them. The caller holds s.mu.
func (s *Scheduler) take() []piece {
	s.dropEnded()
	turn := turnTokens
	if len(s.waiting) == 1 {
		turn = batchTokens
	}
	share := (len(s.waiting) + s.parallel - 1) / s.parallel
	left := batchTokens
	var batch []piece
	for _, c := range s.waiting[:share] {
		if left == 0 {
			break
		}
		n := min(len(c.step.Tokens), turn, left)
		left -= n
		batch = append(batch, piece{c, c.cut(n)})
		c.state = running
	}
	s.waiting = slices.Delete(s.waiting, 0, len(batch))
	return batch
}

// dropEnded ends the steps of waiting calls whose contexts have ended.
func (s *Scheduler) dropEnded() {
	kept := s.waiting[:0]
	for _, c := range s.waiting {
		if err := c.ctx.Err(); err != nil {
			c.finish(err)
		} else {
			kept = append(kept, c)
		}
	}
	clear(s.waiting[len(kept):])
	s.waiting = kept
}

// cut takes the next n tokens off the call's step. Logits are those of the
// last piece.
func (c *Call) cut(n int) engine.Step {
	step := c.step
	if n < len(step.Tokens) {
		step = engine.Step{Seq: step.Seq, Tokens: step.Tokens[:n]}
	}
	c.step.Tokens = c.step.Tokens[n:]
	return step
}

// deliver counts a batch, ends the steps that are done and queues what is left
// of the others: behind those that wait, or before them if the batch had
// no room for its whole turn.
func (s *Scheduler) deliver(batch []piece, errs []error, took time.Duration) {
	s.mu.Lock()
	s.took = took
	s.stats.Batches++
	var closed []*Call
	for i, p := range batch {
		s.stats.Steps++
		s.stats.Tokens += uint64(len(p.step.Tokens))
		c := p.call
		unfinished := errs[i] == nil && len(c.step.Tokens) > 0 && !c.abandoned
		switch {
		case c.closed:
			closed = append(closed, c)
		case !unfinished:
			c.finish(errs[i])
		case len(p.step.Tokens) < turnTokens:
			c.state = waiting
			s.waiting = slices.Insert(s.waiting, 0, c)
		default:
			c.state = waiting
			s.waiting = append(s.waiting, c)
		}
	}
	s.appoint()
	s.mu.Unlock()
	for _, c := range closed {
		c.release()
	}
}

// finish ends the call's step.
func (c *Call) finish(err error) {
	c.err = err
	c.state = idle
	if err == nil && !c.abandoned {
		c.thinking = true
		c.scheduler.thinking++
	}
	c.notify()
}
