package native

import (
	"github.com/pawgen/pawgen/internal/engine"
	"github.com/pawgen/pawgen/internal/lora"
	"github.com/pawgen/pawgen/internal/transformer"
)

// sequence is a cache and the adapter that it is computed with.
type sequence struct {
	cache   *transformer.Cache
	adapter *lora.Adapter // nil for the model as it is
	model   *model
	shared  int // tokens of the sequence that this one continues
}

func (s *sequence) Len() int { return s.cache.Len() }

func (s *sequence) Fork() (engine.Sequence, error) {
	return &sequence{s.cache.Fork(), s.adapter, s.model, s.Len()}, nil
}

// Bytes counts the keys and values of the sequence's own tokens.
func (s *sequence) Bytes() int {
	const float = 4
	c := s.model.Config
	return (s.Len() - s.shared) * c.Layers * 2 * c.KVHeads * c.HeadDim * float
}

func (s *sequence) Close() error { return nil }
