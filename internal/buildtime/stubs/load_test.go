package stubs

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

func TestLoadFailures(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "go.mod", "module load.test\n\ngo 1.25.0\n")
	write(t, dir, "empty/README", "")
	write(t, dir, "a/a.go", "package a\n\nimport _ \"load.test/b\"\n")
	write(t, dir, "b/b.go", "package b\n\nimport _ \"load.test/a\"\n")
	tests := []struct{ pattern, want string }{
		{".", "load .: no Go files in DIR"},
		{"./none", "load ./none: stat DIR/none: directory not found"},
		{"./empty/...", `no packages match ["./empty/..."]`},
		{"load.test/none", "load load.test/none: no required module provides package load.test/none; to add it:\n\tgo get load.test/none"},
		{"./a", "load load.test/a: import cycle not allowed: import stack: [load.test/a load.test/b load.test/a]"},
	}
	for _, test := range tests {
		packages, err := Load(t.Context(), dir, test.pattern)
		if packages != nil || err == nil {
			t.Errorf("%s: %d packages and error %v", test.pattern, len(packages), err)
			continue
		}
		got := filepath.ToSlash(strings.ReplaceAll(err.Error(), dir, "DIR"))
		if got != test.want {
			t.Errorf("%s: error\n%s\nwant\n%s", test.pattern, got, test.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Load(ctx, dir, "./a")
	if want := "load: context canceled"; !errors.Is(err, context.Canceled) || err.Error() != want {
		t.Errorf("cancelled: %v", err)
	}
}

// TestLoadOne loads a package whose enum is in another one that nobody asked
// for, which does not compile before it is generated, with flags that change
// what export data says, and from another folder.
func TestLoadOne(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "go.mod", "module load.test\n\ngo 1.25.0\n")
	write(t, dir, "a/a.go", `package a

import "load.test/b"

//paw:spec Answers any question.
//paw:example F("x") == b.Two
func F(q string) b.E { return pawF(q) }
`)
	write(t, dir, "b/b.go", `package b

type E int

const (
	Zwei E = iota // is German
	Two           // is English
)

//paw:colour is a mistake that nobody asked for
func F(q string) E { return pawF(q) }
`)
	load := func(dir string, patterns ...string) string {
		t.Helper()
		packages, err := Load(t.Context(), dir, patterns...)
		if err != nil || len(packages) != 1 {
			t.Fatalf("%d packages, error %v", len(packages), err)
		}
		p := packages[0]
		if p.Name != "a" || p.Path != "load.test/a" || filepath.Base(p.Dir) != "a" || len(p.Functions) != 1 {
			t.Errorf("package %+v", p)
		}
		return filepath.ToSlash(describe(p.Functions[0]))
	}
	want := `
a.go:7:6: a.F -> pawF
	param q string (string)
	result b.E enum 0 0
	label "Zwei" = Zwei "is German"
	label "Two" = Two "is English"
	spec "Answers any question."
	example "x" -> "Two"
	base "" compiler "" accuracy 0 max_tokens 0
`
	if got := load(filepath.Join(dir, "a")); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	t.Setenv("GOFLAGS", "-trimpath")
	if got := load(filepath.Join(dir, "a"), "load.test/a"); got != want {
		t.Errorf("with -trimpath: got %s\nwant %s", got, want)
	}
	if got := load(dir, "./a"); got != strings.Replace(want, "a.go", "a/a.go", 1) {
		t.Errorf("from the parent: got %s\nwant %s", got, want)
	}
	if got := load(filepath.Join(dir, "b"), "../a"); got != strings.Replace(want, "a.go", "../a/a.go", 1) {
		t.Errorf("from a sibling: got %s\nwant %s", got, want)
	}
}
