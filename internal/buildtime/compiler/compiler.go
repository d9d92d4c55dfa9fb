// Package compiler says what turns a spec into a program.
//
// It holds the vocabulary that the other stages share: a [Spec] is everything
// that a developer said about one function, a [Compiler] makes a program of
// it. Each way of compiling is a folder below this one. Package stubs
// produces specs, package generate hands them to a compiler.
package compiler

import (
	"context"
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/answer/schema"
)

// Spec says what one function should do. It is all that a compiler sees;
// tests are not part of it, because they measure what the compiler made.
type Spec struct {
	// Name is the function's name with its package's, "helpdesk.ClassifyIntent".
	Name string `json:"name"`
	// Text is the task in natural language: the paw:spec lines, joined with "\n".
	Text string `json:"text"`
	// Params are the function's parameters, without a context.
	Params []Param `json:"params"`
	// Result is the type that answers must fit.
	Result Result `json:"result"`
	// Examples show inputs with the right answers, in source order.
	Examples []Example `json:"examples,omitempty"`
	// MaxTokens is the most tokens that a text answer may have; 0 is the base model's default.
	MaxTokens int `json:"max_tokens,omitempty"`
	// Pseudo, if not "", is the pseudo-program as the developer wrote it.
	Pseudo string `json:"pseudo,omitempty"`
	// Program, if not "", is an existing program to use as it is: a file, see
	// [IsFile], or the name or ID of one on a server. Text may then be empty.
	Program string `json:"program,omitempty"`
}

// IsFile says whether the reference to an existing program is a path: it ends
// as program files do.
func IsFile(reference string) bool {
	return strings.HasSuffix(reference, program.BundleSuffix) || strings.HasSuffix(reference, program.CompactSuffix)
}

// Param is one parameter of the function.
type Param struct {
	Name string `json:"name"`
	Type string `json:"type"` // as in Go source, "string"
}

// Result describes the answers that a function may give; its parts are
// described by the same types.
type (
	Result = schema.Type
	Kind   = schema.Kind
	Label  = schema.Label
	Field  = schema.Field
)

// The kinds of result.
const (
	Text     = schema.Text
	Bool     = schema.Bool
	Integer  = schema.Integer
	Float    = schema.Float
	Enum     = schema.Enum
	Time     = schema.Time
	Object   = schema.Object
	List     = schema.List
	Map      = schema.Map
	Optional = schema.Optional
)

// Example is an input with the right answer.
type Example struct {
	// Input is the arguments as form 0 of package prompt writes them: how people see them.
	Input string `json:"input"`
	// Output is the answer as [Result.Render] writes it.
	Output string `json:"output"`
	// Args are the arguments, in the order of the parameters; nil if only the Input is known.
	Args []prompt.Argument `json:"-"`
}

// InputIn is the input as programs of a form read it.
func (e Example) InputIn(form prompt.Form) (string, error) {
	if e.Args == nil {
		return e.Input, nil
	}
	return form.Input(e.Args)
}

// Compiler turns specs into programs for one base model.
type Compiler interface {
	// Snapshot is the exact, dated name of the compiler; the same snapshot
	// makes the same program of the same spec.
	Snapshot() string
	// Base is the model that runs the compiler's programs.
	Base() program.Base
	// Compile makes a program. It calls progress, if not nil, from the same
	// goroutine as work goes on, and stops early when ctx ends. A spec that it
	// does not take is a [*Refusal].
	Compile(ctx context.Context, spec Spec, progress func(Event)) (*program.Program, error)
}

// A Refusal is the error of a spec that a compiler does not take, such as one
// that is too long for it: compiling it again gives the same. Other errors say
// nothing about the spec.
type Refusal struct{ Err error }

// Refusef makes a [*Refusal] as [fmt.Errorf] makes an error.
func Refusef(format string, args ...any) error { return &Refusal{fmt.Errorf(format, args...)} }

// Error is the text of the cause.
func (r *Refusal) Error() string { return r.Err.Error() }

// Unwrap gives the cause.
func (r *Refusal) Unwrap() error { return r.Err }

// Various is a compiler that can make different programs of one spec, of which
// the tests find the best.
type Various interface {
	Compiler
	// Variants is how many different programs it can make of a spec, at least one.
	Variants(spec Spec) int
	// CompileVariant is Compile for one of them, from 0, which is Compile's.
	CompileVariant(ctx context.Context, spec Spec, variant int, progress func(Event)) (*program.Program, error)
}

// Event is a step of a compilation.
type Event struct {
	Stage string  // what is being done, "adapter"
	Done  float64 // the share of the whole that is done, 0 to 1
}
