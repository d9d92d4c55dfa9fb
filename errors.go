package pawgen

import (
	"errors"
	"strings"
)

// The reasons why a call can fail, besides the end of its context. Errors of
// calls wrap them.
var (
	// ErrContextOverflow is returned when prompt and input together have more
	// tokens than the base model can hold. A shorter input helps.
	ErrContextOverflow = errors.New("context overflow")
	// ErrBadProgram is returned when the embedded program file is damaged, or
	// is no program for this base model. Generating again helps.
	ErrBadProgram = errors.New("bad program")
	// ErrNoBase is returned when the program's base model, or the basis of its
	// adapter, is neither part of the binary nor in the store of models. Importing
	// its package or pawgen pull helps.
	ErrNoBase = errors.New("base model not found")
	// ErrWrongBase is returned when the base model or its basis is another
	// version than the program was compiled for. Generating again helps.
	ErrWrongBase = errors.New("wrong base model")
	// ErrBadBase is returned when the files of the base model are damaged.
	ErrBadBase = errors.New("bad base model")
	// ErrBadArgument is returned when encoding/json cannot write an argument, as
	// a float that is not a number.
	ErrBadArgument = errors.New("bad argument")
	// ErrBadLabels is returned when the labels of an enum cannot be told
	// apart: one is empty or appears twice.
	ErrBadLabels = errors.New("bad labels")
	// ErrBadType is returned when no answer of the result type can be written:
	// its pattern, range or length leaves none.
	ErrBadType = errors.New("bad result type")
	// ErrMaxTokens is returned when no answer of the result type is as short as
	// the program's max_tokens. A larger paw:max_tokens helps.
	ErrMaxTokens = errors.New("max_tokens too small")
	// ErrBadConfig is returned when the engine that was chosen is not part of
	// the binary, or the environment says what makes no sense.
	ErrBadConfig = errors.New("bad configuration")
)

// Error is a failed call of a function. Its text may end in a second line
// with a hint.
type Error struct {
	Func string // the function with its package, "helpdesk.ClassifyIntent"
	Err  error  // one of the sentinels or a context's error, wrapped
}

// Error is the text of the error: "paw: helpdesk.ClassifyIntent: ...".
func (e *Error) Error() string { return "paw: " + e.Func + ": " + e.Err.Error() }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Hint is what an error of pawgen says to do next, "" if it says nothing. In the
// text of an error the hint is a line of its own.
func Hint(err error) string {
	if err == nil {
		return ""
	}
	_, hint, _ := strings.Cut(err.Error(), "\n\thint: ")
	hint, _, _ = strings.Cut(hint, "\n")
	return hint
}
