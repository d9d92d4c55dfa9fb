package engine

import (
	"errors"
	"fmt"
)

// Errors for what came from another model or engine.
var (
	ErrSequence = errors.New("engine: the sequence is another model's")
	ErrAdapter  = errors.New("engine: the adapter is another model's")
)

// Check returns an error if no engine could run the step on the model. Every
// engine calls it, so the same mistake gives the same error.
func (s Step) Check(m Model) error {
	have, most := s.Seq.Len(), m.Context()
	switch {
	case len(s.Tokens) == 0:
		return errors.New("engine: no tokens")
	case len(s.Tokens) > most-have:
		return fmt.Errorf("engine: the context is full: %d tokens and %d more, the most is %d", have, len(s.Tokens), most)
	}
	vocab := m.Vocab()
	for _, t := range s.Tokens {
		if t < 0 || int(t) >= vocab {
			return fmt.Errorf("engine: token %d is not in the vocabulary of %d", t, vocab)
		}
	}
	if s.Logits == nil {
		return nil
	}
	want := vocab
	if s.Candidates != nil {
		want = len(s.Candidates)
	}
	if len(s.Logits) != want {
		return fmt.Errorf("engine: room for %d logits, want %d", len(s.Logits), want)
	}
	for _, c := range s.Candidates {
		if c < 0 || int(c) >= vocab {
			return fmt.Errorf("engine: candidate %d is not in the vocabulary of %d", c, vocab)
		}
	}
	return nil
}
