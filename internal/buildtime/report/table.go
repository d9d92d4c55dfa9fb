package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// WriteTable writes the report for people: a line for each function, then
// for each that is not perfect the tests that failed and the labels that were
// confused; with all set, those of every function and the passed tests too.
func (r Report) WriteTable(w io.Writer, all bool) error {
	var b bytes.Buffer
	r.summary(&b)
	for _, f := range r.Functions {
		if all || f.Passed < f.Total {
			fmt.Fprintf(&b, "\n%s:\n", f.Name)
			f.tests(&b, all)
			f.confused(&b)
		}
	}
	if len(r.Calibrations) > 0 {
		b.WriteByte('\n')
		writeCalibrations(&b, r.Calibrations)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// summary writes a line for each function.
func (r Report) summary(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "function\tpassed\tshare\twanted")
	for _, f := range r.Functions {
		wanted := "-"
		if f.Accuracy > 0 {
			wanted = percent(f.Accuracy)
		}
		if !f.Good {
			wanted += "\ttoo few"
		}
		fmt.Fprintf(t, "%s\t%d of %d\t%s\t%s\n", f.Name, f.Passed, f.Total, percent(float64(f.Passed)/float64(f.Total)), wanted)
	}
	t.Flush()
}

func percent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }

// tests writes the tests that failed, or all.
func (f Function) tests(w io.Writer, all bool) {
	for _, t := range f.Tests {
		switch {
		case t.Error != "":
			fmt.Fprintf(w, "\t%s: input %q failed, want %q: %s\n", t.Place, t.Input, t.Want, strings.ReplaceAll(t.Error, "\n", "\n\t"))
		case !t.Passed:
			fmt.Fprintf(w, "\t%s: input %q gave %q, want %q\n", t.Place, t.Input, t.Got, t.Want)
		case all:
			fmt.Fprintf(w, "\t%s: input %q gave %q\n", t.Place, t.Input, t.Got)
		}
	}
}

// confused writes the matrix of labels.
func (f Function) confused(w io.Writer) {
	c := f.Confusion
	if c == nil {
		return
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "\twant, got:\t%s\t\n", strings.Join(c.Labels, "\t"))
	for i, label := range c.Labels {
		fmt.Fprintf(t, "\t%s\t", label)
		for _, n := range c.Counts[i] {
			fmt.Fprintf(t, "%d\t", n)
		}
		fmt.Fprintln(t)
	}
	t.Flush()
}
