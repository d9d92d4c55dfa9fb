package report

import (
	"context"
	"fmt"
	"io"
	"math"
	"text/tabwriter"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/buildtime/generate"
)

// Calibration is a temperature for a function's confidence (Guo et al., On
// Calibration of Modern Neural Networks, 2017), fitted on its tests.
type Calibration struct {
	Function string `json:"function"`
	Tests    int    `json:"tests"` // those that gave an answer
	Passed   int    `json:"passed"`
	// Temperature is 0 if it can't be told, because all tests pass or all fail.
	Temperature float64 `json:"temperature"`
	// Before and After are the log loss of the confidence, in nats per test: how
	// surprised it is by what is right and wrong. Less is better.
	Before float64 `json:"before"`
	After  float64 `json:"after"`
}

// The range of temperatures.
const coldest, hottest = 0.05, 20

// outcome is how sure an answer was, and whether it was right.
type outcome struct {
	confidence float64
	right      bool
}

// Calibrate runs the tests of functions once more, with confidences, and fits
// a temperature for each. The error is the context's or one of a program.
func Calibrate(ctx context.Context, list []generate.Tested, open func(generate.Tested) (generate.Explainer, error)) ([]Calibration, error) {
	var out []Calibration
	for _, t := range list {
		explain, err := open(t)
		if err != nil {
			return out, fmt.Errorf("%s: %w", t.Spec.Name, err)
		}
		var outcomes []outcome
		for _, test := range t.Results {
			input, err := t.Input(test.Test)
			if err != nil {
				return out, err
			}
			r, err := explain(ctx, input)
			if ctx.Err() != nil {
				return out, ctx.Err()
			}
			if err == nil {
				outcomes = append(outcomes, outcome{r.Confidence, test.Passed()})
			}
		}
		out = append(out, fit(t.Spec.Name, outcomes))
	}
	return out, nil
}

// fit finds the temperature with the least log loss.
func fit(function string, outcomes []outcome) Calibration {
	c := Calibration{Function: function, Tests: len(outcomes)}
	for _, o := range outcomes {
		if o.right {
			c.Passed++
		}
	}
	c.Before = logLoss(outcomes, 1)
	if c.Passed == 0 || c.Passed == c.Tests { // no temperature would be extreme enough
		c.After = c.Before
		return c
	}
	c.Temperature = minimum(func(t float64) float64 { return logLoss(outcomes, t) })
	c.After = logLoss(outcomes, c.Temperature)
	return c
}

// logLoss is the mean surprise at the outcomes, in nats.
func logLoss(outcomes []outcome, temperature float64) float64 {
	sum := 0.0
	for _, o := range outcomes {
		p := pawgen.Calibrate(o.confidence, temperature)
		if !o.right {
			p = 1 - p
		}
		sum -= math.Log(max(p, 1e-9)) // a certainty that was wrong must not weigh infinitely
	}
	return sum / float64(max(1, len(outcomes)))
}

// minimum finds the temperature at which a function is least, by golden
// section of the logarithm. Log loss is convex in the inverse temperature, so
// it has one minimum.
func minimum(f func(temperature float64) float64) float64 {
	ratio := (math.Sqrt(5) - 1) / 2
	low, high := math.Log(coldest), math.Log(hottest)
	for range 60 {
		left, right := high-ratio*(high-low), low+ratio*(high-low)
		if f(math.Exp(left)) < f(math.Exp(right)) {
			high = right
		} else {
			low = left
		}
	}
	return math.Exp((low + high) / 2)
}

// writeCalibrations writes the temperatures for people.
func writeCalibrations(w io.Writer, list []Calibration) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "function\ttests\ttemperature\tlog loss")
	for _, c := range list {
		if c.Temperature == 0 {
			fmt.Fprintf(t, "%s\t%d\t-\t%.3f; wants tests that pass and tests that fail\n", c.Function, c.Tests, c.Before)
			continue
		}
		fmt.Fprintf(t, "%s\t%d\t%.2f\t%.3f, %.3f before\n", c.Function, c.Tests, c.Temperature, c.After, c.Before)
	}
	t.Flush()
}
