package stubs

import (
	"fmt"
	"go/token"
	"regexp"
	"strings"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// mostGoodLabels is how many labels small compilers tell apart well. With more,
// measured accuracy falls fast.
const mostGoodLabels = 12

// advice is a rule about the words of a spec.
type advice struct {
	words         *regexp.Regexp
	applies       func(compiler.Result) bool
	message, hint string
}

var advices = []advice{
	{
		regexp.MustCompile(`(?i)\b(score|rate|rating|percent(age)?|probability|confidence|likelihood|on a scale)\b`),
		func(r compiler.Result) bool { return r.Kind == compiler.Integer || r.Kind == compiler.Float },
		"asks for a numeric score, which small models give badly", "return a type with a constant for each level, and say what each means",
	},
	{
		regexp.MustCompile(`(?i)\b(don't|do not|never|must not|should not|shouldn't|mustn't)\b`),
		func(compiler.Result) bool { return true },
		"says what not to do, which small models tend to do then", "say what to do instead",
	},
	{
		regexp.MustCompile(`(?i)(\band then\b|\b(and|then) also\b|\badditionally\b|\bafter that\b|\bas well as\b)`),
		func(r compiler.Result) bool { return r.Kind != compiler.Object },
		"asks for several jobs", "write a function for each, or return a struct",
	},
}

// lint gives advice about a function that has no mistakes: what small models
// are known to be bad at. It keeps nothing from being generated.
func (r *reader) lint(s *stub, f *Function) {
	add := func(pos token.Pos, hint, format string, args ...any) {
		f.Advice = append(f.Advice, annotations.Diagnostic{
			Pos: r.relative(r.fset.Position(pos)), Message: "advice: " + f.Name + ": " + fmt.Sprintf(format, args...), Hint: hint})
	}
	for _, a := range advices {
		if !a.applies(f.Spec.Result) {
			continue
		}
		for _, d := range s.directives {
			at := a.words.FindStringIndex(d.value)
			if d.word != "spec" || at == nil {
				continue
			}
			add(d.at+token.Pos(at[0]), a.hint, "the spec %s (%q)", a.message, d.value[at[0]:at[1]])
			break
		}
	}
	node := s.resultNode().Pos()
	if n := len(f.Labels); n > mostGoodLabels {
		add(node, "ask in two steps: first for a group, then within it", "%d labels are many; small models do well with up to %d", n, mostGoodLabels)
	}
	if l := f.unexplained(); l != nil {
		pos := node
		if l.Const.Pkg() == r.pkg.Types {
			pos = l.Const.Pos()
		}
		add(pos, "write its keywords into its comment, as in // refund, invoice", "nothing says when the answer is %q", l.Text)
	}
	r.oneSided(s, f, add)
}

// unexplained is the first label that neither its comment, nor the spec, nor
// an example says anything about; the label for "don't know" needs nothing.
func (f *Function) unexplained() *Label {
	text := strings.ToLower(f.Spec.Text)
	for i, l := range f.Labels {
		shown := l.Text == f.Spec.Result.Abstain || f.Spec.Result.Labels[i].Doc != "" || strings.Contains(text, strings.ToLower(l.Text))
		for _, e := range f.Spec.Examples {
			shown = shown || e.Output == l.Text
		}
		if !shown {
			return &f.Labels[i]
		}
	}
	return nil
}

// oneSided advises about examples that all have the same label.
func (r *reader) oneSided(s *stub, f *Function, add func(pos token.Pos, hint, format string, args ...any)) {
	list := f.Spec.Examples
	if len(list) < 2 || !f.Spec.Result.Finite() {
		return
	}
	for _, e := range list[1:] {
		if e.Output != list[0].Output {
			return
		}
	}
	for _, d := range s.directives {
		if d.word == "example" {
			add(d.pos, "add one with another answer", "all %d examples have the answer %q", len(list), list[0].Output)
			return
		}
	}
}
