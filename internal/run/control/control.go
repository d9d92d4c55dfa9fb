// Package control ties the two doors of a process together: what people choose
// and ask for through package pawgen, and what package runtime does.
//
// Package pawgen, which people write with, is below package runtime, which has
// the machine; so each leaves here what the other one takes. Nothing else
// imports this package.
package control

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/states"
)

// Settings are what the user can choose for the process. What is zero was not
// chosen, if nothing else is said.
type Settings struct {
	Engine  string
	Threads int
	Memory  int64 // bytes; zero is a choice too
	Folder  string
}

const (
	// DefaultMemory is for the prefixes of all programs. One of 300 tokens takes
	// less than 1 MB with the nano model, and 19 MB with one of 0.6 billion weights.
	DefaultMemory = 256 << 20
	// SavedLimit is for the files of all saved prefixes together, in bytes.
	SavedLimit = 1 << 30
)

// Defaults are the settings that neither the environment nor the machine decides.
var Defaults = Settings{Memory: DefaultMemory}

var setup = struct {
	sync.Mutex
	chosen Settings
	taken  bool
}{chosen: Defaults}

// Choose changes the settings by all changes or, if one fails, none. Started is
// set, and nothing changed, if the settings were taken already.
func Choose(changes []func(*Settings) error) (started bool, err error) {
	setup.Lock()
	defer setup.Unlock()
	if setup.taken {
		return true, nil
	}
	s := setup.chosen
	for _, change := range changes {
		if err := change(&s); err != nil {
			return false, err
		}
	}
	setup.chosen = s
	return false, nil
}

// Take returns the settings, which cannot change from then on.
func Take() Settings {
	setup.Lock()
	defer setup.Unlock()
	setup.taken = true
	return setup.chosen
}

// FindEngine gives the engine of a name.
func FindEngine(name string) (engine.Engine, error) {
	e, ok := engine.Lookup(name)
	if !ok {
		return nil, fmt.Errorf("engine %q is not in this binary, it has %q\n\thint: import the package that registers %q",
			name, engine.Names(), name)
	}
	return e, nil
}

// OpenFolder makes the folder of saved prefixes if it is not there.
func OpenFolder(path string) (*states.Folder, error) {
	if path == "" {
		return nil, errors.New("folder of saved prefixes: no name")
	}
	f, err := states.Open(path, SavedLimit)
	if err != nil {
		return nil, fmt.Errorf("folder of saved prefixes: %w", err)
	}
	return f, nil
}

// Call is what watchers are told about a call that has ended.
type Call struct {
	Func                           string
	Start                          time.Time
	Duration                       time.Duration
	Prompt, Input, Answer, Decided int    // tokens; all zero if the call failed
	Finish                         string // "" if the call failed
	Err                            error  // without the function's name; nil if there was an answer
}

// A Watcher is told about every call, by its goroutine, just before it returns.
type Watcher func(context.Context, Call)

// watchers are all that there are; the slice is never changed, only replaced.
var watchers struct {
	sync.Mutex
	list atomic.Pointer[[]*Watcher]
}

// Watch has calls that begin from now on tell w. The returned function ends that.
func Watch(w Watcher) (remove func()) {
	entry := &w
	replace(func(list []*Watcher) []*Watcher { return append(list, entry) })
	return func() {
		replace(func(list []*Watcher) []*Watcher {
			return slices.DeleteFunc(list, func(e *Watcher) bool { return e == entry })
		})
	}
}

// replace replaces the list by a changed copy.
func replace(change func([]*Watcher) []*Watcher) {
	watchers.Lock()
	defer watchers.Unlock()
	list := change(slices.Clone(watched()))
	watchers.list.Store(&list)
}

func watched() []*Watcher {
	if list := watchers.list.Load(); list != nil {
		return *list
	}
	return nil
}

// Watched says whether anybody watches.
func Watched() bool { return len(watched()) > 0 }

// Tell tells all watchers about a call.
func Tell(ctx context.Context, c Call) {
	for _, w := range watched() {
		(*w)(ctx, c)
	}
}

// Statistics are what the process has done; package pawgen, whose type has the
// same fields, says what each one is.
type Statistics struct {
	Engine                                                             string
	Threads, Models, Programs                                          int
	Calls, Failed                                                      uint64
	Prefilled, Decoded, Batches, Steps                                 uint64
	Prefixes                                                           int
	PrefixBytes                                                        int64
	PrefixesComputed, PrefixesRestored, PrefixesSaved, PrefixesEvicted uint64
}

// counted is the machine's count of what it has done; nil before the first call.
var counted atomic.Pointer[func() Statistics]

// Count makes a function that counts what the process has done known.
func Count(count func() Statistics) { counted.Store(&count) }

// Stats returns what the process has done, nothing before the first call.
func Stats() Statistics {
	if count := counted.Load(); count != nil {
		return (*count)()
	}
	return Statistics{}
}
