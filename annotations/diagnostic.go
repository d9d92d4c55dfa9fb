package annotations

import (
	"cmp"
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
)

// Diagnostic is one mistake in the annotations, or in the Go code around them.
type Diagnostic struct {
	Pos     token.Position // the file is relative to Load's dir
	Message string
	Hint    string // the next step; may be empty
}

// String gives "file:line:col: message", with the hint on a line of its own.
func (d Diagnostic) String() string {
	s := fmt.Sprintf("%s: %s", d.Pos, d.Message)
	if d.Hint != "" {
		s += "\n\thint: " + d.Hint
	}
	return s
}

// Diagnostics are mistakes; those of a Load are sorted by position.
type Diagnostics []Diagnostic

// Error gives the diagnostics, a line or two each.
func (d Diagnostics) Error() string {
	lines := make([]string, len(d))
	for i := range d {
		lines[i] = d[i].String()
	}
	return strings.Join(lines, "\n")
}

// Err is nil if there are no diagnostics, and else the diagnostics themselves,
// sorted by position, each once. It sorts d itself.
func (d Diagnostics) Err() error {
	if len(d) == 0 {
		return nil
	}
	slices.SortStableFunc(d, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.Pos.Filename, b.Pos.Filename),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return slices.Compact(d)
}

// collector gathers diagnostics while packages are read.
type collector struct {
	dir  string // absolute; positions become relative to it
	list Diagnostics
}

// report adds a diagnostic. The hint may be empty.
func (c *collector) report(pos token.Position, hint, format string, args ...any) {
	c.list = append(c.list, Diagnostic{c.relative(pos), fmt.Sprintf(format, args...), hint})
}

// relative makes the position's file relative to the collector's folder.
func (c *collector) relative(pos token.Position) token.Position {
	if filepath.IsAbs(pos.Filename) {
		pos.Filename = Relative(c.dir, pos.Filename)
	}
	return pos
}

// Relative is an absolute path as diagnostics show it: relative to dir, unless
// it lies so far away that the whole path is shorter.
func Relative(dir, path string) string {
	if rel, err := filepath.Rel(dir, path); err == nil && len(rel) < len(path) {
		return rel
	}
	return path
}
