// Package native is the engine in pure Go, on package transformer. It registers
// itself as "native" and is the one that package runtime uses if nobody
// chooses.
package native

import (
	"context"

	"github.com/pawgen/pawgen/internal/engine"
	"github.com/pawgen/pawgen/internal/lora"
	"github.com/pawgen/pawgen/internal/transformer"
)

// Name is what the engine is registered as.
const Name = "native"

func init() { engine.Register(Name, native{}) }

type native struct{}

func (native) Load(src engine.Source, o engine.Options) (engine.Model, error) {
	m, err := transformer.Load(src.File)
	if err != nil {
		return nil, err
	}
	return &model{m, o.Threads}, nil
}

// model is a loaded model; its memory goes when nobody refers to it.
type model struct {
	*transformer.Model
	threads int
}

func (m *model) Context() int { return m.Config.Context }
func (m *model) Vocab() int   { return m.Config.Vocab }
func (m *model) Close() error { return nil }

// Parallel is the number of threads, because Forward uses one.
func (m *model) Parallel() int { return m.threads }

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
	s := &sequence{cache: m.NewCache(), model: m}
	if a != nil {
		own, ok := a.(adapter)
		if !ok {
			return nil, engine.ErrAdapter
		}
		s.adapter = own.Adapter
	}
	return s, nil
}

// Forward runs the steps one after the other.
func (m *model) Forward(ctx context.Context, steps []engine.Step) error {
	for i, step := range steps {
		if err := m.run(ctx, step); err != nil {
			for _, done := range steps[:i] {
				s := done.Seq.(*sequence)
				s.cache.Truncate(s.Len() - len(done.Tokens))
			}
			return err
		}
	}
	return nil
}

// run runs one step. After an error its sequence is as it was.
func (m *model) run(ctx context.Context, step engine.Step) error {
	s, ok := step.Seq.(*sequence)
	if !ok || s.model != m {
		return engine.ErrSequence
	}
	if err := step.Check(m); err != nil {
		return err
	}
	hidden, err := m.Model.Forward(ctx, s.cache, s.adapter, step.Tokens, nil)
	if err != nil {
		return err
	}
	if step.Logits != nil {
		m.Logits(step.Logits, hidden, step.Candidates)
	}
	return nil
}
