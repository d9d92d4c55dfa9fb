package generate

import (
	"context"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// Tested is a function with the outcomes of its tests, in their order.
type Tested struct {
	*stubs.Function
	Results []Result
	program []byte
}

// Explainer opens the program that was tested once more, for details.
func (t Tested) Explainer() (Explainer, error) {
	return OpenExplainer(t.Spec.Name, t.program, t.Spec.Result)
}

// Input is a test's input as the program that was tested reads it.
func (t Tested) Input(test stubs.Test) (string, error) { return test.InputIn(formOf(t.program)) }

// Test runs the tests of all functions that have some on the programs beside
// them, and writes nothing. The error is [annotations.Diagnostics] for
// functions whose program is stale, which are left out, and for those that
// miss their paw:accuracy; or else it is the context's.
func Test(ctx context.Context, packages []*stubs.Package, config Config) ([]Tested, error) {
	var list []Tested
	steps, problems := testSteps(packages, config)
	for i, s := range steps {
		if config.Progress != nil {
			config.Progress(Progress{s.Spec.Name, "tests", float64(i) / float64(len(steps))})
		}
		results, err := runTests(ctx, s.Function, s.program, config)
		if ctx.Err() != nil {
			return list, ctx.Err()
		}
		if err != nil {
			problems = append(problems, annotations.Diagnostic{Pos: s.Pos, Message: s.Name + ": " + err.Error()})
			continue
		}
		s.scored(results)
		list = append(list, Tested{s.Function, results, s.program})
		if d, below := s.inaccurate(); below {
			problems = append(problems, d)
		}
	}
	return list, problems.Err()
}

// testSteps are the functions that have tests and a program to run them on.
func testSteps(packages []*stubs.Package, config Config) ([]*step, annotations.Diagnostics) {
	var steps []*step
	var problems annotations.Diagnostics
	for _, p := range packages {
		pl, wrong := makePlan(p, config)
		problems = append(problems, wrong...)
		for _, s := range pl.steps {
			if len(s.Tests) == 0 {
				continue
			}
			s.retest = false // the score is what is being measured
			if s.stale == "" {
				steps = append(steps, s)
			} else if d, ok := s.staleness(); ok {
				problems = append(problems, d)
			}
		}
	}
	return steps, problems
}
