package main

import (
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestCurves: a log of a training that was stopped and went on from its
// checkpoint gives each curve's points once, and a chart that is XML.
func TestCurves(t *testing.T) {
	dir := t.TempDir()
	log := `step 1 Mtok 0.04 level bare loss 3.1 | bare 0.10 echo 0.50 | 900 tok/s
step 2 Mtok 0.08 level bare loss 2.9 | bare 0.20 echo 0.60 | 900 tok/s
step 3 Mtok 0.12 level bare loss 2.8 | bare 0.90 echo 0.90 | 900 tok/s
eval 0.123
step 2 Mtok 0.08 level sentence loss 2.9 | bare 0.25 echo 0.65 | 900 tok/s
step 3 Mtok 0.11 level sentence loss 2.7 | bare 0.30 echo 0.70 sentence 0.05 | 900 tok/s
`
	if err := os.WriteFile(filepath.Join(dir, "interpreter.log"), []byte(log), 0o644); err != nil {
		t.Fatal(err)
	}
	curves, err := readLog(filepath.Join(dir, "interpreter.log"))
	if err != nil {
		t.Fatal(err)
	}
	want := curve{{0.04, .1}, {0.08, .25}, {0.11, .3}}
	if got := curves["bare"]; !slices.Equal(got, want) || len(curves) != 3 {
		t.Errorf("got %v, %d curves (want %v, 3 curves)", got, len(curves), want)
	}
	if err := writeCurves(dir); err != nil {
		t.Fatal(err)
	}
	chart, err := os.ReadFile(filepath.Join(dir, curvesFile))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(chart), "<polyline"); n != 3 {
		t.Errorf("the chart has %d lines (want 3)", n)
	}
	for d := xml.NewDecoder(strings.NewReader(string(chart))); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
