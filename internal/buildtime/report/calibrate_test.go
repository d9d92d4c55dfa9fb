package report

import (
	"math"
	"strings"
	"testing"
)

// TestFit has answers that are right as often as a temperature of 2 says.
func TestFit(t *testing.T) {
	var outcomes []outcome
	for _, share := range []float64{0.6, 0.7, 0.8, 0.9} {
		odds := math.Log(share/(1-share)) * 2
		sure := 1 / (1 + math.Exp(-odds))
		for i := range 10 {
			outcomes = append(outcomes, outcome{sure, float64(i) < share*10})
		}
	}
	c := fit("mail.Route", outcomes)
	if math.Abs(c.Temperature-2) > 1e-3 || c.After >= c.Before || c.Tests != 40 || c.Passed != 30 {
		t.Errorf("got %+v, want temperature 2", c)
	}
}

// TestFitExtremes: certainty that is wrong, and tests that say nothing.
func TestFitExtremes(t *testing.T) {
	c := fit("f", []outcome{{1, true}, {1, false}})
	if math.IsInf(c.Before, 0) || math.IsNaN(c.After) || c.Temperature == 0 {
		t.Errorf("got %+v", c)
	}
	for _, outcomes := range [][]outcome{nil, {{0.9, true}}, {{0.9, false}, {0, false}}} {
		if c := fit("f", outcomes); c.Temperature != 0 || math.IsNaN(c.Before) {
			t.Errorf("%v: got %+v, want no temperature", outcomes, c)
		}
	}
}

func TestWriteCalibrations(t *testing.T) {
	var b strings.Builder
	writeCalibrations(&b, []Calibration{{"mail.Route", 40, 30, 2, 0.7, 0.55}, {"mail.IsSpam", 5, 5, 0, 0.01, 0.01}})
	const want = `function     tests  temperature  log loss
mail.Route   40     2.00         0.550, 0.700 before
mail.IsSpam  5      -            0.010; wants tests that pass and tests that fail
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}
