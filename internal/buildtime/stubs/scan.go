package stubs

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// scan finds the package's stubs and package comments, reports directives that
// stand elsewhere, and says whether there were any directives at all.
func (r *reader) scan() (stubs []*stub, found bool) {
	var list []directive
	for _, f := range r.pkg.Syntax {
		owners := map[*ast.CommentGroup]string{}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if ds := parse(d.Doc); len(ds) > 0 {
					stubs = append(stubs, &stub{decl: d, directives: ds})
					found = true
				}
				owners[d.Doc] = "func"
			case *ast.GenDecl:
				own(owners, d)
				methods := r.interfaces(owners, d)
				found = found || len(methods) > 0
				stubs = append(stubs, methods...)
			}
		}
		inPackage := parse(f.Doc)
		list = append(list, inPackage...)
		owners[f.Doc] = "package"
		if r.strays(f, owners) || len(inPackage) > 0 {
			found = true
		}
	}
	r.defaults = r.packageSettings(list)
	return stubs, found
}

// own notes what the doc comments of a declaration are about.
func own(owners map[*ast.CommentGroup]string, d *ast.GenDecl) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			owners[s.Doc] = "type " + s.Name.Name
			owners[d.Doc] = owners[s.Doc]
			ownFields(owners, s)
		case *ast.ValueSpec:
			kind := "variable "
			if d.Tok == token.CONST {
				kind = "constant "
			}
			owners[s.Doc] = kind + s.Names[0].Name
			owners[d.Doc] = owners[s.Doc]
		}
	}
	switch {
	case d.Tok == token.IMPORT:
		owners[d.Doc] = "an import"
	case d.Lparen.IsValid():
		owners[d.Doc] = "a group of declarations"
	}
}

// ownFields notes the comments of a struct's fields.
func ownFields(owners map[*ast.CommentGroup]string, s *ast.TypeSpec) {
	t, ok := s.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, f := range t.Fields.List {
		name := "field"
		if len(f.Names) > 0 {
			name = fieldOwner + f.Names[0].Name
		}
		owners[f.Doc], owners[f.Comment] = name, name
	}
}

// fieldOwner begins what owns the comment of a field.
const fieldOwner = "field "

// strays reports directives that are not about a function, and says whether there were any.
func (r *reader) strays(f *ast.File, owners map[*ast.CommentGroup]string) bool {
	found := false
	for _, group := range f.Comments {
		owner := owners[group]
		if r.blocks(group) {
			found = true
		}
		if owner == "func" || owner == "package" {
			continue
		}
		for _, d := range parse(group) {
			switch {
			case strings.HasPrefix(owner, fieldOwner) && limiting[d.word]: // read with the functions whose result has the field
			case owner != "":
				r.reportAt(d.pos, "move it to the doc comment of a function", "directive %q stands before %s", prefix+d.word, owner)
			case r.tight(group, d):
				r.reportAt(d.pos, "put it into the doc comment, directly above func", "directive %q belongs to no function", prefix+d.word)
			default: // prose that begins with "paw:"; gofmt adds the space in doc comments only
				continue
			}
			found = true
		}
	}
	return found
}

// tight says whether there is no space between the slashes and the directive.
func (r *reader) tight(group *ast.CommentGroup, d directive) bool {
	return slices.ContainsFunc(group.List, func(c *ast.Comment) bool { return c.Slash+2 == d.pos })
}

// blocks reports known directives that open a line of a /* */ comment, where
// they mean nothing, and says whether there were any.
func (r *reader) blocks(group *ast.CommentGroup) bool {
	found := false
	for _, c := range group.List {
		text, ok := strings.CutPrefix(c.Text, "/*")
		if !ok {
			continue
		}
		for i, s := range strings.Split(text, "\n") {
			word, _, start, _, ok := line("//" + s)
			if !ok || !known(word) {
				continue
			}
			found = true
			pos := r.fset.Position(c.Slash)
			if i == 0 {
				pos.Column += start
			} else {
				pos.Line, pos.Column = pos.Line+i, start-2+1
			}
			r.report(pos, "write it as //"+prefix+word+" on a line of its own", "directive %q in a /* */ comment", prefix+word)
		}
	}
	return found
}

// testFiles reports stubs in the package's _test.go files and says whether
// there were any. Generated code could not call them: it is not a test.
func (r *reader) testFiles() bool {
	names, _ := filepath.Glob(filepath.Join(escape(r.pkg.Dir), "*_test.go"))
	found := false
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil || !bytes.Contains(src, []byte(prefix)) {
			continue
		}
		f, err := parser.ParseFile(r.fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			continue // go vet and go test say it better
		}
		for _, d := range f.Decls {
			d, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if ds := parse(d.Doc); len(ds) > 0 {
				found = true
				r.reportAt(ds[0].pos, "move the stub to a file whose name does not end in _test.go", "%s: a stub can't be in a test file", d.Name.Name)
			}
		}
	}
	return found
}

// escape makes a folder's name match itself in a pattern.
func escape(dir string) string {
	if filepath.Separator == '\\' {
		return dir
	}
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}
