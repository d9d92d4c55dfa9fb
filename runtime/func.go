package runtime

import (
	"context"
	"sync"
)

// Func is a compiled function with results of type T. Any number of goroutines
// may call it.
type Func[T any] struct {
	name string
	file string
	typ  Type[T]

	once    sync.Once
	program *loaded // after once; nil if err is not
	err     error
}

// NewFunc makes the function called name, with its package ("helpdesk.ClassifyIntent"),
// from the content of its .pawc file. It does no work: the program and its
// model are loaded by the first call, and what is wrong with them is that
// call's error and every later one's.
func NewFunc[T any](name, file string, result Type[T]) *Func[T] {
	return &Func[T]{name: name, file: file, typ: result}
}

// Call runs the function. The arguments come in the order of the parameters,
// without a context. If ctx ends, Call returns its error soon, between two
// layers of the model; only the loading that the first call does is not
// interrupted. Every error is an [*Error].
func (f *Func[T]) Call(ctx context.Context, args ...Argument) (T, error) {
	text, err := input(args)
	if err == nil {
		var value T
		if _, value, err = f.call(ctx, text); err == nil {
			return value, nil
		}
	}
	var zero T
	return zero, &Error{Func: f.name, Err: err}
}

// Answer runs the function on an input as the interpreter reads it, and gives
// the answer as examples have it: a label, yes or no, a number, text. Tests
// compare it; its errors are those of Call.
func (f *Func[T]) Answer(ctx context.Context, input string) (string, error) {
	text, _, err := f.call(ctx, input)
	if err != nil {
		return "", &Error{Func: f.name, Err: err}
	}
	return Text(f.program.form).value(text)
}

// call runs the function on an input as the interpreter reads it. The text is
// what the model wrote, the value what it means.
func (f *Func[T]) call(ctx context.Context, input string) (text string, value T, err error) {
	if err := f.load(ctx); err != nil {
		return "", value, err
	}
	a, err := f.program.answer(ctx, input)
	if err != nil {
		return "", value, err
	}
	value, err = f.typ.value(a.text)
	return a.text, value, err
}

// load makes the program ready, once; every later call has the same error.
func (f *Func[T]) load(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f.once.Do(func() { f.program, f.err = load(f.file, f.typ.form()) })
	return f.err
}
