package report

import (
	"encoding/json"
	"io"

	"github.com/pawgen/pawgen/internal/buildtime/generate"
)

// Report is the outcome of the tests of functions, as -json prints it.
type Report struct {
	Functions []Function `json:"functions"`
	// Calibrations are there if they were asked for.
	Calibrations []Calibration `json:"calibrations,omitempty"`
}

// Function is the outcome of one function's tests.
type Function struct {
	Name     string  `json:"function"` // with its package, "helpdesk.ClassifyIntent"
	Passed   int     `json:"passed"`
	Total    int     `json:"total"`
	Accuracy float64 `json:"accuracy"` // of paw:accuracy
	Good     bool    `json:"good"`     // enough tests passed
	Tests    []Test  `json:"tests"`
	// Confusion is there for functions that choose among labels.
	Confusion *Confusion `json:"confusion,omitempty"`
}

// Test is the outcome of one test.
type Test struct {
	Place  string `json:"place"` // "mail.go:12:3"
	Input  string `json:"input"` // as the interpreter reads it
	Want   string `json:"want"`
	Got    string `json:"got,omitempty"`
	Error  string `json:"error,omitempty"` // why the call failed
	Passed bool   `json:"passed"`
}

// NewReport makes the report of tests that were run.
func NewReport(list []generate.Tested) Report {
	r := Report{Functions: []Function{}}
	for _, t := range list {
		f := Function{Name: t.Spec.Name, Passed: generate.Passed(t.Results), Total: len(t.Results), Accuracy: t.Accuracy}
		f.Good = generate.Accurate(f.Passed, f.Total, f.Accuracy)
		for _, result := range t.Results {
			f.Tests = append(f.Tests, newTest(result))
		}
		f.Confusion = confusion(t)
		r.Functions = append(r.Functions, f)
	}
	return r
}

func newTest(r generate.Result) Test {
	t := Test{Place: r.Pos.String(), Input: r.Input, Want: r.Output, Got: r.Got, Passed: r.Passed()}
	if r.Err != nil {
		t.Error = r.Err.Error()
	}
	return t
}

// WriteJSON writes the report as one object.
func (r Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}
