package runtime

import (
	"sync"

	"github.com/pawgen/pawgen/internal/engine"
)

// process is what all functions of a process share.
type process struct {
	settings settings
	engine   engine.Engine
	bases    sync.Map // for each ID, the function that loads the base model once
}

// newProcess makes the chosen settings complete and finds the engine.
func newProcess(chosen settings, getenv func(string) string) (*process, error) {
	s, err := chosen.complete(getenv)
	if err != nil {
		return nil, err
	}
	e, err := findEngine(s.engine)
	if err != nil {
		return nil, err
	}
	return &process{settings: s, engine: e}, nil
}
