package generate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// Result is the outcome of one test.
type Result struct {
	stubs.Test
	Got string // the answer; "" if the call failed
	Err error  // why the call failed
}

// Passed says whether the answer is the right one.
func (r Result) Passed() bool { return r.Err == nil && r.Got == r.Output }

// diagnostic says what is wrong with the answer of a function.
func (r Result) diagnostic(function string) annotations.Diagnostic {
	d := annotations.Diagnostic{Pos: r.Pos}
	if r.Err != nil {
		d.Message = fmt.Sprintf("%s: input %q failed, want %q: %v", function, r.Input, r.Output, r.Err)
	} else {
		d.Message = fmt.Sprintf("%s: input %q gave %q, want %q", function, r.Input, r.Got, r.Output)
	}
	return d
}

// Passed counts the tests that passed.
func Passed(results []Result) int {
	n := 0
	for _, r := range results {
		if r.Passed() {
			n++
		}
	}
	return n
}

// testsHash tells whether a score is that of the function's present tests.
func testsHash(f *stubs.Function) hash {
	var list []compiler.Example
	for _, t := range f.Tests {
		list = append(list, t.Example)
	}
	return hashOfJSON(list)
}

// atOnce is how many tests of a function run at the same time: enough for the
// runtime to make batches of them, which do not change answers.
const atOnce = 8

// runTests runs a function's tests on a program. The error is the context's or
// one of the program.
func runTests(ctx context.Context, f *stubs.Function, file []byte, config Config) ([]Result, error) {
	if len(f.Tests) == 0 {
		return nil, nil
	}
	answer, err := config.Open(f.Spec.Name, file, f.Spec.Result)
	if err != nil {
		return nil, err
	}
	form := formOf(file)
	results := make([]Result, len(f.Tests))
	free := make(chan struct{}, atOnce)
	var running sync.WaitGroup
	for i, test := range f.Tests {
		free <- struct{}{}
		running.Go(func() {
			input, err := test.InputIn(form)
			got := ""
			if err == nil {
				got, err = answer(ctx, input)
			}
			results[i] = Result{test, got, err}
			<-free
		})
	}
	running.Wait()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	for _, r := range results {
		if cannotRun(r.Err) {
			return nil, fmt.Errorf("the tests cannot run: %w", r.Err)
		}
	}
	return results, nil
}

// formOf is the form in which a program reads inputs. A file that is no program
// has none; who runs it will hear why.
func formOf(file []byte) prompt.Form {
	p, err := program.Parse(file)
	if err != nil {
		return prompt.Unframed
	}
	return p.Form
}

// cannotRun says whether an error is about the program or its base model and
// not about an input: a score would say nothing.
func cannotRun(err error) bool {
	for _, cause := range []error{pawgen.ErrNoBase, pawgen.ErrWrongBase, pawgen.ErrBadBase, pawgen.ErrBadProgram} {
		if errors.Is(err, cause) {
			return true
		}
	}
	return false
}

// scored notes the outcome of the function's tests.
func (s *step) scored(results []Result) {
	s.results = results
	s.want.Score = score{}
	if len(results) > 0 {
		s.want.Score = score{Passed(results), len(results), testsHash(s.Function)}
	}
}

// failed are the tests that were run and failed.
func (s *step) failed() annotations.Diagnostics {
	var list annotations.Diagnostics
	for _, r := range s.results {
		if !r.Passed() {
			list = append(list, r.diagnostic(s.Name))
		}
	}
	return list
}

// inaccurate says that fewer tests pass than paw:accuracy wants, if so.
func (s *step) inaccurate() (annotations.Diagnostic, bool) {
	passed, total := s.want.Score.Passed, s.want.Score.Total
	if Accurate(passed, total, s.Accuracy) {
		return annotations.Diagnostic{}, false
	}
	return annotations.Diagnostic{Pos: s.Pos,
		Message: fmt.Sprintf("%s: %d of %d tests pass, paw:accuracy %v wants %v", s.Name, passed, total, s.Accuracy, Wanted(total, s.Accuracy)),
		Hint:    "say it more plainly in the spec, or add examples"}, true
}

// Accurate says whether enough tests pass. Dividing, and not multiplying,
// makes 11 of 20 exactly the 0.55 of the source.
func Accurate(passed, total int, accuracy float64) bool {
	return total == 0 || float64(passed)/float64(total) >= accuracy
}

// Wanted is how many of the tests must pass.
func Wanted(total int, accuracy float64) int {
	return int(math.Ceil(accuracy*float64(total) - 1e-9))
}
