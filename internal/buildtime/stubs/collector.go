package stubs

import (
	"fmt"
	"go/token"
	"path/filepath"

	"github.com/pawgen/pawgen/annotations"
)

// collector gathers diagnostics while packages are read.
type collector struct {
	dir  string // absolute; positions become relative to it
	list annotations.Diagnostics
}

// report adds a diagnostic. The hint may be empty.
func (c *collector) report(pos token.Position, hint, format string, args ...any) {
	c.list = append(c.list, annotations.Diagnostic{Pos: c.relative(pos), Message: fmt.Sprintf(format, args...), Hint: hint})
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
