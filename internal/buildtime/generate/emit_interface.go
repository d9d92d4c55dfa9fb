package generate

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// interfaces lists the interfaces that functions are methods of, sorted.
func interfaces(functions []*stubs.Function) []string {
	var names []string
	for _, f := range functions {
		if f.Interface != "" && !slices.Contains(names, f.Interface) {
			names = append(names, f.Interface)
		}
	}
	slices.Sort(names)
	return names
}

// emitImplementation declares the type that implements an interface:
//
//	// pawTriage implements Triage.
//	type pawTriage struct{}
//
//	var _ Triage = pawTriage{}
func emitImplementation(name string) *jen.Statement {
	implementation := stubs.Implementation(name)
	return jen.Comment(implementation + " implements " + name + ".").Line().
		Type().Id(implementation).Struct().Line().Line().
		Var().Id("_").Id(name).Op("=").Id(implementation).Values()
}

// emitMethod calls the twin of a method:
//
//	// Department implements Triage.
//	func (pawTriage) Department(msg string) Dept {
//		return pawTriageDepartment(msg)
//	}
func emitMethod(f *stubs.Function) *jen.Statement {
	var args []jen.Code
	if f.Context {
		args = append(args, jen.Id("ctx"))
	}
	for _, local := range localNames(f) {
		args = append(args, jen.Id(local))
	}
	return jen.Comment(f.Method + " implements " + f.Interface + ".").Line().
		Func().Params(jen.Id(stubs.Implementation(f.Interface))).Id(f.Method).Add(emitSignature(f)).
		Block(jen.Return(jen.Id(f.Names().Twin).Call(args...)))
}
