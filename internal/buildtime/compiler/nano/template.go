package nano

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/answer/schema"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// Template writes the pseudo-program of a spec: the task's prose, then one
// line "- keyword => label" for each keyword that the spec, a label or a
// label's comment gives, then the examples in the same form. [Codes] stand for
// an enum's labels.
//
// One keyword a line, with the keyword before its label, is what an
// interpreter of a few million parameters can follow: it finds the words of
// an input in the list and copies what stands behind them. Prose in a label's
// comment becomes lines as well, for the words that an input may share with it.
func Template(spec compiler.Spec) string { return variants[0].write(parseTask(spec)) }

// task is a spec as the parts of its pseudo-program.
type task struct {
	prose    string
	rules    *rules
	examples []compiler.Example
	codes    map[string]string // what stands for a label
}

// parseTask finds the prose, the keywords and the examples of a spec.
func parseTask(spec compiler.Spec) task {
	labels := labelsOf(spec.Result)
	if len(labels) == 0 && spec.Result.Kind == compiler.Text {
		labels = impliedLabels(spec.Text)
	}
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
		if l.Doc == "" && leftover[strings.ToLower(l.Text)] {
			rules.otherwise = l.Text
		}
	}
	for _, line := range lines {
		for _, k := range keywords(line.keywords) {
			rules.add(k, line.label)
		}
	}
	for _, l := range labels {
		if !rules.has(l.Text) {
			for _, w := range telling(spec.Examples, l.Text) {
				rules.add(w, l.Text)
			}
		}
	}
	if rules.otherwise == "" {
		rules.otherwise = leftoverOf(spec.Result)
	}
	if spec.Result.Kind == compiler.Bool && rules.otherwise == "" {
		rules.otherwise = rules.opposite()
	}
	if f := form(spec.Result); f != "" {
		prose = strings.TrimSpace(prose + " " + f)
	}
	return task{prose, rules, spec.Examples, Codes(spec.Result)}
}

// Codes are the letters that stand for the labels of an enum in its
// pseudo-program and that the interpreter answers with; nil for other types and
// for more labels than there are letters.
//
// A label's first token is what the interpreter finds behind a keyword. What
// follows it has to be found anew, and by then the keyword is far away: of two
// labels that begin alike nano took the wrong one half of the time. Letters have
// nothing that follows.
func Codes(r compiler.Result) map[string]string {
	labels := labelsOf(r)
	if r.Kind == compiler.Bool || !r.Finite() || len(labels) > len(letters) {
		return nil
	}
	codes := make(map[string]string, len(labels))
	for i, l := range labels {
		codes[l.Text] = letters[i : i+1]
	}
	return codes
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// written is what stands for an answer.
func (t task) written(answer string) string { return cmp.Or(t.codes[answer], answer) }

// labelsOf returns the answers of a closed result type; none for free text and numbers.
func labelsOf(r compiler.Result) []compiler.Label {
	switch {
	case r.Kind == compiler.Bool:
		return []compiler.Label{{Text: prompt.Yes}, {Text: prompt.No}}
	case r.Kind == compiler.Optional && r.Finite():
		return labelsOf(*r.Elem)
	}
	return r.Labels
}

// leftoverOf is the answer for what no rule says: the label that means "don't
// know", or null; "" if there is none.
func leftoverOf(r compiler.Result) string {
	if r.Kind == compiler.Optional && r.Finite() {
		return schema.Null
	}
	return r.Abstain
}

// leftover are names of labels that, without a comment, mean "no other label fits".
var leftover = map[string]bool{"other": true, "others": true, "none": true, "unknown": true, "neither": true, "misc": true}

// abstract says whether a label's name carries no meaning that an input could
// mention; a name of one or two letters would match articles and the like.
func abstract(label string) bool {
	lower := strings.ToLower(label)
	return leftover[lower] || lower == prompt.Yes || lower == prompt.No || utf8.RuneCountInString(label) < 3
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

// splitSpec separates prose from the lines, or sentences, that list a label's keywords.
func splitSpec(text string, labels []compiler.Label) (prose string, lines []ruleLine) {
	var keep []string
	inList := false // the last part was a list that a semicolon may continue
	for _, part := range sentences(text) {
		before, found := listing(part, labels)
		switch {
		case found != nil:
			lines = append(lines, found...)
			if before != "" {
				keep = append(keep, before)
			}
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

// leadIns may stand before a keyword: "if it mentions a refund".
var leadIns = []string{
	"and ", "or ", "if ", "anything about ", "everything about ", "something about ", "questions about ", "messages about ",
	"the text ", "the message ", "the line ", "it ", "mentions ", "contains ", "says ", "has ", "is about ", "words like ", "there is ",
	"the ", "a ", "an ", "any ", "about ", "also ",
}

// keywords splits a list such as "charges, refunds and invoices." into its items.
func keywords(list string) []string {
	var out []string
	list = strings.NewReplacer(" and ", ",", " or ", ",", ";", ",", "\n", ",", " e.g. ", ",", "/", ",",
		": ", ",", ". ", ",", " such as ", ",").Replace(" " + list)
	for _, k := range strings.Split(list, ",") {
		k = strings.Trim(k, " \t.!?:\"'`()-*•")
		for before := ""; k != before; {
			before = k
			k = cutFirst(k, leadIns...)
		}
		if k != "" {
			out = append(out, k)
		}
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
	if r.seen[key] {
		return
	}
	r.seen[key] = true
	r.keys, r.labels = append(r.keys, keyword), append(r.labels, label)
}

// opposite is the answer yes or no that no rule gives, if the other one has rules; "" if not.
func (r *rules) opposite() string {
	yes, no := slices.Contains(r.labels, prompt.Yes), slices.Contains(r.labels, prompt.No)
	switch {
	case yes && !no:
		return prompt.No
	case no && !yes:
		return prompt.Yes
	}
	return ""
}

// has says whether a keyword other than its own name leads to a label.
func (r *rules) has(label string) bool {
	for i, l := range r.labels {
		if l == label && r.keys[i] != humanise(label) {
			return true
		}
	}
	return false
}

// writeRule writes one line. Line ends inside are spaces: a line of the text
// must not read as a rule of its own.
func writeRule(b *strings.Builder, keyword, label string) {
	b.WriteString("- ")
	b.WriteString(oneLine(keyword))
	b.WriteString(" => ")
	b.WriteString(oneLine(label))
	b.WriteByte('\n')
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
