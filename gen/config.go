package gen

import (
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/compiler"
)

// Compiler is a way to compile, by the name that paw:compiler uses.
type Compiler struct {
	Name string // "nano"
	Base string // ID of the base model that runs its programs, "nano"
	// New starts the compiler. It is called when something must be compiled.
	New func() (compiler.Compiler, error)
}

// Config is what generating and checking need to know besides the packages.
type Config struct {
	// Dir is the folder, absolute, that paths in messages are relative to; the
	// positions of the packages must be relative to it too.
	Dir string
	// Compilers are all that there are; the first is the default.
	Compilers []Compiler
	// Base gives the checksums of a base model's files.
	Base func(id string) (sums BaseSums, known bool)
	// Open makes a program answer the tests; it is [Open], except in tests of this package.
	Open func(name string, file []byte, result compiler.Result) (Answerer, error)
	// Candidates is the most programs that a compiler makes of one spec; the
	// one that passes most tests is kept. Zero means one.
	Candidates int
	// Force takes a program also if it passes fewer tests than that of paw.lock.
	Force bool
	// Progress, if not nil, is told what is going on.
	Progress func(Progress)
}

// BaseSums are the SHA-256 of a base model's interpreter and of the basis of
// its adapters, in lower-case hex.
type BaseSums struct{ Interpreter, Basis string }

// Progress is a step of the work on one function.
type Progress struct {
	Function string  // with its package, "helpdesk.ClassifyIntent"
	Stage    string  // what is being done, "adapter" or "tests"
	Done     float64 // the share of all functions' work that is done, 0 to 1
}

// choose gives the compiler and the base model of a function.
func (c Config) choose(f *annotations.Function) (Compiler, string, *annotations.Diagnostic) {
	name := f.Compiler
	if name == "" {
		name = c.Compilers[0].Name
	}
	var names []string
	for _, k := range c.Compilers {
		names = append(names, k.Name)
		if k.Name != name {
			continue
		}
		if f.Base != "" && f.Base != k.Base {
			return k, "", &annotations.Diagnostic{Pos: f.Pos,
				Message: fmt.Sprintf("%s: base model %q cannot run what compiler %q makes", f.Name, f.Base, k.Name),
				Hint:    "use //paw:base " + k.Base}
		}
		return k, k.Base, nil
	}
	return Compiler{}, "", &annotations.Diagnostic{Pos: f.Pos,
		Message: fmt.Sprintf("%s: unknown compiler %q", f.Name, name),
		Hint:    "use //paw:compiler " + strings.Join(names, " or ")}
}
