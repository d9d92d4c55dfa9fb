// Package tool runs programs whose result is known as a form and not as a Go
// type: those of commands, which read stubs and are not compiled with them.
//
// Package runtime implements it and has no exported way to do so: forms are
// no business of those who import it. Who uses this package imports runtime too.
package tool

import (
	"context"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/schema"
)

// Func is a function that answers inputs as the interpreter reads them. The
// answers are written as examples have them: "yes", a label, a number, JSON.
// Errors are [*pawgen.Error].
type Func interface {
	// Load does the work of the first answer before it.
	Load(ctx context.Context) error
	// Answer is the answer alone.
	Answer(ctx context.Context, input string) (string, error)
	// Result is the answer with details.
	Result(ctx context.Context, input string) (pawgen.Result[string], error)
	// Close frees what the function holds.
	Close()
}

// Open makes the function called name, with its package, of a program's file
// and the form of its answers. It does no work: the first answer loads the program.
// Package runtime sets it.
var Open func(name, file string, form schema.Type) Func
