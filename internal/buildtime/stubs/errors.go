package stubs

import (
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/pawgen/pawgen/internal/buildtime/fix"
)

// positions are written by go list and go/packages as "file:line" or "file:line:col".
var positions = regexp.MustCompile(`^(.+?):(\d+)(?::(\d+))?$`)

// position reads a position as go/packages writes it; ok is false if it has none ("" or "-").
func position(s string) (pos token.Position, ok bool) {
	m := positions.FindStringSubmatch(s)
	if m == nil {
		return pos, false
	}
	pos.Filename = filepath.Clean(m[1])
	pos.Line, _ = strconv.Atoi(m[2])
	pos.Column, _ = strconv.Atoi(m[3])
	return pos, true
}

// syntaxErrors reports what the parser did not understand and says whether there was anything.
func (r *reader) syntaxErrors() bool {
	found := false
	for _, e := range r.pkg.Errors {
		if e.Kind == packages.ParseError {
			r.foreign(e)
			found = true
		}
	}
	return found
}

// typeErrors reports what is wrong in the Go code around the stubs. The twins
// are undefined until they are generated; a stub's body calls one and is
// checked by [reader.body], so nothing in it counts.
func (r *reader) typeErrors(stubs []*stub) {
	twins := map[string]bool{}
	for _, s := range stubs {
		for _, name := range append(s.names().All(), Implementation(s.owner)) {
			twins["undefined: "+name] = true
		}
	}
	for _, e := range r.pkg.Errors {
		if pos, ok := position(e.Pos); ok && e.Kind == packages.ListError && filepath.Base(pos.Filename) != GeneratedFile {
			r.foreign(e)
		}
	}
	for _, e := range r.pkg.TypeErrors {
		if !twins[e.Msg] && !inBody(stubs, e.Pos) {
			r.reportAt(e.Pos, r.hintUndefined(e), "%s", r.importError(e.Msg))
		}
	}
}

// importError is the message itself, or if it is about an import, what the go
// command said about it.
func (r *reader) importError(message string) string {
	rest, ok := strings.CutPrefix(message, "could not import ")
	path, _, _ := strings.Cut(rest, " ")
	if p := r.pkg.Imports[path]; ok && p != nil && len(p.Errors) > 0 {
		return p.Errors[0].Msg
	}
	return message
}

// foreign reports an error of go/packages.
func (r *reader) foreign(e packages.Error) {
	pos, _ := position(e.Pos)
	r.report(pos, "", "%s", e.Msg)
}

func inBody(stubs []*stub, pos token.Pos) bool {
	for _, s := range stubs {
		if body := s.decl.Body; body != nil && body.Pos() <= pos && pos < body.End() {
			return true
		}
	}
	return false
}

// hintUndefined recognises a stub that has no directives yet, and what package
// runtime had once.
func (r *reader) hintUndefined(e types.Error) string {
	undefined, ok := strings.CutPrefix(e.Msg, "undefined: ")
	if !ok {
		return ""
	}
	if _, name, ok := strings.Cut(undefined, "."); ok && fix.Moved(name) && r.pkg.Imports[doorPath+"/runtime"] != nil {
		return "it is part of package " + doorPath + " now: run pawgen fix"
	}
	for _, f := range r.pkg.Syntax {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Recv == nil && namesOf(d.Name.Name).Twin == undefined {
				return "if " + d.Name.Name + " is a stub, say what it does in its doc comment: //paw:spec text"
			}
		}
	}
	return ""
}
