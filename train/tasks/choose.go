package tasks

import (
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// choice is a family that picks a label by the words of its input. Its labels
// come with a list of words each; a task takes some labels and some words.
type choice struct {
	wordings []string  // the last is kept for evaluation
	frames   []string  // inputs with a slot; nil means any message
	sets     *wordSets // nil means any labels and words
	labels   [2]int    // at least, at most
	words    int       // of a label, at most
	whole    bool      // inputs are frames only
}

// draw makes a task: the words stand in the labels' comments or in the text.
func (c choice) draw(d *drawer) (compiler.Spec, func() compiler.Example) {
	n := c.labels[0] + d.IntN(c.labels[1]-c.labels[0]+1)
	words := c.words
	if n > 8 {
		words = 1
	}
	cs := c.classes(d, n, words)
	query := func() compiler.Example {
		class := pick(d.Rand, cs)
		return compiler.Example{Input: c.input(d, pick(d.Rand, class.words)), Output: class.label}
	}
	text := d.phrase(c.wordings...)
	res := enum(cs, func(k class) string { return d.list(k.words) })
	if chance(d.Rand, .4) {
		text, res = d.inlineText(text, cs), enum(cs, noDoc)
	}
	return compiler.Spec{Text: text, Result: res, Examples: d.someExamples(query)}, query
}

func (c choice) classes(d *drawer, n, words int) []class {
	if c.sets == nil {
		return d.classes(n, words)
	}
	d.taken = map[string]bool{}
	var cs []class
	for _, t := range sample(d.Rand, pick(d.Rand, c.sets.of(d)), n) {
		k := class{label: t.name, words: sample(d.Rand, t.words, 1+d.IntN(words))}
		for _, w := range append([]string{k.label}, k.words...) {
			for _, part := range strings.Fields(w) {
				d.taken[stemOf(part)] = true
			}
		}
		cs = append(cs, k)
	}
	return cs
}

// input writes a message around a word; frames of its own are used half of the time.
func (c choice) input(d *drawer, word string) string {
	if d.Level == Bare || c.frames == nil || !c.whole && chance(d.Rand, .4) {
		return d.message(word)
	}
	return recase(d.Rand, strings.Replace(pick(d.Rand, c.frames), "{}", d.vary(word), 1))
}

// exactly makes a task like draw whose words come unchanged, without a second
// sentence: codes, extensions and commands have no endings.
func (c choice) exactly(d *drawer) (compiler.Spec, func() compiler.Example) {
	d.Level = min(d.Level, Sentence)
	c.whole = true
	return c.draw(d)
}

// domains makes a task like draw about mail domains.
func (c choice) domains(d *drawer) (compiler.Spec, func() compiler.Example) {
	d.Level = min(d.Level, Sentence)
	cs := d.classes(c.labels[0]+d.IntN(c.labels[1]-c.labels[0]+1), 1)
	for i := range cs {
		cs[i].words = distinct(1+d.IntN(c.words), func() string {
			return invent(d.Rand) + pick(d.Rand, []string{".com", ".org", ".net", ".io", ".de"})
		})
	}
	query := func() compiler.Example {
		k := pick(d.Rand, cs)
		return compiler.Example{Input: strings.Replace(pick(d.Rand, c.frames), "{}", pick(d.Rand, k.words), 1), Output: k.label}
	}
	return compiler.Spec{
		Text:     d.phrase(c.wordings...),
		Result:   enum(cs, func(k class) string { return strings.Join(k.words, ", ") }),
		Examples: d.someExamples(query),
	}, query
}

// candidates is a list of names of which the input misspells one.
func candidates(d *drawer) (compiler.Spec, func() compiler.Example) {
	names := distinct(4+d.IntN(10), func() string {
		w := d.keyword()
		if len(w) < 5 {
			return ""
		}
		return w
	})
	cs := make([]class, len(names))
	for i, w := range names {
		cs[i] = class{label: w, words: []string{w}}
	}
	query := func() compiler.Example {
		w := pick(d.Rand, names)
		in := w
		if d.Level > Bare {
			in = typo(d.Rand, w)
		}
		if d.Level > Sentence && chance(d.Rand, .4) {
			in = d.frameFor(in)
		}
		return compiler.Example{Input: recase(d.Rand, in), Output: w}
	}
	text := d.phrase("Which product is meant?", "Match the name with the list.", "Find the closest name.",
		"Map what people type to the right entry.", "The entry that was searched for.", "Fuzzy match: give the listed name.",
		"People mistype our product names. Say which one they want.", "Resolve the search term.")
	return compiler.Spec{Text: text, Result: enum(cs, noDoc), Examples: d.someExamples(query)}, query
}

func (d *drawer) frameFor(word string) string {
	return strings.Replace(pick(d.Rand, []string{"looking for {}", "do you have {}", "{} please", "show {}", "price of {}", "{}?"}), "{}", word, 1)
}

// contains asks whether a kind of thing stands in the text.
func contains(d *drawer) (compiler.Spec, func() compiler.Example) {
	kinds := []struct {
		names []string
		make  func(*drawer) string
	}{
		{[]string{"an e-mail address", "an email", "a mail address"}, (*drawer).email},
		{[]string{"a link", "a URL", "a web address"}, (*drawer).url},
		{[]string{"a number", "any digits", "a figure"}, func(d *drawer) string { return fmt.Sprint(10 + d.IntN(90000)) }},
		{[]string{"an amount of money", "a price", "a sum of money"}, (*drawer).amount},
	}
	k := pick(d.Rand, kinds)
	text := fmt.Sprintf(d.phrase("Is there %s in the text?", "Does the message contain %s?", "Say whether %s is mentioned.",
		"Check the line for %s.", "Yes if it has %s, no otherwise.", "Tell me if somebody left %s."), d.phrase(k.names...))
	query := func() compiler.Example {
		if chance(d.Rand, .5) {
			return compiler.Example{Input: d.carry(k.make(d)), Output: "yes"}
		}
		return compiler.Example{Input: d.carry(d.keyword()), Output: "no"}
	}
	return compiler.Spec{Text: text, Result: compiler.Result{Kind: compiler.Bool}, Examples: d.examples(1+d.IntN(4), query)}, query
}

// begins asks whether the text starts with a word.
func begins(d *drawer) (compiler.Spec, func() compiler.Example) {
	w := d.keyword()
	others := distinct(4, d.keyword)
	text := fmt.Sprintf(d.phrase("Does the line start with %q?", "Yes if the first word is %q.", "Is %q at the beginning?",
		"Say whether it begins with %q.", "Check that the text opens with %q."), w)
	query := func() compiler.Example {
		rest := d.chatter(pick(d.Rand, others))
		if chance(d.Rand, .5) {
			return compiler.Example{Input: w + " " + rest, Output: "yes"}
		}
		if chance(d.Rand, .3) {
			return compiler.Example{Input: rest + " " + w, Output: "no"}
		}
		return compiler.Example{Input: pick(d.Rand, others) + " " + rest, Output: "no"}
	}
	return compiler.Spec{Text: text, Result: compiler.Result{Kind: compiler.Bool}, Examples: d.examples(1+d.IntN(3), query)}, query
}

// flagged asks whether a text has one of the listed words; everything else is fine.
func flagged(wordings []string, sets *wordSets) func(d *drawer) (compiler.Spec, func() compiler.Example) {
	return func(d *drawer) (compiler.Spec, func() compiler.Example) {
		all := pick(d.Rand, sets.of(d))[0].words
		words := sample(d.Rand, all, 2+d.IntN(4))
		if d.invented {
			words = distinct(len(words), d.keyword)
		}
		d.taken = map[string]bool{}
		for _, w := range all {
			d.taken[stemOf(w)] = true
		}
		yes := class{"yes", words}
		text := d.inlineText(d.phrase(wordings...), []class{{"Yes", yes.words}, {"No", []string{"anything else"}}})
		query := func() compiler.Example {
			if chance(d.Rand, .5) {
				return compiler.Example{Input: d.message(pick(d.Rand, words)), Output: "yes"}
			}
			return compiler.Example{Input: d.offTopic(), Output: "no"}
		}
		return compiler.Spec{Text: text, Result: compiler.Result{Kind: compiler.Bool}, Examples: d.someExamples(query)}, query
	}
}
