package generate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// Compiler is a way to compile, by the name that paw:compiler uses.
type Compiler struct {
	Name string // "nano"
	Base string // ID of the base model that runs its programs, "nano", if no other is asked for
	// Makes says whether it makes programs for another base model too; nil means it doesn't.
	Makes func(base string) bool
	// Pseudo is set if it takes the pseudo-program of a paw:pseudo.
	Pseudo bool
	// New starts the compiler for a base model. It is called when something
	// must be compiled.
	New func(base string) (compiler.Compiler, error)
}

// Config is what generating and checking need to know besides the packages.
type Config struct {
	// Dir is the folder, absolute, that paths in messages are relative to; the
	// positions of the packages must be relative to it too.
	Dir string
	// Compilers are all that there are.
	Compilers []Compiler
	// Default is the name of the compiler for functions that name none. If it is
	// "", such a function stays with the compiler that paw.lock has, and a new
	// one gets the first of Compilers that makes programs for its base model.
	Default string
	// Existing fetches the programs that paw:program names.
	Existing Compiler
	// Base gives the checksums of a base model's files.
	Base func(id string) (sums BaseSums, known bool)
	// Ready says what keeps a base model from running tests, before anything is
	// compiled for it; nil if nothing is known.
	Ready func(id string) error
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

// existing is the name of what fetches existing programs, in paw.lock.
const existing = "program"

// choose gives the compiler and the base model of a function, whose entry in
// paw.lock is nil if it has none. The base model of an existing program is only
// known, and not "", if the function says it or paw.lock has it.
func (c Config) choose(f *stubs.Function, locked *entry) (Compiler, string, *annotations.Diagnostic) {
	if f.Spec.Program != "" {
		k := c.Existing
		k.Name = existing
		return k, f.Base, nil
	}
	name := cmp.Or(f.Compiler, c.Default, c.madeBy(locked, f.Base), c.makerFor(f.Base).Name)
	k, ok := c.compiler(name)
	if !ok {
		var names []string
		for _, k := range c.Compilers {
			names = append(names, k.Name)
		}
		return k, "", &annotations.Diagnostic{Pos: f.Pos,
			Message: fmt.Sprintf("%s: unknown compiler %q", f.Name, name),
			Hint:    "use //paw:compiler " + strings.Join(names, " or ")}
	}
	if !k.makesFor(f.Base) {
		return k, "", &annotations.Diagnostic{Pos: f.Pos,
			Message: fmt.Sprintf("%s: base model %q cannot run what compiler %q makes", f.Name, f.Base, k.Name),
			Hint:    "use //paw:base " + k.Base}
	}
	if f.Spec.Pseudo != "" && !k.Pseudo { // else it would be left out in silence
		return k, "", &annotations.Diagnostic{Pos: f.PseudoPos,
			Message: fmt.Sprintf("%s: compiler %q writes its own pseudo-program and takes none", f.Name, k.Name),
			Hint:    c.pseudoHint()}
	}
	return k, cmp.Or(f.Base, k.Base), nil
}

// pseudoHint says what to do about a paw:pseudo that the compiler does not take.
func (c Config) pseudoHint() string {
	hint := "remove paw:pseudo"
	for _, k := range c.Compilers {
		if k.Pseudo {
			hint += ", or use //paw:compiler " + k.Name
		}
	}
	return hint
}

// compiler finds a compiler by its name.
func (c Config) compiler(name string) (Compiler, bool) {
	i := slices.IndexFunc(c.Compilers, func(k Compiler) bool { return k.Name == name })
	if i < 0 {
		return Compiler{}, false
	}
	return c.Compilers[i], true
}

// makesFor says whether the compiler makes programs for a base model, or for its
// own if the ID is "".
func (k Compiler) makesFor(base string) bool {
	return base == "" || base == k.Base || k.Makes != nil && k.Makes(base)
}

// makerFor is the compiler for a base model where nobody says which.
func (c Config) makerFor(base string) Compiler {
	i := slices.IndexFunc(c.Compilers, func(k Compiler) bool { return k.makesFor(base) })
	return c.Compilers[max(i, 0)] // the first makes an error of it
}

// madeBy is the name of the compiler of a locked program, "" if that is none
// that a function could name or makes nothing for the function's base model.
func (c Config) madeBy(locked *entry, base string) string {
	if locked == nil {
		return ""
	}
	if k, ok := c.compiler(locked.compilerName()); ok && k.makesFor(base) {
		return k.Name
	}
	return ""
}
