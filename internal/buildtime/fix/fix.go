// Package fix brings Go source that was written for an earlier pawgen up to date.
//
// What people write with was part of package runtime once; it is package pawgen
// now, and package runtime is for generated code alone. Command pawgen fix
// rewrites stubs and the code around them.
package fix

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
)

const (
	doorPath    = "github.com/pawgen/pawgen"
	runtimePath = doorPath + "/runtime"
	doorName    = "pawgen"
)

// moved are the names that package runtime had and package pawgen has.
var moved = []string{
	"AddHook", "Alternative", "Calibrate", "CallInfo", "Complete", "Configure", "Cut", "Engine",
	"ErrBadArgument", "ErrBadBase", "ErrBadConfig", "ErrBadLabels", "ErrBadProgram", "ErrBadType",
	"ErrContextOverflow", "ErrMaxTokens", "ErrNoBase", "ErrWrongBase", "Error", "Finish", "Hook", "Memory",
	"Option", "Result", "SavePrefixes", "SlogHook", "Statistics", "Stats", "Threads", "Token", "Usage",
}

// Moved says whether a name of package runtime is one of package pawgen now.
func Moved(name string) bool { return slices.Contains(moved, name) }

// edit replaces a part of a file.
type edit struct {
	start, end int // bytes
	text       string
}

// File rewrites the source of a Go file, whose name is for errors. A file that
// needs no change comes back as it is.
func File(name string, source []byte) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, source, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	old, door := imported(file, runtimePath), imported(file, doorPath)
	if old == nil || local(old) == "." || local(old) == "_" {
		return source, nil
	}
	to := doorName
	if door != nil {
		to = local(door)
	}
	place := func(pos token.Pos) int { return fset.Position(pos).Offset }
	var edits []edit
	others := 0
	ast.Inspect(file, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := s.X.(*ast.Ident)
		if !ok || x.Name != local(old) || x.Obj != nil { // an Obj is a variable that hides the package
			return true
		}
		if !Moved(s.Sel.Name) {
			others++
			return true
		}
		edits = append(edits, edit{place(x.Pos()), place(x.End()), to})
		return true
	})
	if len(edits) == 0 {
		return source, nil
	}
	if declares(file, to) && door == nil {
		return nil, fmt.Errorf("%s: declares %s, which must be the name of package %s\n\thint: rename it", name, to, doorPath)
	}
	switch start, end := place(old.Pos()), place(old.End()); {
	case others > 0 && door == nil:
		edits = append(edits, edit{start, start, strconv.Quote(doorPath) + importEnd(file, old)})
	case others == 0 && door == nil:
		edits = append(edits, edit{start, end, strconv.Quote(doorPath)})
	case others == 0:
		edits = append(edits, edit{start, end, ""})
	}
	slices.SortFunc(edits, func(a, b edit) int { return b.start - a.start })
	out := bytes.Clone(source)
	for _, e := range edits {
		out = slices.Replace(out, e.start, e.end, []byte(e.text)...)
	}
	return format.Source(out)
}

// imported is the import of a path; nil if there is none.
func imported(file *ast.File, path string) *ast.ImportSpec {
	for _, i := range file.Imports {
		if i.Path.Value == strconv.Quote(path) {
			return i
		}
	}
	return nil
}

// local is the name of an imported package in its file.
func local(i *ast.ImportSpec) string {
	if i.Name != nil {
		return i.Name.Name
	}
	if i.Path.Value == strconv.Quote(runtimePath) {
		return "runtime"
	}
	return doorName
}

// importEnd ends an import that is put before another one.
func importEnd(file *ast.File, next *ast.ImportSpec) string {
	for _, d := range file.Decls {
		if d, ok := d.(*ast.GenDecl); ok && slices.Contains(d.Specs, ast.Spec(next)) && !d.Lparen.IsValid() {
			return "\nimport "
		}
	}
	return "\n"
}

// declares says whether a file declares a name for the whole package.
func declares(file *ast.File, name string) bool {
	return file.Scope.Lookup(name) != nil
}
