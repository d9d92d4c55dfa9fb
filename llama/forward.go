package llama

import (
	"context"
	"errors"
	"fmt"
	"slices"

	ollama "github.com/ollama/ollama/llama"

	"github.com/pawgen/pawgen/internal/run/engine"
)

// Forward runs the steps of each adapter as one batch.
func (m *model) Forward(ctx context.Context, steps []engine.Step) (err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	var pools []*pool // in the order of the steps
	own := map[*pool][]engine.Step{}
	for _, step := range steps {
		s, ok := step.Seq.(*sequence)
		if !ok || s.pool.model != m {
			return engine.ErrSequence
		}
		if err := step.Check(m); err != nil {
			return err
		}
		if own[s.pool] == nil {
			pools = append(pools, s.pool)
		}
		own[s.pool] = append(own[s.pool], step)
	}
	for _, p := range pools {
		p.busy = true
		defer func() { p.busy = false }()
	}
	defer m.stopWith(ctx)()
	for i, p := range pools {
		if err := p.run(ctx, own[p]); err != nil {
			for _, done := range pools[:i] {
				done.takeBack(own[done])
			}
			return err
		}
	}
	return nil
}

// stopWith makes computations stop when ctx does, until what it returns is called.
func (m *model) stopWith(ctx context.Context) (end func()) {
	set := make(chan struct{})
	cancel := context.AfterFunc(ctx, func() {
		m.stop.set(1)
		close(set)
	})
	return func() {
		if !cancel() {
			<-set // or it would stop the next computation
		}
		m.stop.set(0)
	}
}

// run runs steps of the pool's sequences. After an error they are as they were.
func (p *pool) run(ctx context.Context, steps []engine.Step) error {
	if err := p.ready(); err != nil {
		return err
	}
	b := batch{pool: p, ctx: ctx}
	err := b.addAll(steps)
	for _, step := range steps {
		s := step.Seq.(*sequence)
		if err != nil {
			s.truncate(s.tokens)
		} else {
			s.tokens += len(step.Tokens)
		}
	}
	return err
}

// takeBack undoes run.
func (p *pool) takeBack(steps []engine.Step) {
	for _, step := range steps {
		s := step.Seq.(*sequence)
		s.truncate(s.tokens - len(step.Tokens))
	}
}

// batch gathers tokens for llama.cpp.
type batch struct {
	pool *pool
	ctx  context.Context
	want []wanted
}

// wanted is a step whose last token is in the batch, at the index at.
type wanted struct {
	at   int
	step engine.Step
}

// addAll runs all tokens of the steps, as many at a time as llama.cpp takes.
func (b *batch) addAll(steps []engine.Step) error {
	c := b.pool.model.batch
	c.Clear()
	for _, step := range steps {
		s := step.Seq.(*sequence)
		for i, token := range step.Tokens {
			logits := step.Logits != nil && i == len(step.Tokens)-1
			if logits {
				b.want = append(b.want, wanted{c.NumTokens(), step})
			}
			c.Add(int(token), nil, s.tokens+i, logits, s.id)
			if c.NumTokens() == maxBatch {
				if err := b.decode(); err != nil {
					return err
				}
			}
		}
	}
	if c.NumTokens() == 0 {
		return nil
	}
	return b.decode()
}

// decode runs the tokens gathered so far and fetches the wanted logits.
func (b *batch) decode() error {
	c := b.pool.model.batch
	err := b.pool.context.Decode(c)
	for errors.Is(err, ollama.ErrKvCacheFull) && b.ctx.Err() == nil {
		if err := b.pool.grow(); err != nil {
			return err
		}
		err = b.pool.context.Decode(c)
	}
	switch {
	case b.ctx.Err() != nil: // it may have been stopped
		return b.ctx.Err()
	case err != nil:
		return fmt.Errorf("llama: %w", err)
	}
	for _, w := range b.want {
		all := logitsOf(b.pool.context, w.at, b.pool.model.Vocab())
		if all == nil {
			return errors.New("llama: internal error: no logits")
		}
		if w.step.Candidates == nil {
			copy(w.step.Logits, all)
		}
		for i, candidate := range w.step.Candidates {
			w.step.Logits[i] = all[candidate]
		}
	}
	c.Clear()
	b.want = slices.Delete(b.want, 0, len(b.want))
	return nil
}
