package runtime

import (
	"sync"

	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/scheduler"
	"github.com/pawgen/pawgen/internal/run/states"
)

// process is what all functions of a process share.
type process struct {
	settings settings
	engine   engine.Engine
	prefixes prefixes
	saved    *states.Folder  // of prefixes; nil if none are saved
	slots    scheduler.Slots // one for each thread
	count    counters

	bases  sync.Map // for each ID, the function that loads the base model once
	mu     sync.Mutex
	loaded []*base // guarded by mu
}

// newProcess makes the chosen settings complete and finds the engine.
func newProcess(chosen settings, getenv func(string) string) (*process, error) {
	s, err := chosen.complete(getenv)
	if err != nil {
		return nil, err
	}
	p := &process{settings: s, prefixes: prefixes{budget: s.memory}, slots: scheduler.NewSlots(s.threads)}
	if p.engine, err = findEngine(s.engine); err != nil {
		return nil, err
	}
	if s.folder != "" {
		p.saved, err = openFolder(s.folder)
	}
	return p, err
}
