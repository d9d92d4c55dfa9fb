// Package native is the engine in pure Go, on package transformer. It registers
// itself as "native" and is the one that package runtime uses if nobody
// chooses.
package native

import (
	"context"
	"sync"

	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/run/transformer"
)

// Name is what the engine is registered as.
const Name = "native"

func init() { engine.Register(Name, native{}) }

type native struct{}

// crews are the threads that all models share, by their number.
var crews sync.Map

func (native) Load(src engine.Source, o engine.Options) (engine.Model, error) {
	m, err := transformer.Load(src.File)
	if err != nil {
		return nil, err
	}
	crew, _ := crews.LoadOrStore(o.Threads, kernels.NewCrew(o.Threads))
	m.Use(crew.(*kernels.Crew))
	return &model{m, o.Threads}, nil
}

var (
	_ engine.Restorer = (*model)(nil)
	_ engine.Saver    = (*sequence)(nil)
)

// model is a loaded model; its memory goes when nobody refers to it.
type model struct {
	*transformer.Model
	threads int
}

func (m *model) Context() int { return m.Config.Context }
func (m *model) Vocab() int   { return m.Config.Vocab }
func (m *model) Close() error { return nil }

// Parallel is how many batches may run at the same time. One of a large model
// keeps all threads busy, and reads the weights once for all its tokens; one of a
// small model is too short to be shared.
func (m *model) Parallel() int {
	const small = 16 << 20 // weights
	if m.Weights() < small {
		return m.threads
	}
	return 1
}

// adapter is an adapter that fits the model.
type adapter struct{ *lora.Adapter }

func (adapter) Close() error { return nil }

func (m *model) Adapter(a *lora.Adapter) (engine.Adapter, error) {
	if err := m.Check(a); err != nil {
		return nil, err
	}
	return adapter{a}, nil
}

func (m *model) NewSequence(a engine.Adapter) (engine.Sequence, error) {
	return m.sequence(a, m.NewCache())
}

// sequence makes a sequence of a cache.
func (m *model) sequence(a engine.Adapter, c *transformer.Cache) (engine.Sequence, error) {
	s := &sequence{cache: c, model: m}
	if a != nil {
		own, ok := a.(adapter)
		if !ok {
			return nil, engine.ErrAdapter
		}
		s.adapter = own.Adapter
	}
	return s, nil
}

// Restore reads what a sequence's Save wrote.
func (m *model) Restore(a engine.Adapter, state []byte) (engine.Sequence, error) {
	c, err := m.RestoreCache(state)
	if err != nil {
		return nil, err
	}
	return m.sequence(a, c)
}

// Forward runs the steps as one batch.
func (m *model) Forward(ctx context.Context, steps []engine.Step) error {
	batch := make([]transformer.Step, len(steps))
	for i, step := range steps {
		s, ok := step.Seq.(*sequence)
		if !ok || s.model != m {
			return engine.ErrSequence
		}
		if err := step.Check(m); err != nil {
			return err
		}
		batch[i] = transformer.Step{Cache: s.cache, Adapter: s.adapter, Tokens: step.Tokens}
	}
	hidden, err := m.ForwardAll(ctx, batch)
	if err != nil {
		return err
	}
	for i, step := range steps {
		if step.Logits != nil {
			m.Logits(step.Logits, hidden[i], step.Candidates)
		}
	}
	return nil
}
