package pawtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
)

// recorder is a test that keeps what it is told.
type recorder struct {
	testing.TB
	log    []string
	failed bool
}

func (r *recorder) Helper() {}
func (r *recorder) Logf(format string, args ...any) {
	r.log = append(r.log, fmt.Sprintf(format, args...))
}
func (r *recorder) Errorf(format string, args ...any) { r.Logf(format, args...); r.failed = true }

// echo answers with the input, and fails on "fail".
func echo(_ context.Context, input string) (string, error) {
	if input == "fail" {
		return "", errors.New("no room")
	}
	return input, nil
}

func TestRun(t *testing.T) {
	cases := []Case{{"a", "a"}, {"b", "b"}, {"c", "x"}, {"fail", "y"}}
	log := []string{`input "c" gave "c", want "x"`, `input "fail" failed, want "y": no room`}
	for _, test := range []struct {
		accuracy float64
		failed   bool
	}{{0, false}, {0.5, false}, {0.51, true}, {1, true}} {
		r := &recorder{TB: t}
		Run(r, test.accuracy, echo, cases)
		want := append(slices.Clone(log), fmt.Sprintf("2 of 4 tests pass, paw:accuracy is %v", test.accuracy))
		if r.failed != test.failed || !slices.Equal(r.log, want) {
			t.Errorf("accuracy %v: failed is %v, log\n%q\nwant\n%q", test.accuracy, r.failed, r.log, want)
		}
	}
}
