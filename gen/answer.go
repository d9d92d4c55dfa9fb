package gen

import (
	"context"
	"errors"
	"fmt"
	"math/bits"

	"github.com/pawgen/pawgen/compiler"
	"github.com/pawgen/pawgen/internal/prompt"
	"github.com/pawgen/pawgen/runtime"
)

// An Answerer answers inputs as the interpreter reads them. Answers have the
// form that examples have too: "yes" and "no", a label, a decimal number, text.
// Errors do not name the function.
type Answerer func(ctx context.Context, input string) (string, error)

// Open makes a program answer, through the runtime as generated code does. The
// name is that of the function with its package.
func Open(name string, file []byte, result compiler.Result) (Answerer, error) {
	switch result.Kind {
	case compiler.Text:
		return answerer(name, file, runtime.String[string]()), nil
	case compiler.Bool:
		return answerer(name, file, runtime.Bool[bool]()), nil
	case compiler.Enum:
		labels := make([]runtime.Label[string], len(result.Labels))
		for i, l := range result.Labels {
			labels[i] = runtime.Label[string]{Text: l.Text, Value: l.Text}
		}
		return answerer(name, file, runtime.Enum(labels...)), nil
	case compiler.Integer:
		return openInteger(name, file, result)
	}
	return nil, fmt.Errorf("%s: unknown kind of result %q", name, result.Kind)
}

// openInteger finds the integer type by its largest value, which no other type has.
func openInteger(name string, file []byte, result compiler.Result) (Answerer, error) {
	switch bits.Len64(result.Max) {
	case 7:
		return answerer(name, file, runtime.Int[int8]()), nil
	case 15:
		return answerer(name, file, runtime.Int[int16]()), nil
	case 31:
		return answerer(name, file, runtime.Int[int32]()), nil
	case 63:
		return answerer(name, file, runtime.Int[int64]()), nil
	case 8:
		return answerer(name, file, runtime.Int[uint8]()), nil
	case 16:
		return answerer(name, file, runtime.Int[uint16]()), nil
	case 32:
		return answerer(name, file, runtime.Int[uint32]()), nil
	case 64:
		return answerer(name, file, runtime.Int[uint64]()), nil
	}
	return nil, fmt.Errorf("%s: no integer type goes from %d to %d", name, result.Min, result.Max)
}

// answerer loads the program once, at the first call.
func answerer[T runtime.Scalar](name string, file []byte, result runtime.Type[T]) Answerer {
	f := runtime.NewFunc(name, string(file), result)
	return func(ctx context.Context, input string) (string, error) {
		value, err := f.Call(ctx, runtime.Arg("input", input))
		var failed *runtime.Error
		if errors.As(err, &failed) {
			err = failed.Err
		}
		return prompt.Value(value), err
	}
}
