package runtime

import (
	"context"
	"sync"
	"time"

	"github.com/pawgen/pawgen"
)

// Func is a compiled function with results of type T. Any number of goroutines
// may call it.
type Func[T any] struct {
	name string
	file string
	typ  Type[T]

	mu      sync.Mutex
	program *loaded // nil before the first call
	err     error   // why it could not be loaded
}

// NewFunc makes the function called name, with its package ("helpdesk.ClassifyIntent"),
// from the content of its .pawc file. It does no work: the program and its
// model are loaded by [Func.Load] or the first call, and what is wrong with them is that
// call's error and every later one's.
func NewFunc[T any](name, file string, result Type[T]) *Func[T] {
	return &Func[T]{name: name, file: file, typ: result}
}

// Load does the work of the first call before it: it loads the program and its
// model, if they are not there. Its error is that of every later call, an [*pawgen.Error].
func (f *Func[T]) Load(ctx context.Context) error {
	program, err := f.load(ctx)
	if err != nil {
		return &pawgen.Error{Func: f.name, Err: err}
	}
	program.leave()
	return nil
}

// Call runs the function. The arguments come in the order of the parameters,
// without a context. If ctx ends, Call returns its error soon: between two
// layers of the model, or after the batch that it runs for other calls too;
// only the loading that the first call does is not interrupted. Every error is
// an [*pawgen.Error].
func (f *Func[T]) Call(ctx context.Context, args ...Argument) (T, error) {
	_, value, err := f.call(ctx, arguments(args))
	if err != nil {
		var zero T
		return zero, &pawgen.Error{Func: f.name, Err: err}
	}
	return value, nil
}

// Answer runs the function on an input as the interpreter reads it, and gives
// the answer as examples have it: a label, yes or no, a number, text. Tests
// compare it; its errors are those of Call.
func (f *Func[T]) Answer(ctx context.Context, input string) (string, error) {
	answer, _, err := f.call(ctx, rendered(input))
	if err != nil {
		return "", &pawgen.Error{Func: f.name, Err: err}
	}
	return text(f.typ.form()).value(answer, nil)
}

// call runs the function on an input. The text is what the model wrote, the
// value what it means.
func (f *Func[T]) call(ctx context.Context, input input) (text string, value T, err error) {
	var a *answer
	defer func(start time.Time) { tell(ctx, f.name, start, a, err) }(time.Now())
	program, err := f.load(ctx)
	if err != nil {
		return "", value, err
	}
	defer func() { program.ended(err) }()
	a, err = program.answer(ctx, input, request{})
	if err != nil {
		return "", value, err
	}
	value, err = f.typ.value(a.text, a.source)
	return a.text, value, err
}

// load returns the program, which the first call loads; every later one has the
// same error. The caller is one more user of the program.
func (f *Func[T]) load(ctx context.Context) (*loaded, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.program == nil && f.err == nil {
		f.program, f.err = load(f.file, f.typ.form())
	}
	if f.err != nil {
		return nil, f.err
	}
	f.program.users.Add(1)
	return f.program, nil
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
