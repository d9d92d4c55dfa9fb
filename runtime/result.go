package runtime

import (
	"context"
	"time"

	"github.com/pawgen/pawgen"
)

// Result is [Func.Call] with details. It costs more where the type has
// labels: those that begin alike need a run each to tell their shares apart.
func (f *Func[T]) Result(ctx context.Context, args ...Argument) (pawgen.Result[T], error) {
	r, err := f.result(ctx, arguments(args))
	if err != nil {
		return pawgen.Result[T]{}, &pawgen.Error{Func: f.name, Err: err}
	}
	return r, nil
}

// result is Result on an input.
func (f *Func[T]) result(ctx context.Context, input input) (r pawgen.Result[T], err error) {
	var a *answer
	defer func(start time.Time) { tell(ctx, f.name, start, a, err) }(time.Now())
	program, err := f.load(ctx)
	if err != nil {
		return r, err
	}
	defer func() { program.ended(err) }()
	var others []*answer
	a, others, err = program.explain(ctx, input)
	if err != nil {
		return r, err
	}
	r = pawgen.Result[T]{Text: a.text, Confidence: a.share, Tokens: a.tokens, Usage: a.usage, Finish: a.finish}
	r.Abstained = program.form.Abstain != "" && a.text == program.form.Abstain
	if r.Value, err = f.typ.value(a.text, a.source); err != nil {
		return pawgen.Result[T]{}, err
	}
	for _, o := range others {
		v, err := f.typ.value(o.text, o.source)
		if err != nil {
			return pawgen.Result[T]{}, err
		}
		r.Alternatives = append(r.Alternatives, pawgen.Alternative[T]{Value: v, Text: o.text, Confidence: o.share})
	}
	return r, nil
}
