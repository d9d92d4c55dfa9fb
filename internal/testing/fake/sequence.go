package fake

import (
	"context"
	"fmt"

	"github.com/pawgen/pawgen/internal/run/engine"
)

// BytesPerToken is what sequences say that they take for each token.
const BytesPerToken = 10

// sequence is a hash of its tokens, guarded by the model's mu.
type sequence struct {
	model   *Model
	parent  *sequence // whose tokens it continues
	length  int
	shared  int // tokens of parent
	hash    uint64
	forks   int // open ones
	running bool
	closed  bool
}

// NewSequence implements engine.Model.
func (m *Model) NewSequence(a engine.Adapter) (engine.Sequence, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := &sequence{model: m}
	if a != nil {
		m.fault(a.(*adapter).closed, "a sequence was made with a closed adapter")
		s.hash = mix(0, a.(*adapter).number)
	}
	m.sequences++
	return s, nil
}

// mix adds a number to a hash.
func mix(hash, x uint64) uint64 {
	hash = (hash ^ x) * 0x9e3779b97f4a7c15
	return hash ^ hash>>29
}

func (s *sequence) Len() int {
	s.model.mu.Lock()
	defer s.model.mu.Unlock()
	return s.length
}

func (s *sequence) Bytes() int {
	s.model.mu.Lock()
	defer s.model.mu.Unlock()
	return (s.length - s.shared) * BytesPerToken
}

func (s *sequence) Fork() (engine.Sequence, error) {
	m := s.model
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fault(s.closed || s.running, "a closed or running sequence was forked")
	m.sequences++
	s.forks++
	return &sequence{model: m, parent: s, length: s.length, shared: s.length, hash: s.hash}, nil
}

func (s *sequence) Close() error {
	m := s.model
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fault(s.closed, "a sequence was closed twice")
	m.fault(s.running, "a running sequence was closed")
	m.fault(s.forks > 0, "a sequence was closed before its forks")
	s.closed = true
	m.sequences--
	if s.parent != nil {
		s.parent.forks--
	}
	return nil
}

// Forward implements engine.Model.
func (m *Model) Forward(ctx context.Context, steps []engine.Step) error {
	if err := m.begin(steps); err != nil {
		return err
	}
	ok := false
	defer func() { m.end(steps, ok) }() // also after a panic
	err := ctx.Err()
	if m.Batch != nil && err == nil {
		err = m.Batch(ctx, steps)
	}
	ok = err == nil
	return err
}

// begin marks the sequences as running if all steps are sound.
func (m *Model) begin(steps []engine.Step) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, step := range steps {
		s := step.Seq.(*sequence)
		m.fault(s.closed, "a closed sequence was run")
		m.fault(s.running, "a sequence was run twice at the same time")
		m.fault(s.forks > 0, "a sequence was run before its forks were closed")
		if len(step.Tokens) == 0 {
			return fmt.Errorf("fake: no tokens")
		}
		if n := s.length + len(step.Tokens); n > m.Positions {
			return fmt.Errorf("fake: %d tokens, the most is %d", n, m.Positions)
		}
	}
	for _, step := range steps {
		step.Seq.(*sequence).running = true
	}
	m.running++
	m.most = max(m.most, m.running)
	return nil
}

// end makes the steps' tokens part of their sequences.
func (m *Model) end(steps []engine.Step, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.running--
	for _, step := range steps {
		s := step.Seq.(*sequence)
		s.running = false
		if !ok {
			continue
		}
		for _, token := range step.Tokens {
			s.hash = mix(s.hash, uint64(token))
		}
		s.length += len(step.Tokens)
		for i := range step.Logits {
			candidate := uint64(i)
			if step.Candidates != nil {
				candidate = uint64(step.Candidates[i])
			}
			step.Logits[i] = float32(mix(s.hash, candidate) >> 40)
		}
	}
}
