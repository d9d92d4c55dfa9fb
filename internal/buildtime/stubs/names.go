package stubs

import (
	"go/types"
	"unicode"
	"unicode/utf8"
)

// Names are the names of what package generate declares for a stub.
type Names struct {
	Twin    string // the function that the stub calls, "pawClassifyIntent"
	Context string // the twin with a context and an error
	Func    string // the variable of the function in the runtime
	File    string // the variable of the embedded program
}

// Names are the stub's generated names.
func (f *Function) Names() Names {
	if f.Interface != "" {
		return namesOf(f.Interface + f.Method)
	}
	return namesOf(f.Name)
}

// Implementation is the generated type that implements an interface, "pawTriage" for Triage.
func Implementation(name string) string { return namesOf(name).Twin }

// All lists the names.
func (n Names) All() []string { return []string{n.Twin, n.Context, n.Func, n.File} }

// namesOf are the names for a function: "pawClassify" for Classify and for classify.
func namesOf(function string) Names {
	first, size := utf8.DecodeRuneInString(function)
	twin := "paw" + string(unicode.ToUpper(first)) + function[size:]
	return Names{twin, twin + "Context", twin + "Func", twin + "File"}
}

// RuntimeName is the name under which generated code imports package runtime:
// "runtime" is the standard library's.
const RuntimeName = "pawrt"

// used are the names that all generated code uses.
var used = []string{"context", RuntimeName, "string", "error"}

// names reports declarations and imports that generated code would clash with.
func (r *reader) names(stubs []*stub) {
	plain := false
	for _, s := range stubs {
		if s.decl.Recv != nil {
			continue
		}
		plain = true
		for _, name := range s.names().All() {
			r.generated(name, s.name())
		}
		if s.owner != "" {
			r.generated(Implementation(s.owner), s.owner)
		}
	}
	if !plain {
		return
	}
	for _, name := range used {
		r.taken(name, "generated code uses")
	}
}

// generated reports a declaration with the name of a generated one.
func (r *reader) generated(name, owner string) {
	if other := r.declared(name); other != nil {
		r.reportAt(other.Pos(), "rename it, or remove it if it was copied from generated code", "%s is the name of a generated declaration of %s", name, owner)
	}
}

// taken reports a declaration of the package with a name that its generated
// file needs for something else.
func (r *reader) taken(name, why string) {
	if other := r.pkg.Types.Scope().Lookup(name); other != nil {
		r.reportAt(other.Pos(), "rename it", "%s is a name that %s", name, why)
	}
}

// declared is what a name stands for in the package or in one of its files,
// where it is an import, nil if it is free.
func (r *reader) declared(name string) types.Object {
	scope := r.pkg.Types.Scope()
	if other := scope.Lookup(name); other != nil {
		return other
	}
	for i := range scope.NumChildren() {
		if other := scope.Child(i).Lookup(name); other != nil {
			return other
		}
	}
	return nil
}

// imports reports declarations with the names of the packages that generated
// code imports for f.
func (r *reader) imports(f *Function) {
	for _, p := range f.Packages() {
		if p != r.pkg.Types {
			r.taken(p.Name(), "generated code uses for package "+p.Path())
		}
	}
}
