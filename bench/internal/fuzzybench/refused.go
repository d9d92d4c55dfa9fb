package fuzzybench

import (
	"errors"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// refused says whether an error is that of a spec or an input, such as one that
// is too long: then it is as final as an answer, and wrong. Any other error,
// such as that of a server that is down or of a program that is for another base
// model, says nothing about either and ends the run.
func refused(err error) bool {
	var spec *compiler.Refusal
	var input *refusal
	return errors.As(err, &spec) || errors.As(err, &input) || errors.Is(err, pawgen.ErrContextOverflow)
}

// refusal is the error of an input that an answerer does not take.
type refusal struct{ err error }

func (r *refusal) Error() string { return r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }
