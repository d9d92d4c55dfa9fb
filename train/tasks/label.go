package tasks

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// class is a label with the keywords that lead to it.
type class struct {
	label string
	words []string
}

// classes draws n labels with one to k keywords each; no keyword serves two labels.
func (d *drawer) classes(n, k int) []class {
	labels := d.labels(n)
	seen := map[string]bool{}
	d.taken = seen
	out := make([]class, 0, n)
	for _, l := range labels {
		c := class{label: l}
		word := d.keyword
		if !d.invented && chance(d.Rand, .5) {
			words := pick(d.Rand, d.topics).words // one topic, as people write
			word = func() string { return pick(d.Rand, words) }
		}
		for range 1 + d.IntN(k) {
			w := word()
			if !d.mentions(w) && !seen[stemOf(w)] {
				for _, part := range append(strings.Fields(w), w) {
					seen[stemOf(part)] = true
				}
				c.words = append(c.words, w)
			}
		}
		if len(c.words) > 0 {
			out = append(out, c)
		}
	}
	if len(out) < 2 {
		return d.classes(n, k)
	}
	return out
}

// labels draws n label names.
func (d *drawer) labels(n int) []string {
	var draw func() string
	switch d.IntN(5) {
	case 0:
		draw = func() string { return invent(d.Rand) }
	case 1:
		letters := strings.Fields("A B C D E F G H I J K L M N O P Q R S T U V W X Y Z AA AB AC AD")
		if d.HeldOut { // training has those sets
			slices.Reverse(letters)
		}
		if chance(d.Rand, .4) {
			for i := range letters {
				letters[i] = map[bool]string{false: "P", true: "Q"}[d.HeldOut] + strconv.Itoa(i+1)
			}
		}
		return letters[:n]
	case 2, 3:
		draw = func() string { return pick(d.Rand, labelWords) }
	default:
		draw = func() string { return pick(d.Rand, d.topics).name }
	}
	if !d.HeldOut && chance(d.Rand, .3) { // more often than people do, as an exercise
		draw = alike(draw)
	}
	out := distinct(n, draw)
	switch d.IntN(8) {
	case 0:
		for i, l := range out {
			out[i] = strings.ToUpper(l)
		}
	case 1:
		for i, l := range out {
			out[i] = strings.ToUpper(l[:1]) + l[1:]
		}
	case 2:
		for i, l := range out {
			out[i] = strings.ReplaceAll(l, " ", "_")
		}
	case 3:
		for i, l := range out {
			out[i] = strings.ReplaceAll(titles(strings.Fields(strings.ReplaceAll(l, "_", " ")), " "), " ", "")
		}
	}
	return out
}

// alike draws words of which most begin with the same letter: their first token
// doesn't tell them apart, which is the harder choice.
func alike(draw func() string) func() string {
	letter := draw()[:1]
	return func() string {
		w := draw()
		for range 30 {
			if strings.HasPrefix(w, letter) {
				break
			}
			w = draw()
		}
		return w
	}
}

// message draws an input that mentions a keyword.
func (d *drawer) message(word string) string {
	if d.Level == Bare {
		return recase(d.Rand, word) + pick(d.Rand, []string{"", "", "", ".", "!", "?"})
	}
	return d.surround(d.vary(word))
}

// vary writes a keyword as a message may have it: with another ending or a slip of the keyboard.
func (d *drawer) vary(word string) string {
	if d.Level >= Inflected && chance(d.Rand, .35) {
		word = inflect(d.Rand, word)
	}
	if d.Level >= Noisy && chance(d.Rand, .25) {
		word = typo(d.Rand, word)
	}
	return word
}

// surround puts a keyword into a sentence, sometimes with a second one beside it.
func (d *drawer) surround(word string) string {
	s := ""
	if chance(d.Rand, .4) {
		s = d.chatter(word)
	} else {
		s = strings.Replace(d.free(d.frame, "{}"), "{}", word, 1)
	}
	switch d.IntN(6) {
	case 0:
		s = d.free(d.aside, "hello") + pick(d.Rand, []string{", ", ". ", " - "}) + s
	case 1:
		s += pick(d.Rand, []string{", ", ". "}) + d.free(d.aside, "hello")
	}
	return recase(d.Rand, s) + pick(d.Rand, []string{"", "", "", ".", "!", "?"})
}

// aside draws a sentence that mentions no topic.
func (d *drawer) aside() string { return pick(d.Rand, plain) }

// free draws until no keyword of the task stands in the text.
func (d *drawer) free(draw func() string, otherwise string) string {
	for range 20 {
		if s := draw(); !d.mentions(s) {
			return s
		}
	}
	return otherwise
}

func (d *drawer) mentions(s string) bool {
	for _, w := range proseWord.FindAllString(s, -1) {
		if d.taken[stemOf(w)] {
			return true
		}
	}
	return false
}

