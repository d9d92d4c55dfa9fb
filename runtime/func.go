package runtime

import (
	"context"
	"sync"
)

// Func is a compiled function with results of type T. Any number of goroutines
// may call it.
type Func[T any] struct {
	name   string
	file   string
	result Type[T]

	mu      sync.Mutex
	program *loaded // nil before the first call
	err     error   // why it could not be loaded
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
	value, err := f.call(ctx, input(args))
	if err != nil {
		var zero T
		return zero, &Error{Func: f.name, Err: err}
	}
	return value, nil
}

// Close frees the program's memory as soon as no call uses it. The next call
// loads it again. Generated code never needs it.
func (f *Func[T]) Close() {
	f.mu.Lock()
	program := f.program
	f.program, f.err = nil, nil
	f.mu.Unlock()
	if program != nil {
		program.leave()
	}
}

// call runs the function on an input as the interpreter reads it.
func (f *Func[T]) call(ctx context.Context, input string) (value T, err error) {
	if err := ctx.Err(); err != nil {
		return value, err
	}
	program, err := f.load()
	if err != nil {
		return value, err
	}
	defer program.leave()
	answer, err := program.answer(ctx, input)
	if err != nil {
		program.process.count.failed.Add(1)
		return value, err
	}
	program.process.count.calls.Add(1)
	return f.result.value(answer)
}

// load returns the program, with the caller as one more user. The first call
// loads it.
func (f *Func[T]) load() (*loaded, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.program == nil && f.err == nil {
		f.program, f.err = load(f.file, f.result.form)
	}
	if f.err != nil {
		return nil, f.err
	}
	f.program.users.Add(1)
	return f.program, nil
}
