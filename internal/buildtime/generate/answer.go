package generate

import (
	"context"
	"errors"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/run/tool"
	_ "github.com/pawgen/pawgen/runtime" // runs the programs
)

// An Answerer answers inputs as the interpreter reads them. Answers have the
// form that examples have too: "yes" and "no", a label, a decimal number, text.
// Errors do not name the function.
type Answerer func(ctx context.Context, input string) (string, error)

// An Explainer is an Answerer that says how it came to its answers.
type Explainer func(ctx context.Context, input string) (pawgen.Result[string], error)

// Open makes a program answer, through the runtime as generated code does. The
// name is that of the function with its package. The program is loaded by the
// first answer.
func Open(name string, file []byte, result compiler.Result) (Answerer, error) {
	f := tool.Open(name, string(file), result)
	return func(ctx context.Context, input string) (string, error) {
		text, err := f.Answer(ctx, input)
		return text, cause(err)
	}, nil
}

// OpenExplainer is Open with details.
func OpenExplainer(name string, file []byte, result compiler.Result) (Explainer, error) {
	f := tool.Open(name, string(file), result)
	return func(ctx context.Context, input string) (pawgen.Result[string], error) {
		r, err := f.Result(ctx, input)
		return r, cause(err)
	}, nil
}

// cause is an error of the runtime without the function's name.
func cause(err error) error {
	var failed *pawgen.Error
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}