// chatter puts a keyword among common words in no particular order.
func (d *drawer) chatter(word string) string {
	words := make([]string, 2+d.IntN(7))
	for i := range words {
		switch {
		case chance(d.Rand, .45):
			words[i] = pick(d.Rand, smallWords)
		case chance(d.Rand, .85):
			words[i] = pick(d.Rand, fillers)
		default:
			words[i] = invent(d.Rand)
		}
		if d.taken[stemOf(words[i])] {
			words[i] = "it"
		}
	}
	words[d.IntN(len(words))] = word
	return strings.Join(words, " ")
}

// stemOf is what two forms of a keyword have in common.
func stemOf(word string) string {
	s, _ := Stem(strings.ToLower(word))
	return s
}

// queryOf draws inputs of random classes.
func (d *drawer) queryOf(classes []class) func() compiler.Example {
	return func() compiler.Example {
		c := pick(d.Rand, classes)
		return compiler.Example{Input: d.message(pick(d.Rand, c.words)), Output: c.label}
	}
}

// size draws how many labels and keywords a task has; the bare level starts small.
func (d *drawer) size() (labels, words int) {
	switch {
	case d.Level == Bare:
		return 2 + d.IntN(4), 1 + d.IntN(4)
	case chance(d.Rand, .08):
		return 9 + d.IntN(22), 1
	}
	return 2 + d.IntN(6), 1 + d.IntN(7)
}

func enum(classes []class, doc func(class) string) compiler.Result {
	res := compiler.Result{Kind: compiler.Enum}
	for _, c := range classes {
		res.Labels = append(res.Labels, compiler.Label{Text: c.label, Doc: doc(c)})
	}
	return res
}

func noDoc(class) string { return "" }

// routeText draws the prose of a routing spec.
func (d *drawer) routeText() string {
	return d.phrase(
		"Route a customer message to the department that should answer it.",
		"Classify the message.",
		"Decide which team gets the ticket.",
		"Sort the text into one of the groups.",
		"Which category does this belong to?",
		"Label each line by its subject.",
		"Assign the e-mail to a folder.",
		"Pick the queue for this request.",
		"Tell what the note is about.")
}

func (d *drawer) someExamples(query func() compiler.Example) []compiler.Example {
	return d.examples([]int{0, 0, 1, 2, 3, 4, 6, 8}[d.IntN(8)], query)
}

// route gives the keywords in the labels' comments, as an enum's constants do.
func route(d *drawer) (compiler.Spec, func() compiler.Example) {
	n, k := d.size()
	cs := d.classes(n, k)
	q := d.queryOf(cs)
	return compiler.Spec{
		Text:     d.routeText(),
		Result:   enum(cs, func(c class) string { return d.list(c.words) }),
		Examples: d.someExamples(q),
	}, q
}

// list writes keywords as people do.
func (d *drawer) list(words []string) string {
	s := strings.Join(words, ", ")
	if i := strings.LastIndex(s, ", "); i > 0 && chance(d.Rand, .3) {
		s = s[:i] + pick(d.Rand, []string{" and ", " or "}) + s[i+2:]
	}
	return s
}

// inlineText appends "label: words" lines to a text.
func (d *drawer) inlineText(text string, cs []class) string {
	var b strings.Builder
	b.WriteString(text)
	sep := pick(d.Rand, []string{"\n", "\n- ", " "})
	for _, c := range cs {
		fmt.Fprintf(&b, "%s%s: %s%s", sep, c.label, d.list(c.words), map[bool]string{true: ".", false: ""}[sep == " "])
	}
	return b.String()
}

// inlineRoute gives the keywords in the spec's text.
func inlineRoute(d *drawer) (compiler.Spec, func() compiler.Example) {
	n, k := d.size()
	cs := d.classes(n, k)
	q := d.queryOf(cs)
	return compiler.Spec{
		Text:     d.inlineText(d.routeText(), cs),
		Result:   enum(cs, noDoc),
		Examples: d.someExamples(q),
	}, q
}

// fallbackRoute has a label for everything that no keyword fits.
func fallbackRoute(d *drawer) (compiler.Spec, func() compiler.Example) {
	n, k := d.size()
	cs := d.classes(n, k)
	q := d.queryOf(cs)
	other := class{label: pick(d.Rand, []string{"other", "general", "misc", "none", "unknown"})}
	res := enum(cs, func(c class) string { return d.list(c.words) })
	res.Labels = append(res.Labels, compiler.Label{Text: other.label, Doc: pick(d.Rand, []string{"anything else", "everything else", "otherwise"})})
	query := func() compiler.Example {
		if chance(d.Rand, .7) {
			return q()
		}
		return compiler.Example{Input: d.offTopic(), Output: other.label}
	}
	return compiler.Spec{Text: d.routeText(), Result: res, Examples: d.someExamples(query)}, query
}

