package pawgen

import (
	"errors"
	"fmt"

	"github.com/pawgen/pawgen/internal/run/control"
)

// Option is a choice for the whole process, see [Configure].
type Option struct{ change func(*control.Settings) error }

// Engine chooses the engine by the name that its package registers: "native",
// which is always there and the default, or "llama". Without this option,
// $PAWGEN_ENGINE chooses.
func Engine(name string) Option {
	return Option{func(s *control.Settings) error {
		s.Engine = name
		_, err := control.FindEngine(name)
		return badConfig(err)
	}}
}

// Threads bounds how many threads compute at the same time. Without this
// option it is $PAWGEN_THREADS, or else GOMAXPROCS.
func Threads(n int) Option {
	return Option{func(s *control.Settings) error {
		if n < 1 {
			return fmt.Errorf("%d threads (want at least 1)", n)
		}
		s.Threads = n
		return nil
	}}
}

// Memory bounds the memory, in bytes, that the states of programs' prompts take
// between calls, all programs together; the default is 256 MiB. A program's
// prompt is run once and its state kept; when there is too much of that, the
// programs that were called longest ago lose theirs and run their prompts again
// when they are called. What a running call needs is not counted.
func Memory(bytes int64) Option {
	return Option{func(s *control.Settings) error {
		if bytes < 0 {
			return fmt.Errorf("%d bytes of memory (want at least 0)", bytes)
		}
		s.Memory = bytes
		return nil
	}}
}

// SavePrefixes keeps the states of programs' prompts in a folder too, if the
// engine can, so that the first call of the next process need not run
// them. The folder holds at most 1 GiB of them and is made if it is not there.
// Nothing that callers pass to functions is in it, but who can write to it can
// change answers. Without this option, $PAWGEN_PREFIXES names the folder, and
// nothing is saved if that is empty.
func SavePrefixes(folder string) Option {
	return Option{func(s *control.Settings) error {
		s.Folder = folder
		_, err := control.OpenFolder(folder)
		return badConfig(err)
	}}
}

// Configure makes choices for all functions of the process. It is an error
// after the first call of any function: what the calls share is made then.
// Several calls of Configure add up; one that fails changes nothing.
func Configure(options ...Option) error {
	var changes []func(*control.Settings) error
	for _, o := range options {
		if o.change != nil {
			changes = append(changes, o.change)
		}
	}
	started, err := control.Choose(changes)
	if started {
		return errors.New("paw: Configure after the first call of a function\n\thint: call it at the start of main")
	}
	if err != nil {
		return fmt.Errorf("paw: Configure: %w", err)
	}
	return nil
}

// badConfig makes an error one of [ErrBadConfig].
func badConfig(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrBadConfig, err)
}
