package annotations

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
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
func diagnostics(t *testing.T, dir string, patterns ...string) Diagnostics {
	t.Helper()
	packages, err := Load(t.Context(), dir, patterns...)
	var list Diagnostics
	if !errors.As(err, &list) {
		t.Fatalf("error is %v, want diagnostics", err)
	}
	if packages != nil {
		t.Errorf("%d packages beside diagnostics, want none", len(packages))
	}
	return list
}