// offTopic draws an input that mentions none of the task's keywords.
func (d *drawer) offTopic() string {
	if d.Level == Bare || chance(d.Rand, .3) {
		return recase(d.Rand, d.free(d.aside, "hello"))
	}
	return d.surround(invent(d.Rand))
}

// yesNo asks a question whose yes and no the spec defines by keywords.
func yesNo(d *drawer) (compiler.Spec, func() compiler.Example) {
	_, k := d.size()
	cs := d.classes(2, k+1)
	cs[0].label, cs[1].label = "yes", "no"
	text := d.phrase(
		"Is the message urgent?", "Does this need a person?", "Should we reply today?", "Is it about our product?",
		"Say whether the line matters.", "Tell if the text is relevant.", "Should the alarm go off?")
	else_ := chance(d.Rand, .5)
	if chance(d.Rand, .4) {
		cs[1].words, else_ = nil, true
	}
	head := []class{{"Yes", cs[0].words}}
	if len(cs[1].words) > 0 {
		head = append(head, class{"No", cs[1].words})
	}
	if else_ {
		if len(cs[1].words) > 0 {
			head[1].words = append(append([]string(nil), cs[1].words...), "anything else")
		} else {
			head = append(head, class{"No", []string{"anything else"}})
		}
	}
	query := func() compiler.Example {
		c := cs[d.IntN(2)]
		if c.label == "no" && (len(c.words) == 0 || else_ && chance(d.Rand, .4)) {
			return compiler.Example{Input: d.offTopic(), Output: "no"}
		}
		return compiler.Example{Input: d.message(pick(d.Rand, c.words)), Output: c.label}
	}
	return compiler.Spec{
		Text:     d.inlineText(text, head),
		Result:   compiler.Result{Kind: compiler.Bool},
		Examples: d.someExamples(query),
	}, query
}

// alert watches a log: some words raise it, everything else is quiet.
func alert(d *drawer) (compiler.Spec, func() compiler.Example) {
	_, k := d.size()
	cs := d.classes(2, k+1)
	loud, quiet := []string{"ALERT", "alert", "page", "WAKE", "RING"}, []string{"QUIET", "ok", "ignore", "skip", "drop"}
	if d.HeldOut {
		loud, quiet = []string{"RAISE", "critical", "notify", "Siren"}, []string{"SILENT", "pass", "none", "Mute"}
	}
	cs[0].label, cs[1].label = pick(d.Rand, loud), pick(d.Rand, quiet)
	logLine := func(s string) string {
		if d.Level == Bare || chance(d.Rand, .4) {
			return s
		}
		return fmt.Sprintf("%02d:%02d:%02d %s %s: %s", d.IntN(24), d.IntN(60), d.IntN(60), pick(d.Rand, []string{"INFO", "WARN", "ERROR", "DEBUG"}), invent(d.Rand), s)
	}
	query := func() compiler.Example {
		c := cs[d.IntN(2)]
		return compiler.Example{Input: logLine(d.message(pick(d.Rand, c.words))), Output: c.label}
	}
	text := d.phrase("Watch the log and raise an alert.", "Flag log lines that matter.", "Does this line wake somebody?", "Filter the log.", "Which lines are worth a page?")
	return compiler.Spec{Text: d.inlineText(text, cs), Result: enum(cs, noDoc), Examples: d.someExamples(query)}, query
}

// byExample gives the labels' meaning by examples alone.
func byExample(d *drawer) (compiler.Spec, func() compiler.Example) {
	cs := d.classes(2+d.IntN(3), 3)
	var examples []compiler.Example
	for _, c := range cs {
		for _, w := range c.words {
			examples = append(examples, compiler.Example{Input: d.message(w), Output: c.label})
		}
	}
	d.Shuffle(len(examples), func(i, j int) { examples[i], examples[j] = examples[j], examples[i] })
	return compiler.Spec{Text: d.routeText(), Result: enum(cs, noDoc), Examples: examples}, d.queryOf(cs)
}

// spelling finds the label that a misspelt word means.
func spelling(d *drawer) (compiler.Spec, func() compiler.Example) {
	words := distinct(3+d.IntN(3), func() string {
		w := d.keyword()
		if len(w) < 5 || strings.Contains(w, " ") {
			return ""
		}
		return w
	})
	if len(words) < 2 {
		words = []string{"balance", "receipt"}
	}
	cs := make([]class, len(words))
	for i, w := range words {
		cs[i] = class{label: w}
	}
	query := func() compiler.Example {
		w := pick(d.Rand, words)
		return compiler.Example{Input: typo(d.Rand, typo(d.Rand, w)), Output: w}
	}
	text := d.phrase("Which of the words was meant?", "Correct the spelling to one of the labels.", "Find the word that is misspelt here.")
	return compiler.Spec{Text: text, Result: enum(cs, noDoc), Examples: d.examples(d.IntN(3), query)}, query
}
