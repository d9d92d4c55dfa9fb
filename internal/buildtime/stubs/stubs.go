// Package stubs reads what the developer wrote: the stubs of a package, their
// specs, examples and tests. Package annotations documents the directives.
//
// It is the first stage. [Load] finds stubs with go/packages, also before
// anything was generated, and reports all mistakes together as
// [annotations.Diagnostics]. Package generate takes its [Package] values, hands
// each [Function]'s spec to a compiler and writes the code that the stubs call.
package stubs

import (
	"go/token"
	"go/types"
	"path"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// Package is a loaded package. It may have no stubs at all: the ones that it
// had may be gone since the last generation.
type Package struct {
	Name      string      // as in the package clause, "helpdesk"
	Path      string      // the import path
	Dir       string      // the folder of its files, absolute
	Functions []*Function // in source order: by file name, then by position
}

// Title is what names of the package's functions begin with: its name or,
// since all commands are called main, the last element of a command's path.
func (p *Package) Title() string { return title(p.Name, p.Path) }

func title(name, importPath string) string {
	if name == "main" {
		return path.Base(importPath)
	}
	return name
}

// Function is a stub without mistakes.
type Function struct {
	// Name is that of the function, or "Triage_Department" for a method of an interface.
	Name string
	// Interface is the interface of a method, "" for a function; Method is the
	// name in the declaration, by which examples call it.
	Interface, Method string
	// Pos is where the name stands; like all positions of this package it has
	// its file relative to Load's dir, as diagnostics print it.
	Pos token.Position
	// PseudoPos is where paw:pseudo stands, if Spec has a pseudo-program.
	PseudoPos token.Position
	// Spec is what a compiler gets to see.
	Spec compiler.Spec
	// Tests measure a program; no compiler sees them.
	Tests []Test
	// Accuracy is the least share of Tests that must pass, 0 to 1.
	Accuracy float64
	// Base and Compiler are names from paw:base and paw:compiler; "" leaves the choice open.
	Base, Compiler string
	// Context is set if the first parameter is a context.Context; Error if the second result is an error.
	Context, Error bool
	// Params are the parameters after the context.
	Params []Param
	// Result is the type of the answer: of the first result, or what it wraps.
	Result types.Type
	// Details is set if the first result is a pawgen.Result; Stream if it is an iter.Seq2[string, error].
	Details, Stream bool
	// Shape is Result and its parts.
	Shape *Shape
	// Advice is what could be said better; it is no mistake.
	Advice annotations.Diagnostics
	// Labels are the answers if Result is an enum, in the order of Spec.Result.Labels.
	Labels []Label
}

// Param is a parameter of a stub.
type Param struct {
	Name string
	Type types.Type
}

// Label is one answer of an enum.
type Label struct {
	Text  string       // what the interpreter writes
	Const *types.Const // the constant that it stands for
}

// Test is a call with the answer that it should give.
type Test struct {
	Pos token.Position // of the directive
	compiler.Example
}
