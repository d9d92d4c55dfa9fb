package runtime

import (
	"errors"
	"fmt"
	"os"
	goruntime "runtime"
	"strconv"
	"sync"

	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/native"
	"github.com/pawgen/pawgen/internal/run/states"
)

// The environment says what [Configure] does not.
const (
	engineVariable  = "PAWGEN_ENGINE"
	threadsVariable = "PAWGEN_THREADS"
	savedVariable   = "PAWGEN_PREFIXES"
)

const (
	// defaultMemory is for the prefixes of all programs. One of 300 tokens takes
	// less than 1 MB with the nano model, and 19 MB with one of 0.6 billion weights.
	defaultMemory = 256 << 20
	// savedLimit is for the files of all saved prefixes together.
	savedLimit = 1 << 30
)

// settings are what the user can choose. What is zero was not chosen, if
// nothing else is said.
type settings struct {
	engine  string
	threads int
	memory  int64 // bytes; zero is a choice too
	folder  string
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

// Memory bounds the memory, in bytes, that the states of programs' prompts take
// between calls, all programs together; the default is 256 MiB. A program's
// prompt is run once and its state kept; when there is too much of that, the
// programs that were called longest ago lose theirs and run their prompts again
// when they are called. What a running call needs is not counted.
func Memory(bytes int64) Option {
	return func(s *settings) error {
		if bytes < 0 {
			return fmt.Errorf("%d bytes of memory (want at least 0)", bytes)
		}
		s.memory = bytes
		return nil
	}
}

// SavePrefixes keeps the states of programs' prompts in a folder too, if the
// engine can, so that the first call of the next process need not run
// them. The folder holds at most 1 GiB of them and is made if it is not there.
// Nothing that callers pass to functions is in it, but who can write to it can
// change answers. Without this option, $PAWGEN_PREFIXES names the folder, and
// nothing is saved if that is empty.
func SavePrefixes(folder string) Option {
	return func(s *settings) error {
		s.folder = folder
		_, err := openFolder(folder)
		return err
	}
}

// openFolder makes the folder of saved prefixes.
func openFolder(path string) (*states.Folder, error) {
	if path == "" {
		return nil, fmt.Errorf("%w: folder of saved prefixes: no name", ErrBadConfig)
	}
	f, err := states.Open(path, savedLimit)
	if err != nil {
		return nil, fmt.Errorf("%w: folder of saved prefixes: %w", ErrBadConfig, err)
	}
	return f, nil
}

// setup is what Configure and the first call share.
var setup = struct {
	sync.Mutex
	chosen  settings
	started func() (*process, error) // nil before the first call
}{chosen: defaults}

// defaults are the settings that neither the environment nor the machine decides.
var defaults = settings{memory: defaultMemory}

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
	if s.folder == "" {
		s.folder = getenv(savedVariable)
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
