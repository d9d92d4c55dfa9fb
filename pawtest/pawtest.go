// Package pawtest runs the tests of fuzzy functions under go test.
//
// Pawgen writes a paw_gen_test.go for each package whose stubs have tests. It
// calls [Run] once for each function, and so does for "go test" what "pawgen
// test" does by itself.
package pawtest

import (
	"context"
	"testing"
)

// Case is one test of a function.
type Case struct {
	Input string // as the interpreter reads it
	Want  string // the answer as examples have it
}

// Run runs the tests of a function, whose method Answer is answer. The test
// fails if the share of the cases that pass is below accuracy; what failed is
// logged in either case. A call that fails is a test that fails.
func Run(t testing.TB, accuracy float64, answer func(ctx context.Context, input string) (string, error), cases []Case) {
	t.Helper()
	passed := 0
	for _, c := range cases {
		got, err := answer(t.Context(), c.Input)
		switch {
		case err != nil:
			t.Logf("input %q failed, want %q: %v", c.Input, c.Want, err)
		case got != c.Want:
			t.Logf("input %q gave %q, want %q", c.Input, got, c.Want)
		default:
			passed++
		}
	}
	const format = "%d of %d tests pass, paw:accuracy is %v"
	if float64(passed)/float64(len(cases)) < accuracy { // as gen.Accurate has it
		t.Errorf(format, passed, len(cases), accuracy)
		return
	}
	t.Logf(format, passed, len(cases), accuracy)
}
