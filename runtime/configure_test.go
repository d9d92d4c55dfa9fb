package runtime

import (
	"errors"
	"fmt"
	goruntime "runtime"
	"strings"
	"testing"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/run/control"
)

func TestConfigureAfterTheFirstCall(t *testing.T) {
	ask(t, NewFunc("test.Func", file(), Enum(departments...)), "hello")
	err := pawgen.Configure(pawgen.Threads(1))
	if want := "paw: Configure after the first call of a function\n\thint: call it at the start of main"; fmt.Sprint(err) != want {
		t.Errorf("error %v, want %q", err, want)
	}
}

func TestEnvironment(t *testing.T) {
	cores := goruntime.GOMAXPROCS(0)
	tests := []struct {
		environment string // NAME=value lines
		chosen      control.Settings
		want        string
	}{
		{"", control.Settings{}, fmt.Sprint("native ", cores)},
		{"PAWGEN_ENGINE=native\nPAWGEN_THREADS=7", control.Settings{}, "native 7"},
		{"PAWGEN_ENGINE=steam\nPAWGEN_THREADS=none", control.Settings{Engine: "native", Threads: 5}, "native 5"},
		{"PAWGEN_ENGINE=steam", control.Settings{}, "bad configuration: engine \"steam\" is not in this binary"},
		{"PAWGEN_THREADS=none", control.Settings{}, `bad configuration: PAWGEN_THREADS is "none" (want a number from 1 on)`},
		{"PAWGEN_THREADS=0", control.Settings{}, `bad configuration: PAWGEN_THREADS is "0" (want a number from 1 on)`},
	}
	for _, test := range tests {
		getenv := func(name string) string {
			_, value, _ := strings.Cut("\n"+test.environment, "\n"+name+"=")
			value, _, _ = strings.Cut(value, "\n")
			return value
		}
		got := ""
		if p, err := newProcess(test.chosen, getenv); err != nil {
			got = err.Error()
			if !errors.Is(err, pawgen.ErrBadConfig) {
				t.Errorf("error %v is no ErrBadConfig", err)
			}
		} else {
			got = fmt.Sprint(p.settings.Engine, " ", p.settings.Threads)
		}
		if !strings.HasPrefix(got, test.want) {
			t.Errorf("%q: %s, want %s", test.environment, got, test.want)
		}
	}
}
