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

// An Explainer is an Answerer that says how it came to its answers.
type Explainer func(ctx context.Context, input string) (runtime.Result[string], error)

// Open makes a program answer, through the runtime as generated code does. The
// name is that of the function with its package.
func Open(name string, file []byte, result compiler.Result) (Answerer, error) {
	o, err := open(name, file, result)
	return o.answer, err
}

// OpenExplainer is Open with details.
func OpenExplainer(name string, file []byte, result compiler.Result) (Explainer, error) {
	o, err := open(name, file, result)
	return o.explain, err
}

// opened is a program that answers with and without details.
type opened struct {
	answer  Answerer
	explain Explainer
}

func open(name string, file []byte, result compiler.Result) (opened, error) {
	switch result.Kind {
	case compiler.Text:
		return openType(name, file, runtime.String[string]()), nil
	case compiler.Bool:
		return openType(name, file, runtime.Bool[bool]()), nil
	case compiler.Enum:
		labels := make([]runtime.Label[string], len(result.Labels))
		for i, l := range result.Labels {
			labels[i] = runtime.Label[string]{Text: l.Text, Value: l.Text}
		}
		return openType(name, file, runtime.Enum(labels...)), nil
	case compiler.Integer:
		return openInteger(name, file, result)
	}
	return opened{}, fmt.Errorf("%s: unknown kind of result %q", name, result.Kind)
}

// openInteger finds the integer type by its largest value, which no other type has.
func openInteger(name string, file []byte, result compiler.Result) (opened, error) {
	switch bits.Len64(result.Max) {
	case 7:
		return openType(name, file, runtime.Int[int8]()), nil
	case 15:
		return openType(name, file, runtime.Int[int16]()), nil
	case 31:
		return openType(name, file, runtime.Int[int32]()), nil
	case 63:
		return openType(name, file, runtime.Int[int64]()), nil
	case 8:
		return openType(name, file, runtime.Int[uint8]()), nil
	case 16:
		return openType(name, file, runtime.Int[uint16]()), nil
	case 32:
		return openType(name, file, runtime.Int[uint32]()), nil
	case 64:
		return openType(name, file, runtime.Int[uint64]()), nil
	}
	return opened{}, fmt.Errorf("%s: no integer type goes from %d to %d", name, result.Min, result.Max)
}

// openType loads the program once, at the first call.
func openType[T runtime.Scalar](name string, file []byte, result runtime.Type[T]) opened {
	f := runtime.NewFunc(name, string(file), result)
	return opened{
		answer: func(ctx context.Context, input string) (string, error) {
			text, err := f.Answer(ctx, input)
			return text, cause(err)
		},
		explain: func(ctx context.Context, input string) (runtime.Result[string], error) {
			r, err := f.Result(ctx, runtime.Arg("input", input))
			text := runtime.Result[string]{Value: prompt.Value(r.Value), Text: r.Text, Confidence: r.Confidence,
				Tokens: r.Tokens, Usage: r.Usage, Finish: r.Finish}
			for _, a := range r.Alternatives {
				text.Alternatives = append(text.Alternatives,
					runtime.Alternative[string]{Value: prompt.Value(a.Value), Text: a.Text, Confidence: a.Confidence})
			}
			return text, cause(err)
		},
	}
}

// cause is an error of the runtime without the function's name.
func cause(err error) error {
	var failed *runtime.Error
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}
