package runtime

import (
	"fmt"
	"sync"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/run/control"
	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/scheduler"
	"github.com/pawgen/pawgen/internal/run/states"
)

// process is what all functions of a process share.
type process struct {
	settings control.Settings
	engine   engine.Engine
	prefixes prefixes
	saved    *states.Folder  // of prefixes; nil if none are saved
	slots    scheduler.Slots // one for each thread
	count    counters

	bases  sync.Map // for each ID, the function that loads the base model once
	mu     sync.Mutex
	loaded []*base // guarded by mu
}

// newProcess makes the chosen control.Settings complete and finds the engine.
func newProcess(chosen control.Settings, getenv func(string) string) (*process, error) {
	s, err := complete(chosen, getenv)
	if err != nil {
		return nil, err
	}
	p := &process{settings: s, prefixes: prefixes{budget: s.Memory}, slots: scheduler.NewSlots(s.Threads)}
	if p.engine, err = control.FindEngine(s.Engine); err != nil {
		return nil, fmt.Errorf("%w: %w", pawgen.ErrBadConfig, err)
	}
	if s.Folder == "" {
		return p, nil
	}
	if p.saved, err = control.OpenFolder(s.Folder); err != nil {
		return nil, fmt.Errorf("%w: %w", pawgen.ErrBadConfig, err)
	}
	return p, nil
}
