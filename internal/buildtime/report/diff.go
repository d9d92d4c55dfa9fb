package report

import (
	"bytes"
	"fmt"
	"io"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/pawgen/pawgen/internal/buildtime/generate"
)

// WriteDiff writes what generating would change: texts as a unified diff, and
// the tests whose answers are others.
func WriteDiff(w io.Writer, list []generate.Difference) error {
	var b bytes.Buffer
	for i, d := range list {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s: %s\n", d.Function, d.Why)
		if d.New != nil {
			old := d.Old
			if old == nil {
				old = &generate.Version{}
			}
			writeText(&b, "compiler", old.Compiler, d.New.Compiler)
			writeText(&b, "spec", old.Spec, d.New.Spec)
			writeText(&b, "pseudo-program", old.Pseudo, d.New.Pseudo)
		}
		writeFlips(&b, d)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// writeText writes the lines in which two texts differ.
func writeText(b *bytes.Buffer, what, old, new string) {
	b.Write(diff.Diff("paw.lock: "+what, lines(old), what, lines(new)))
}

// lines ends the last line of a text.
func lines(s string) []byte {
	if s != "" && s[len(s)-1] != '\n' {
		s += "\n"
	}
	return []byte(s)
}

// writeFlips writes how many tests pass, and those whose answers changed.
func writeFlips(b *bytes.Buffer, d generate.Difference) {
	if len(d.After) == 0 {
		return
	}
	fmt.Fprintf(b, "%d of %d tests pass", generate.Passed(d.After), len(d.After))
	if d.Before == nil {
		b.WriteByte('\n')
		return
	}
	fmt.Fprintf(b, ", %d before\n", generate.Passed(d.Before))
	for i, after := range d.After {
		before := d.Before[i]
		if answer(before) == answer(after) {
			continue
		}
		fmt.Fprintf(b, "\t%s: input %q: %s is now %s, want %q\n", after.Pos, after.Input, answer(before), answer(after), after.Output)
	}
}

// answer is an answer as messages have it.
func answer(r generate.Result) string {
	if r.Err != nil {
		return "failure"
	}
	return fmt.Sprintf("%q", r.Got)
}
