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
	value, err := f.call(ctx, input(args))
	if err != nil {
		var zero T
		return zero, &Error{Func: f.name, Err: err}
	}
	return value, nil
}

// call runs the function on an input as the interpreter reads it.
func (f *Func[T]) call(ctx context.Context, input string) (value T, err error) {
	if err := f.load(ctx); err != nil {
		return value, err
	}
	a, err := f.program.answer(ctx, input)
	if err != nil {
		return value, err
	}
	return f.typ.value(a.text)
}

// load makes the program ready, once; every later call has the same error.
func (f *Func[T]) load(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f.once.Do(func() { f.program, f.err = load(f.file, f.typ.form) })
	return f.err
}
