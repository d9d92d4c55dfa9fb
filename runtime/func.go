package runtime

import (
	"context"
	"strings"
	"sync"
)

// Func is a compiled function with results of type T. Any number of goroutines
// may call it.
type Func[T any] struct {
	name   string
	file   string
	result Type[T]

	once    sync.Once
	program *loaded // after once; nil if err is not
	err     error
}

// NewFunc makes the function called name, with its package ("helpdesk.ClassifyIntent"),
// from the content of its .pawc file. It does no work: the program and its
// model are loaded by the first call, and what is wrong with them is that
// call's error and every later one's.
func NewFunc[T any](name, file string, result Type[T]) *Func[T] {
	return &Func[T]{name: name, file: file, result: result}
}

// Call runs the function. The arguments come in the order of the parameters,
// without a context. If ctx ends, Call returns its error soon, between two
// layers of the model; only the loading that the first call does is not
// interrupted. Every error is an [*Error].
func (f *Func[T]) Call(ctx context.Context, args ...Argument) (T, error) {
	_, value, err := f.run(ctx, input(args))
	if err != nil {
		var zero T
		return zero, &Error{Func: f.name, Err: err}
	}
	return value, nil
}

// Answer runs the function on an input as the interpreter reads it, and gives
// the answer as examples have it: a label, yes or no, a number, text. Tests
// compare it; its errors are those of Call.
func (f *Func[T]) Answer(ctx context.Context, input string) (string, error) {
	answer, _, err := f.run(ctx, input)
	if err != nil {
		return "", &Error{Func: f.name, Err: err}
	}
	return strings.TrimSpace(strings.ToValidUTF8(answer, "\uFFFD")), nil
}

// run gives the model's answer to an input, and what it means.
func (f *Func[T]) run(ctx context.Context, input string) (answer string, value T, err error) {
	if err := ctx.Err(); err != nil {
		return "", value, err
	}
	f.once.Do(func() { f.program, f.err = load(f.file, f.result.form) })
	if f.err != nil {
		return "", value, f.err
	}
	if answer, err = f.program.answer(ctx, input); err != nil {
		return "", value, err
	}
	value, err = f.result.value(answer)
	return answer, value, err
}
