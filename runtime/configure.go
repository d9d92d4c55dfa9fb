package runtime

import (
	"fmt"
	"os"
	goruntime "runtime"
	"strconv"
	"sync"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/run/control"
	"github.com/pawgen/pawgen/internal/run/native"
)

// The environment says what [pawgen.Configure] does not.
const (
	engineVariable  = "PAWGEN_ENGINE"
	threadsVariable = "PAWGEN_THREADS"
	savedVariable   = "PAWGEN_PREFIXES"
)

// The process that all functions share; the first call makes it.
var shared = sync.OnceValues(func() (*process, error) {
	p, err := newProcess(control.Take(), os.Getenv)
	if err == nil {
		control.Count(p.stats)
	}
	return p, err
})

// complete fills in what was not chosen from the environment and the defaults.
func complete(s control.Settings, getenv func(string) string) (control.Settings, error) {
	if s.Engine == "" {
		s.Engine = getenv(engineVariable)
	}
	if s.Engine == "" {
		s.Engine = native.Name
	}
	if s.Folder == "" {
		s.Folder = getenv(savedVariable)
	}
	if s.Threads > 0 {
		return s, nil
	}
	s.Threads = goruntime.GOMAXPROCS(0)
	if text := getenv(threadsVariable); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return s, fmt.Errorf("%w: %s is %q (want a number from 1 on)", pawgen.ErrBadConfig, threadsVariable, text)
		}
		s.Threads = n
	}
	return s, nil
}
