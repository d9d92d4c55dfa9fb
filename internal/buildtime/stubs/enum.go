package stubs

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// mostLabels is the most labels of an enum. Programs are far from choosing well
// among as many; it only keeps mistakes from growing.
const mostLabels = 1000

// enum reads the labels of a named string or integer type that has constants of
// exactly that type in its package.
func (s *shaper) enum(t types.Type, basic *types.Basic, list []labelled, at place) *Shape {
	shape := &Shape{Type: t, Form: compiler.Result{Kind: compiler.Enum}}
	for _, c := range list {
		text := c.object.Name()
		if basic.Info()&types.IsString != 0 {
			text = constant.StringVal(c.object.Val())
		}
		shape.Labels = append(shape.Labels, Label{text, c.object})
		shape.Form.Labels = append(shape.Form.Labels, compiler.Label{Text: text, Doc: c.doc})
	}
	if !s.labels(shape, at) {
		return nil
	}
	return shape
}

// labels reports labels that can't be told apart or can't be written, and says
// whether all are fine.
func (s *shaper) labels(shape *Shape, at place) bool {
	name := s.typeString(shape.Type)
	switch n := len(shape.Labels); {
	case n == 1:
		s.bad(at, "add constants of type "+name+", or use bool", "%s %s has only one constant (%s)", at.what, name, shape.Labels[0].Const.Name())
		return false
	case n > mostLabels:
		s.bad(at, "ask in two steps: first for a group, then within it", "%s %s has %d constants, want at most %d", at.what, name, n, mostLabels)
		return false
	}
	fine := true
	bad := func(c *types.Const, hint, format string, args ...any) {
		pos := at.pos
		if c.Pkg() == s.pkg.Types {
			pos = c.Pos() // the mistake is not the function's, two of them report it once
		}
		s.reportAt(pos, hint, format, args...)
		fine = false
	}
	texts := map[string]*types.Const{}  // by folded text
	values := map[string]*types.Const{} // by exact value
	for _, l := range shape.Labels {
		c, value := l.Const, l.Const.Val().ExactString()
		switch {
		case l.Text == "":
			bad(c, "give it a text, such as \"none\"", "label %s of %s is empty", c.Name(), name)
		case !written(l.Text):
			bad(c, "write it as plain text on one line", "label %s of %s is %q: space at an end, or characters that can't be printed", c.Name(), name, l.Text)
		case values[value] != nil:
			bad(c, "remove one of the two", "labels %s and %s of %s have the same value %s", values[value].Name(), c.Name(), name, value)
		case texts[fold(l.Text)] != nil:
			bad(c, "make them differ in more", "labels %s and %s of %s differ only in case", texts[fold(l.Text)].Name(), c.Name(), name)
		}
		texts[fold(l.Text)], values[value] = c, c
	}
	return fine
}

// written says whether a label can be an answer: valid, printable, and without space at its ends.
func written(s string) bool {
	return utf8.ValidString(s) && strings.TrimSpace(s) == s && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}

// fold makes strings equal that differ only in case.
func fold(s string) string { return strings.ToLower(strings.ToUpper(s)) }

// labelled is a constant with what its comments say.
type labelled struct {
	object *types.Const
	doc    string
}

// constants lists the constants of exactly the given type in its package, in
// source order; of another package's only the exported ones, which generated
// code can name.
func (r *reader) constants(named *types.Named) ([]labelled, error) {
	pkg := named.Obj().Pkg()
	files := r.pkg.Syntax
	if pkg != r.pkg.Types {
		var err error
		if files, err = r.source.files(pkg.Path()); err != nil {
			return nil, err
		}
	}
	var list []labelled
	for _, f := range files {
		for _, d := range f.Decls {
			d, ok := d.(*ast.GenDecl)
			if !ok || d.Tok != token.CONST {
				continue
			}
			for _, spec := range d.Specs {
				spec := spec.(*ast.ValueSpec)
				for _, name := range spec.Names {
					c, ok := pkg.Scope().Lookup(name.Name).(*types.Const)
					if ok && types.Identical(c.Type(), named) && (pkg == r.pkg.Types || c.Exported()) {
						list = append(list, labelled{c, constDoc(d, spec)})
					}
				}
			}
		}
	}
	return list, nil
}

// constDoc is what the doc and the line comment of a constant say, a line
// each: how a comment is wrapped should not make another program.
func constDoc(d *ast.GenDecl, spec *ast.ValueSpec) string {
	doc := spec.Doc
	if doc == nil && !d.Lparen.IsValid() {
		doc = d.Doc
	}
	return fieldDoc(doc, spec.Comment)
}
