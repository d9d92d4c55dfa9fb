package engine

import (
	"fmt"
	"slices"
	"sync"
)

var (
	mu      sync.RWMutex
	engines = map[string]Engine{}
)

// Register makes an engine known. Packages call it from init; it panics if the
// name is empty or taken.
func Register(name string, e Engine) {
	mu.Lock()
	defer mu.Unlock()
	if name == "" || e == nil {
		panic(fmt.Sprintf("engine: %q needs a name and an engine", name))
	}
	if _, taken := engines[name]; taken {
		panic(fmt.Sprintf("engine: %q is registered twice", name))
	}
	engines[name] = e
}

// Lookup finds a registered engine.
func Lookup(name string) (Engine, bool) {
	mu.RLock()
	defer mu.RUnlock()
	e, ok := engines[name]
	return e, ok
}

// Names lists the registered engines in alphabetical order.
func Names() []string {
	mu.RLock()
	defer mu.RUnlock()
	names := make([]string, 0, len(engines))
	for name := range engines {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
