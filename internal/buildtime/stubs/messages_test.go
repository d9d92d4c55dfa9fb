package stubs

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/annotations"
)

// TestMessages compares the whole text of every message, with its position
// and hint, in files with either line ending. Each case is a package of one
// module, loaded at once.
func TestMessages(t *testing.T) {
	cases := readCases(t, "testdata/messages")
	for _, newline := range []string{"\n", "\r\n"} {
		dir := writeCases(t, "messages.test", cases, newline)
		got := map[string]string{}
		for _, d := range diagnostics(t, dir, "./...") {
			name, _, _ := strings.Cut(filepath.ToSlash(d.Pos.Filename), "/")
			got[name] += strings.ReplaceAll(filepath.ToSlash(d.String()), name+"/", "") + "\n"
		}
		compare(t, "testdata/messages", cases, got)
	}
}

// diagnostics loads packages that have mistakes.
func diagnostics(t *testing.T, dir string, patterns ...string) annotations.Diagnostics {
	t.Helper()
	packages, err := Load(t.Context(), dir, patterns...)
	var list annotations.Diagnostics
	if !errors.As(err, &list) {
		t.Fatalf("error is %v, want diagnostics", err)
	}
	if packages != nil {
		t.Errorf("%d packages beside diagnostics, want none", len(packages))
	}
	return list
}

// TestError has diagnostics in the order of their places, each once.
func TestError(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "go.mod", "module messages.test\n\ngo 1.25.0\n")
	write(t, dir, "b.go", "package p\n\n//paw:sepc x\nfunc F(s string) string { return pawF(s) }\n")
	write(t, dir, "a.go", "package p\n\n//paw:base\nvar x int\n\n//paw:spec a\nfunc f(s string) string { return pawF(s) }\n")
	got := diagnostics(t, dir).Error()
	want := `a.go:3:3: directive "paw:base" stands before variable x
	hint: move it to the doc comment of a function
a.go:6:12: f: spec has 1 characters, want at least 10
	hint: say what goes in, what comes out, and how to decide
b.go:3:3: unknown directive "paw:sepc"
	hint: did you mean paw:spec?`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestManyLabels has more labels than any compiler can tell apart.
func TestManyLabels(t *testing.T) {
	var source strings.Builder
	source.WriteString("package p\n\n//paw:spec Say which code a message is about.\nfunc F(s string) Code { return pawF(s) }\n\ntype Code string\n\nconst (\n")
	for i := range 5000 {
		fmt.Fprintf(&source, "\tC%d Code = \"code %d\"\n", i, i)
	}
	source.WriteString(")\n")
	dir := t.TempDir()
	write(t, dir, "go.mod", "module messages.test\n\ngo 1.25.0\n")
	write(t, dir, "p.go", source.String())
	got := diagnostics(t, dir).Error()
	want := `p.go:4:18: F: result type Code has 5000 constants, want at most 1000
	hint: ask in two steps: first for a group, then within it`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
