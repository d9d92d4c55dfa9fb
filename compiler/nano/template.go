package nano

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pawgen/pawgen/compiler"
)

// The limits that keep a pseudo-program inside a tiny interpreter's context.
const (
	maxKeywords    = 96  // lines of the form "- keyword => label"
	maxExamples    = 12  // lines that show an example
	maxKeywordLen  = 40  // runes; a longer phrase is prose, not a keyword
	maxKeywordSize = 4   // words
	maxExampleLen  = 200 // runes of an example's input and output together
)

// Template writes the pseudo-program of a spec: the task's prose, then one
// line "- keyword => label" for each keyword that the spec, a label or a
// label's comment gives, then the examples in the same form.
//
// One keyword a line, with the keyword before its label, is what an
// interpreter of a few million parameters can follow: it finds the words of
// an input in the list and copies what stands behind them.
func Template(spec compiler.Spec) string {
	labels := labelsOf(spec.Result)
	prose, lines := splitSpec(spec.Text, labels)
	rules := newRules()
	for _, l := range labels {
		if !abstract(l.Text) {
			rules.add(humanise(l.Text), l.Text)
		}
	}
	for _, l := range labels {
		for _, k := range keywords(l.Doc) {
			rules.add(k, l.Text)
		}
	}
	for _, line := range lines {
		for _, k := range keywords(line.keywords) {
			rules.add(k, line.label)
		}
	}
	var b strings.Builder
	b.WriteString(prose)
	b.WriteByte('\n')
	rules.write(&b)
	writeExamples(&b, spec.Examples)
	return b.String()
}

// labelsOf returns the answers of a closed result type; none for free text and numbers.
func labelsOf(r compiler.Result) []compiler.Label {
	if r.Kind == compiler.Bool {
		return []compiler.Label{{Text: "yes"}, {Text: "no"}}
	}
	return r.Labels
}

// abstract says whether a label's name carries no meaning that an input could mention.
func abstract(label string) bool {
	switch strings.ToLower(label) {
	case "yes", "no", "none", "other", "unknown", "true", "false":
		return true
	}
	return utf8.RuneCountInString(label) < 3
}

// humanise turns an identifier such as "LateDelivery" or "late_delivery" into words.
func humanise(label string) string {
	var b strings.Builder
	prev := rune(0)
	for _, r := range label {
		switch {
		case r == '_' || r == '-':
			r = ' '
		case unicode.IsUpper(r) && unicode.IsLower(prev):
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		prev = r
	}
	return strings.ToLower(b.String())
}

// ruleLine is a line of a spec that lists keywords of one label, "billing: charges, refunds".
type ruleLine struct{ label, keywords string }

// splitSpec separates prose from the lines, or sentences, that list a label's keywords.
func splitSpec(text string, labels []compiler.Label) (prose string, lines []ruleLine) {
	var keep []string
	inList := false // the last part was a list that a semicolon may continue
	for _, part := range sentences(text) {
		head, tail, ok := strings.Cut(part, ":")
		l, known := findLabel(head, labels)
		switch {
		case ok && known:
			lines = append(lines, ruleLine{l, tail})
			inList = true
		case inList:
			lines[len(lines)-1].keywords += part
		default:
			keep = append(keep, part)
		}
		inList = inList && strings.HasSuffix(part, ";")
	}
	return strings.Join(keep, " "), lines
}

// sentences splits a spec at line ends, semicolons and the ends of sentences;
// what stands between keeps its punctuation.
func sentences(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		start := 0
		for i := 0; i < len(line); i++ {
			end := strings.IndexByte(".!?", line[i]) >= 0 && (i+1 == len(line) || line[i+1] == ' ')
			if !end && line[i] != ';' {
				continue
			}
			out = appendSentence(out, line[start:i+1])
			start = i + 1
		}
		out = appendSentence(out, line[start:])
	}
	return out
}

func appendSentence(out []string, s string) []string {
	s = strings.Trim(s, " \t-*•")
	if strings.Trim(s, ".;") == "" {
		return out
	}
	return append(out, s)
}

// findLabel returns the label that head names, quotes and case aside.
func findLabel(head string, labels []compiler.Label) (string, bool) {
	head = strings.Trim(head, " \t\"'`-*•")
	for _, l := range labels {
		if strings.EqualFold(head, l.Text) || strings.EqualFold(head, humanise(l.Text)) {
			return l.Text, true
		}
	}
	return "", false
}

// keywords splits a list such as "charges, refunds and invoices." into its items.
func keywords(list string) []string {
	var out []string
	list = strings.NewReplacer(" and ", ",", " or ", ",", ";", ",", "\n", ",", " e.g. ", ",", "/", ",").Replace(" " + list)
	for _, k := range strings.Split(list, ",") {
		k = strings.Trim(k, " \t.!?:\"'`()-*•")
		for _, w := range []string{"and ", "or ", "the ", "a ", "an ", "any ", "about "} {
			k = strings.TrimPrefix(k, w)
		}
		if k == "" || utf8.RuneCountInString(k) > maxKeywordLen || len(strings.Fields(k)) > maxKeywordSize {
			continue
		}
		out = append(out, k)
	}
	return out
}

// rules collects "- keyword => label" lines; the first label of a keyword wins.
type rules struct {
	keys, labels []string
	seen         map[string]bool
	otherwise    string
}

func newRules() *rules { return &rules{seen: map[string]bool{}} }

// fallbacks are the keywords that mean "no other keyword fits".
var fallbacks = map[string]bool{
	"anything else": true, "everything else": true, "otherwise": true, "all else": true,
	"the rest": true, "rest": true, "everything": true, "other messages": true, "else": true,
}

func (r *rules) add(keyword, label string) {
	key := strings.ToLower(keyword)
	if fallbacks[key] {
		r.otherwise = label
		return
	}
	if r.seen[key] || len(r.keys) == maxKeywords {
		return
	}
	r.seen[key] = true
	r.keys, r.labels = append(r.keys, keyword), append(r.labels, label)
}

func (r *rules) write(b *strings.Builder) {
	for i, k := range r.keys {
		writeRule(b, k, r.labels[i])
	}
	if r.otherwise != "" {
		writeRule(b, "anything else", r.otherwise)
	}
}

func writeRule(b *strings.Builder, keyword, label string) {
	b.WriteString("- ")
	b.WriteString(keyword)
	b.WriteString(" => ")
	b.WriteString(label)
	b.WriteByte('\n')
}

func writeExamples(b *strings.Builder, examples []compiler.Example) {
	n := 0
	for _, e := range examples {
		if n == maxExamples {
			return
		}
		if utf8.RuneCountInString(e.Input)+utf8.RuneCountInString(e.Output) > maxExampleLen {
			continue
		}
		writeRule(b, strings.Join(strings.Fields(e.Input), " "), e.Output)
		n++
	}
}
