package runtime

import (
	"context"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/schema"
	"github.com/pawgen/pawgen/internal/run/tool"
)

func init() {
	tool.Open = func(name, file string, form schema.Type) tool.Func {
		return toolFunc{NewFunc(name, file, text(form))}
	}
}

// toolFunc is a function for tools, which know no Go type of its result.
type toolFunc struct{ *Func[string] }

// Result is [Func.Result] on an input as the interpreter reads it.
func (f toolFunc) Result(ctx context.Context, input string) (pawgen.Result[string], error) {
	r, err := f.result(ctx, rendered(input))
	if err != nil {
		return pawgen.Result[string]{}, &pawgen.Error{Func: f.name, Err: err}
	}
	return r, nil
}
