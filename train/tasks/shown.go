package tasks

import (
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// exampleBytes is how long the text and the examples of one spec may be
// together: about 180 tokens.
const exampleBytes = 420

// say draws one of several wordings, the last being kept for evaluation, and
// puts args in place of {1}, {2} and so on.
func (d *drawer) say(wordings []string, args ...string) string {
	return fill(d.phrase(wordings...), args...)
}

// fill puts args in place of {1}, {2} and so on.
func fill(text string, args ...string) string {
	var pairs []string
	for i, a := range args {
		pairs = append(pairs, fmt.Sprintf("{%d}", i+1), a)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// told completes a task whose text says all: it may come without examples.
func (d *drawer) told(text string, query func() (in, out string)) (compiler.Spec, func() compiler.Example) {
	return d.withExamples(text, pick(d.Rand, []int{0, 1, 2, 2, 2, 3, 3, 4}), query)
}

// shown completes a task that only its examples define.
func (d *drawer) shown(text string, query func() (in, out string)) (compiler.Spec, func() compiler.Example) {
	return d.withExamples(text, 2+d.IntN(3), query)
}

func (d *drawer) withExamples(text string, n int, query func() (in, out string)) (compiler.Spec, func() compiler.Example) {
	ask := func() compiler.Example {
		in, out := query()
		return compiler.Example{Input: in, Output: out}
	}
	spec := compiler.Spec{Text: text}
	size := len(text)
	for _, e := range d.examples(n, ask) {
		if size += len(e.Input) + len(e.Output) + len("-  => "); size > exampleBytes && len(spec.Examples) > 1 {
			break
		}
		spec.Examples = append(spec.Examples, e)
	}
	return spec, ask
}

// number draws a number of at most n digits.
func (d *drawer) number(n int) string {
	limit := 1
	for range 1 + d.IntN(n) {
		limit *= 10
	}
	return fmt.Sprint(d.IntN(limit))
}

// word draws a single word of letters: a keyword, an everyday word or an invented one.
func (d *drawer) word() string {
	switch d.IntN(3) {
	case 0:
		return invent(d.Rand)
	case 1:
		return pick(d.Rand, fillers)
	}
	w, _, _ := strings.Cut(d.keyword(), " ")
	if strings.Contains(w, "-") {
		return d.word()
	}
	return w
}

// words draws n different words.
func (d *drawer) words(n int) []string { return distinct(n, d.word) }

// title draws one to n words with a capital at the first.
func (d *drawer) title(n int) string { return capital(strings.Join(d.words(1+d.IntN(n)), " ")) }

// value draws a word or a number.
func (d *drawer) value() string {
	if chance(d.Rand, .35) {
		return d.number(4)
	}
	return d.word()
}

// surname invents a family name.
func (d *drawer) surname() string { return capital(invent(d.Rand)) }

// person draws a first and a family name.
func (d *drawer) person() (first, last string) { return pick(d.Rand, names), d.surname() }

// capital writes the first letter in upper case.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// begin writes a sentence's first letter, if no slot stands there, in either case.
func (d *drawer) begin(sentence string) string {
	if chance(d.Rand, .5) {
		return capital(sentence)
	}
	return sentence
}
