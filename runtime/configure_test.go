package runtime

import (
	"errors"
	"fmt"
	goruntime "runtime"
	"strings"
	"testing"
)

// apply is what Configure does before the first call.
func apply(options ...Option) (s settings, err error) {
	for _, choose := range options {
		if err := choose(&s); err != nil {
			return s, err
		}
	}
	return s, nil
}

func TestConfigureAfterTheFirstCall(t *testing.T) {
	ask(t, NewFunc("test.Func", file(), Enum(departments...)), "hello")
	err := Configure(Threads(1))
	if want := "paw: Configure after the first call of a function\n\thint: call it at the start of main"; fmt.Sprint(err) != want {
		t.Errorf("error %v, want %q", err, want)
	}
}

func TestOptions(t *testing.T) {
	tests := []struct {
		option Option
		want   string
	}{
		{Threads(0), "0 threads (want at least 1)"},
		{Engine("steam"), "bad configuration: engine \"steam\" is not in this binary, it has [\"native\"]\n\thint: import the package that registers \"steam\""},
		{Threads(3), "<nil>"},
		{Memory(-1), "-1 bytes of memory (want at least 0)"},
		{Memory(0), "<nil>"},
		{SavePrefixes("configure_test.go"), "bad configuration: folder of saved prefixes: mkdir configure_test.go: not a directory"},
		{SavePrefixes(""), "bad configuration: folder of saved prefixes: no name"},
		{Engine("native"), "<nil>"},
	}
	for _, test := range tests {
		if _, err := apply(test.option); fmt.Sprint(err) != test.want {
			t.Errorf("error %v, want %q", err, test.want)
		}
	}
}

func TestEnvironment(t *testing.T) {
	cores := goruntime.GOMAXPROCS(0)
	tests := []struct {
		environment string // NAME=value lines
		options     []Option
		want        string
	}{
		{"", nil, fmt.Sprint("native ", cores)},
		{"PAWGEN_ENGINE=native\nPAWGEN_THREADS=7", nil, "native 7"},
		{"PAWGEN_ENGINE=steam\nPAWGEN_THREADS=none", []Option{Engine("native"), Threads(5)}, "native 5"},
		{"PAWGEN_ENGINE=steam", nil, "bad configuration: engine \"steam\" is not in this binary"},
		{"PAWGEN_THREADS=none", nil, `bad configuration: PAWGEN_THREADS is "none" (want a number from 1 on)`},
		{"PAWGEN_THREADS=0", nil, `bad configuration: PAWGEN_THREADS is "0" (want a number from 1 on)`},
	}
	for _, test := range tests {
		getenv := func(name string) string {
			_, value, _ := strings.Cut("\n"+test.environment, "\n"+name+"=")
			value, _, _ = strings.Cut(value, "\n")
			return value
		}
		chosen, err := apply(test.options...)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if p, err := newProcess(chosen, getenv); err != nil {
			got = err.Error()
			if !errors.Is(err, ErrBadConfig) {
				t.Errorf("error %v is no ErrBadConfig", err)
			}
		} else {
			got = fmt.Sprint(p.settings.engine, " ", p.settings.threads)
		}
		if !strings.HasPrefix(got, test.want) {
			t.Errorf("%q: %s, want %s", test.environment, got, test.want)
		}
	}
}
