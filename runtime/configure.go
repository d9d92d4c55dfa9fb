package runtime

import (
	"errors"
	"fmt"
	"os"
	goruntime "runtime"
	"strconv"
	"sync"

	"github.com/pawgen/pawgen/internal/engine"
	"github.com/pawgen/pawgen/internal/native"
)

// The environment says what [Configure] does not.
const (
	engineVariable  = "PAWGEN_ENGINE"
	threadsVariable = "PAWGEN_THREADS"
)

// settings are what the user can choose. Zero values are not chosen.
type settings struct {
	engine  string
	threads int
}

// Option is a choice for the whole process, see [Configure].
type Option func(*settings) error

// Engine chooses the engine by the name that its package registers: "native",
// which is always there and the default, or "llama". Without this option,
// $PAWGEN_ENGINE chooses.
func Engine(name string) Option {
	return func(s *settings) error {
		s.engine = name
		_, err := findEngine(name)
		return err
	}
}

// Threads bounds how many threads compute at the same time. Without this
// option it is $PAWGEN_THREADS, or else GOMAXPROCS.
func Threads(n int) Option {
	return func(s *settings) error {
		if n < 1 {
			return fmt.Errorf("%d threads (want at least 1)", n)
		}
		s.threads = n
		return nil
	}
}

// setup is what Configure and the first call share.
var setup struct {
	sync.Mutex
	chosen  settings
	started func() (*process, error) // nil before the first call
}

// Configure makes choices for all functions of the process. It is an error
// after the first call of any function: what the calls share is made then.
// Several calls of Configure add up.
func Configure(options ...Option) error {
	setup.Lock()
	defer setup.Unlock()
	if setup.started != nil {
		return errors.New("paw: Configure after the first call of a function\n\thint: call it at the start of main")
	}
	s := setup.chosen
	for _, choose := range options {
		if err := choose(&s); err != nil {
			return fmt.Errorf("paw: Configure: %w", err)
		}
	}
	setup.chosen = s
	return nil
}

// shared returns what all functions share. The first call makes it.
func shared() (*process, error) {
	setup.Lock()
	if setup.started == nil {
		chosen := setup.chosen
		setup.started = sync.OnceValues(func() (*process, error) { return newProcess(chosen, os.Getenv) })
	}
	started := setup.started
	setup.Unlock()
	return started()
}

// complete fills in what was not chosen from the environment and the defaults.
func (s settings) complete(getenv func(string) string) (settings, error) {
	if s.engine == "" {
		s.engine = getenv(engineVariable)
	}
	if s.engine == "" {
		s.engine = native.Name
	}
	if s.threads > 0 {
		return s, nil
	}
	s.threads = goruntime.GOMAXPROCS(0)
	if text := getenv(threadsVariable); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return s, fmt.Errorf("%w: %s is %q (want a number from 1 on)", ErrBadConfig, threadsVariable, text)
		}
		s.threads = n
	}
	return s, nil
}

// findEngine gives the engine of a name.
func findEngine(name string) (engine.Engine, error) {
	e, ok := engine.Lookup(name)
	if !ok {
		return nil, fmt.Errorf("%w: engine %q is not in this binary, it has %q\n\thint: import the package that registers %q",
			ErrBadConfig, name, engine.Names(), name)
	}
	return e, nil
}
