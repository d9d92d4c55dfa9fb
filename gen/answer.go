package gen

import (
	"context"
	"fmt"
	"math"

	"github.com/pawgen/pawgen/compiler"
	"github.com/pawgen/pawgen/internal/prompt"
	"github.com/pawgen/pawgen/runtime"
)

// An Answerer answers inputs as the interpreter reads them. Answers have the
// form that examples have too: "yes" and "no", a label, a decimal number, text.
type Answerer func(ctx context.Context, input string) (string, error)

// Open makes a program answer, through the runtime as generated code does. The
// name is that of the function with its package; it stands in errors.
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

// openInteger finds the integer type by its limits.
func openInteger(name string, file []byte, result compiler.Result) (Answerer, error) {
	type limits struct {
		min int64
		max uint64
	}
	switch (limits{result.Min, result.Max}) {
	case limits{math.MinInt8, math.MaxInt8}:
		return answerer(name, file, runtime.Int[int8]()), nil
	case limits{math.MinInt16, math.MaxInt16}:
		return answerer(name, file, runtime.Int[int16]()), nil
	case limits{math.MinInt32, math.MaxInt32}:
		return answerer(name, file, runtime.Int[int32]()), nil
	case limits{math.MinInt64, math.MaxInt64}:
		return answerer(name, file, runtime.Int[int64]()), nil
	case limits{0, math.MaxUint8}:
		return answerer(name, file, runtime.Int[uint8]()), nil
	case limits{0, math.MaxUint16}:
		return answerer(name, file, runtime.Int[uint16]()), nil
	case limits{0, math.MaxUint32}:
		return answerer(name, file, runtime.Int[uint32]()), nil
	case limits{0, math.MaxUint64}:
		return answerer(name, file, runtime.Int[uint64]()), nil
	}
	return nil, fmt.Errorf("%s: no integer type goes from %d to %d", name, result.Min, result.Max)
}

// answerer loads the program once, at the first call.
func answerer[T runtime.Scalar](name string, file []byte, result runtime.Type[T]) Answerer {
	f := runtime.NewFunc(name, string(file), result)
	return func(ctx context.Context, input string) (string, error) {
		value, err := f.Call(ctx, runtime.Arg("input", input))
		return prompt.Value(value), err
	}
}
