// Package fake is an engine for tests of what calls engines. It does no
// arithmetic: logits are a hash of the sequence's adapter and tokens, so they
// show whether the right tokens arrived in the right order. It watches that
// its caller keeps to the contract of package engine, and counts what is open.
package fake

import (
	"context"
	"fmt"
	"sync"

	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/lora"
)

// Engine makes a model for every file that has a vocabulary.
type Engine struct {
	Threads func(threads int) int // gives Parallel; nil means all threads

	mu     sync.Mutex
	models []*Model
}

// Load implements engine.Engine.
func (e *Engine) Load(src engine.Source, o engine.Options) (engine.Model, error) {
	tokens, ok := src.File.Strings("tokenizer.ggml.tokens")
	if !ok {
		return nil, fmt.Errorf("fake: the file has no vocabulary")
	}
	m := &Model{Tokens: len(tokens), Positions: 512, Leaders: o.Threads}
	if e.Threads != nil {
		m.Leaders = e.Threads(o.Threads)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.models = append(e.models, m)
	return m, nil
}

// Models returns the models that were loaded.
func (e *Engine) Models() []*Model {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.models
}

// Model is a model. Its exported fields are set before its first use.
type Model struct {
	Tokens    int // of the vocabulary
	Positions int // most tokens of a sequence
	Leaders   int // what Parallel returns
	// Batch, if not nil, is called in each Forward, with no lock held. Its error
	// is Forward's.
	Batch func(ctx context.Context, steps []engine.Step) error

	mu        sync.Mutex
	sequences int // open
	adapters  int // open
	running   int // calls of Forward
	most      int // running at the same time
	faults    []string
}

// Context implements engine.Model.
func (m *Model) Context() int { return m.Positions }

// Vocab implements engine.Model.
func (m *Model) Vocab() int { return m.Tokens }

// Parallel implements engine.Model.
func (m *Model) Parallel() int { return m.Leaders }

// Close implements engine.Model.
func (m *Model) Close() error { return nil }

// Open returns how many sequences and adapters are not closed.
func (m *Model) Open() (sequences, adapters int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sequences, m.adapters
}

// Most returns how many calls of Forward ran at the same time.
func (m *Model) Most() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.most
}

// Faults returns what the caller did against the contract.
func (m *Model) Faults() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.faults
}

// fault notes a fault if wrong. The caller holds m.mu.
func (m *Model) fault(wrong bool, what string) {
	if wrong {
		m.faults = append(m.faults, what)
	}
}

// adapter is one of the adapters; its number is part of the hash.
type adapter struct {
	model  *Model
	number uint64
	closed bool
}

// Adapter implements engine.Model.
func (m *Model) Adapter(a *lora.Adapter) (engine.Adapter, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.adapters++
	return &adapter{model: m, number: uint64(m.adapters)}, nil
}

// Close implements engine.Adapter.
func (a *adapter) Close() error {
	a.model.mu.Lock()
	defer a.model.mu.Unlock()
	a.model.fault(a.closed, "an adapter was closed twice")
	a.closed = true
	a.model.adapters--
	return nil
}
