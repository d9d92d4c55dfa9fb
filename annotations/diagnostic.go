package annotations

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strings"
)

// Diagnostic is one mistake in the annotations, or in the Go code around them.
type Diagnostic struct {
	Pos     token.Position // the file is relative to the folder that was loaded from
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

// Diagnostics are mistakes; those of a load are sorted by position.
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
