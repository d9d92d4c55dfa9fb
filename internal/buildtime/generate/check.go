package generate

import (
	"bytes"
	"errors"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// Check lists what is stale, sorted by position; it needs no compiler, model
// or network. The error is nil or [annotations.Diagnostics].
func Check(packages []*stubs.Package, config Config) error {
	var list annotations.Diagnostics
	for _, p := range packages {
		pl, problems := makePlan(p, config)
		if len(problems) == 0 {
			problems = pl.stale()
		}
		list = append(list, problems...)
	}
	return list.Err()
}

// stale lists what generating would change, and accuracies that are not reached.
func (pl *plan) stale() annotations.Diagnostics {
	var list annotations.Diagnostics
	for _, s := range pl.steps {
		if d, ok := s.staleness(); ok {
			list = append(list, d)
		}
	}
	for _, e := range pl.left {
		list = append(list, pl.at(lockFile, lineOf(pl.lock, e.Function+" "), e.Function+": no stub is left", hintGenerate))
	}
	if len(list) > 0 {
		return list // paw_gen.go and paw.lock follow from these
	}
	changes, err := pl.changes()
	if err != nil {
		return annotations.Diagnostics{pl.at("", 0, err.Error(), "")}
	}
	for _, c := range changes {
		if isDone(c) {
			continue
		}
		name := filepath.Base(c.Path)
		have, err := os.ReadFile(c.Path)
		switch {
		case c.Data == nil && name == testFile:
			list = append(list, pl.at(name, 1, "no test is left", hintGenerate))
		case c.Data == nil:
			list = append(list, pl.at(name, 1, "no stub is left", hintGenerate))
		case errors.Is(err, fs.ErrNotExist):
			list = append(list, pl.at(name, 0, reason(err), hintGenerate))
		default:
			list = append(list, pl.at(name, difference(unixLines(have), c.Data), "pawgen would write another line here", hintGenerate))
		}
	}
	return list
}

// staleness says what is stale about one function.
func (s *step) staleness() (annotations.Diagnostic, bool) {
	d := annotations.Diagnostic{Pos: s.Pos, Hint: s.staleHint}
	switch {
	case s.stale != "":
		d.Message = s.Name + ": " + s.stale
	case s.retest:
		d.Message, d.Hint = s.Name+": tests changed since paw.lock", hintGenerate
	default:
		return s.inaccurate()
	}
	return d, true
}

// at is a diagnostic about a file of the package; line 0 is the file as a whole.
func (pl *plan) at(name string, line int, message, hint string) annotations.Diagnostic {
	pos := token.Position{Filename: filepath.Join(pl.dir, name), Line: line}
	if line > 0 {
		pos.Column = 1
	}
	return annotations.Diagnostic{Pos: pos, Message: message, Hint: hint}
}

// lineOf is the number of the first line that begins with prefix.
func lineOf(data []byte, prefix string) int {
	for i, line := range bytes.Split(data, []byte("\n")) {
		if bytes.HasPrefix(line, []byte(prefix)) {
			return i + 1
		}
	}
	return 1
}

// difference is the number of the first line in which two texts differ.
func difference(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return 1 + bytes.Count(a[:i], []byte("\n"))
		}
	}
	return 1 + bytes.Count(a[:min(len(a), len(b))], []byte("\n"))
}
