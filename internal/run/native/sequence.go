package native

import (
	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/run/transformer"
)

// sequence is a cache and the adapter that it is computed with.
type sequence struct {
	cache   *transformer.Cache
	adapter *lora.Adapter // nil for the model as it is
	model   *model
}

func (s *sequence) Len() int   { return s.cache.Len() }
func (s *sequence) Bytes() int { return s.cache.Bytes() }

func (s *sequence) Fork() (engine.Sequence, error) {
	return &sequence{s.cache.Fork(), s.adapter, s.model}, nil
}

func (s *sequence) Save() ([]byte, error) { return s.cache.Save(), nil }

func (s *sequence) Close() error {
	s.cache.Free()
	return nil
}
