package gen

import (
	"context"
	"fmt"
	"math"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/compiler"
)

// testsHash tells whether a score is that of the function's present tests.
func testsHash(f *annotations.Function) hash {
	var list []compiler.Example
	for _, t := range f.Tests {
		list = append(list, t.Example)
	}
	return hashOfJSON(list)
}

// runTests runs a function's tests on its program. It returns a diagnostic for
// each failed test; the error is the context's or one of pawgen itself.
func (s *step) runTests(ctx context.Context, config Config) (annotations.Diagnostics, error) {
	var failed annotations.Diagnostics
	answer, err := config.Open(s.Spec.Name, s.program, s.Spec.Result)
	if err != nil {
		return nil, err
	}
	for _, test := range s.Tests {
		got, err := answer(ctx, test.Input)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		switch {
		case err != nil:
			failed = append(failed, annotations.Diagnostic{Pos: test.Pos,
				Message: fmt.Sprintf("%s: input %q failed, want %q: %v", s.Name, test.Input, test.Output, err)})
		case got != test.Output:
			failed = append(failed, annotations.Diagnostic{Pos: test.Pos,
				Message: fmt.Sprintf("%s: input %q gave %q, want %q", s.Name, test.Input, got, test.Output)})
		}
	}
	s.want.Score = score{}
	if total := len(s.Tests); total > 0 {
		s.want.Score = score{total - len(failed), total, testsHash(s.Function)}
	}
	return failed, nil
}

// inaccurate says that fewer tests pass than paw:accuracy wants, if so.
// Dividing, and not multiplying, makes 11 of 20 exactly the 0.55 of the source.
func (s *step) inaccurate() (annotations.Diagnostic, bool) {
	passed, total := s.want.Score.Passed, s.want.Score.Total
	if total == 0 || float64(passed)/float64(total) >= s.Accuracy {
		return annotations.Diagnostic{}, false
	}
	return annotations.Diagnostic{Pos: s.Pos,
		Message: fmt.Sprintf("%s: %d of %d tests pass, paw:accuracy %v wants %v",
			s.Name, passed, total, s.Accuracy, math.Ceil(s.Accuracy*float64(total)-1e-9)),
		Hint: "say it more plainly in the spec, or add examples"}, true
}
