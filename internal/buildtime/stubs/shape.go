package stubs

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/pawgen/pawgen/internal/answer/schema"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// Shape is a result type, or a part of one, as Go and as answers have it.
type Shape struct {
	Type   types.Type
	Form   compiler.Result
	Labels []Label  // of an enum, in the order of Form.Labels
	Fields []*Shape // of a struct, in the order of Form.Fields
	Elem   *Shape   // of a slice, map or pointer
}

// shaper reads the result type of a function. It reports what can't be an answer.
type shaper struct {
	*reader
	function *Function
	inside   []*types.TypeName // of the structs that are being read, outermost first
	err      error             // a failure to load what a type needs
}

// place is what a type is written for, with where to report mistakes.
type place struct {
	pos  token.Pos
	what string // "result type", "field Order.Name: type"
}

// bad reports a mistake. It is always nil.
func (s *shaper) bad(at place, hint, format string, args ...any) *Shape {
	s.reportAt(at.pos, hint, s.function.Name+": "+format, args...)
	return nil
}

// unsupported reports a type that no answer can have.
func (s *shaper) unsupported(t types.Type, at place, hint string) *Shape {
	return s.bad(at, hint, "%s %s is not supported", at.what, s.typeString(t))
}

// shape reads a type; it is nil after a report.
func (s *shaper) shape(t types.Type, at place) *Shape {
	if !writable(t) {
		if _, args := Declared(t); args != nil {
			return s.bad(at, hintAlias, "the type arguments of %s are not supported", s.typeString(t))
		}
		if _, ok := t.(*types.Struct); ok {
			return s.unsupported(t, at, "give the struct type a name")
		}
	}
	if isNamed(t, "time", "Duration") {
		return s.unsupported(t, at, "use an integer, and name the unit in the spec")
	}
	if isTime(t) {
		return &Shape{Type: t, Form: compiler.Result{Kind: compiler.Time}}
	}
	if method := ownJSON(t); method != "" {
		return s.bad(at, "use a type without that method", "%s %s has a form of its own (method %s)", at.what, s.typeString(t), method)
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return s.scalar(t, u, at)
	case *types.Pointer:
		return s.pointer(t, u, at)
	case *types.Slice:
		if isByte(u.Elem()) {
			return s.unsupported(t, at, "use string")
		}
		return s.elem(t, u.Elem(), compiler.List, at)
	case *types.Map:
		if b, ok := u.Key().Underlying().(*types.Basic); !ok || b.Kind() != types.String || ownJSON(u.Key()) != "" {
			return s.unsupported(t, at, "make the keys strings")
		}
		return s.elem(t, u.Elem(), compiler.Map, at)
	case *types.Struct:
		return s.structure(t, u, at)
	}
	return s.unsupported(t, at, resultTypes)
}

// elem reads a type with one elem.
func (s *shaper) elem(t, elem types.Type, kind compiler.Kind, at place) *Shape {
	e := s.shape(elem, at)
	if e == nil {
		return nil
	}
	return &Shape{Type: t, Elem: e, Form: compiler.Result{Kind: kind, Elem: &e.Form}}
}

// pointer reads a pointer, whose null is there or not once.
func (s *shaper) pointer(t types.Type, p *types.Pointer, at place) *Shape {
	if name, _ := Declared(types.Unalias(t)); name != nil {
		return s.unsupported(t, at, "write *"+s.typeString(p.Elem()))
	}
	shape := s.elem(t, p.Elem(), compiler.Optional, at)
	if shape != nil && shape.Elem.Form.Kind == compiler.Optional {
		return s.unsupported(t, at, "use a pointer to a value")
	}
	return shape
}

// scalar reads a named or unnamed basic type.
func (s *shaper) scalar(t types.Type, basic *types.Basic, at place) *Shape {
	if _, ok := scalar(t); !ok {
		return s.unsupported(t, at, resultTypes)
	}
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil && basic.Info()&(types.IsString|types.IsInteger) != 0 {
		list, err := s.constants(named)
		if err != nil {
			s.err = err
			return nil
		}
		if len(list) > 0 {
			return s.enum(t, basic, list, at)
		}
	}
	return &Shape{Type: t, Form: PlainResult(basic)}
}

// structure reads a struct with all its fields.
func (s *shaper) structure(t types.Type, u *types.Struct, at place) *Shape {
	name, _ := Declared(types.Unalias(t))
	if name == nil {
		return s.unsupported(t, at, "give the struct type a name")
	}
	if slices.Contains(s.inside, name) {
		return s.bad(at, "an answer must end; write the levels out, or use a list", "%s %s contains itself", at.what, s.typeString(t))
	}
	s.inside = append(s.inside, name)
	defer func() { s.inside = s.inside[:len(s.inside)-1] }()
	fields, err := s.fields(name, u)
	if err != nil {
		s.err = err
		return nil
	}
	shape := &Shape{Type: t, Form: compiler.Result{Kind: compiler.Object}}
	good := true
	for _, f := range fields {
		if name.Pkg() != s.pkg.Types { // its own mistakes are reported where the function uses it
			f.pos, f.typePos = at.pos, at.pos
		}
		part := s.field(name, f, shape)
		if part == nil {
			good = false
			continue
		}
		shape.Fields = append(shape.Fields, part)
		shape.Form.Fields = append(shape.Form.Fields, compiler.Field{Name: f.jsonName, Doc: f.doc, Type: part.Form})
	}
	if !good {
		return nil
	}
	return shape
}

// field reads a field, whose struct has the fields before it already.
func (s *shaper) field(owner *types.TypeName, f structField, before *Shape) *Shape {
	at := place{f.pos, "field " + owner.Name() + "." + f.Name()}
	switch {
	case f.Embedded():
		return s.bad(at, "give the field a name", "%s is embedded", at.what)
	case !f.Exported():
		return s.bad(at, "export it, or use a struct without it", "%s is not exported: encoding/json can't fill it", at.what)
	case f.quoted:
		return s.bad(at, "remove it", `%s has the option "string" in its json tag`, at.what)
	case slices.ContainsFunc(before.Form.Fields, func(b compiler.Field) bool { return b.Name == f.jsonName }):
		return s.bad(at, "rename one in its json tag", "%s has the JSON name %q of another field", at.what, f.jsonName)
	}
	if _, ok := schema.Quote(f.jsonName); !ok {
		return s.bad(at, "rename it in its json tag", "%s has the JSON name %q, which no answer can have", at.what, f.jsonName)
	}
	at.pos, at.what = f.typePos, at.what+": type"
	shape := s.shape(f.Type(), at)
	if shape != nil && !s.limit(shape, f.directives, at) {
		return nil
	}
	return shape
}

// ownJSON is a method by which a type reads JSON in its own way, "" if it has none.
func ownJSON(t types.Type) string {
	if _, ok := types.Unalias(t).(*types.Pointer); ok {
		return ""
	}
	for _, name := range []string{"UnmarshalJSON", "UnmarshalText", "UnmarshalJSONFrom"} {
		if object, _, _ := types.LookupFieldOrMethod(t, true, nil, name); object != nil {
			if _, ok := object.(*types.Func); ok {
				return name
			}
		}
	}
	return ""
}

func isTime(t types.Type) bool { return isNamed(t, "time", "Time") }

// isNamed says whether a type is the one that a package declares by a name.
func isNamed(t types.Type, path, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == path
}

func isByte(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == types.Byte
}

// resultNode is the expression of the first result.
func (s *stub) resultNode() ast.Expr { return s.decl.Type.Results.List[0].Type }
