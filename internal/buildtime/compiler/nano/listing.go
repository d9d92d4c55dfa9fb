package nano

import (
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// ruleLine is a label with the list of its keywords, as a sentence of a spec
// gives them: "billing: charges, refunds".
type ruleLine struct{ label, keywords string }

var (
	// marks stand between a label and its list, with the label first.
	marks = []string{":", " = ", "=", " - ", " – ", " — "}
	// verbs do the same in prose, where only short items count as keywords.
	verbs = []string{" if ", " when ", " for ", " means ", " covers ", " is for ", " is about "}
	// arrows stand between a list and its label, with the list first.
	arrows = []string{" -> ", " => ", " → ", ":"}
	// wordArrows do the same in prose.
	wordArrows = []string{", answer ", ", say ", ", use ", " mean ", " means ", " go to ", " goes to ",
		" belong to ", " belongs to ", " count as ", " counts as ", " are ", " is ", " use "}
	// commands may stand before a label: "use billing for charges".
	commands = []string{"use ", "answer ", "say ", "reply ", "return ", "pick ", "choose ", "write "}
	// conditions may stand before a list: "if it mentions charges, say billing".
	conditions = []string{"if ", "when ", "for ", "send ", "put "}
	// elses say that a label is for what no list has: "no otherwise", "else no".
	elses = []string{"otherwise", "anything else", "everything else", "else", "if not", "the rest"}
)

// listing reads the lists in one sentence of a spec; prose is what stands before them.
func listing(part string, labels []compiler.Label) (prose string, lines []ruleLine) {
	for _, read := range []func(string, []compiler.Label) []ruleLine{inParentheses, labelFirst, labelLast, remainder} {
		if lines := read(part, labels); lines != nil {
			return "", lines
		}
	}
	if head, tail, ok := strings.Cut(part, ": "); ok {
		if prose, lines := listing(tail, labels); lines != nil {
			return strings.TrimSpace(head + ": " + prose), lines
		}
	}
	return part, nil
}

// inParentheses reads "billing (charges, refunds), support (crashes)".
func inParentheses(part string, labels []compiler.Label) []ruleLine {
	var lines []ruleLine
	for {
		head, rest, ok := strings.Cut(part, "(")
		if !ok {
			if strings.Trim(part, " .,;!") != "" {
				return nil
			}
			return lines
		}
		list, after, ok := strings.Cut(rest, ")")
		l, known := findLabel(cutFirst(strings.Trim(head, " ,"), "and ", "or "), labels)
		if !ok || !known {
			return nil
		}
		lines = append(lines, ruleLine{l, list})
		part = after
	}
}

// labelFirst reads "billing: charges, refunds" and "Answer yes if it mentions a fire, no otherwise".
func labelFirst(part string, labels []compiler.Label) []ruleLine {
	for i, sep := range append(append([]string(nil), marks...), verbs...) {
		head, tail, ok := cutFold(part, sep)
		if !ok {
			continue
		}
		l, known := findLabel(head, labels)
		if !known { // "Answer yes for: fire"
			l, known = findLabel(strings.TrimSuffix(cutFirst(head, commands...), " for"), labels)
		}
		if !known {
			continue
		}
		tail, more := cutRemainder(tail, labels)
		if i < len(marks) || short(tail) {
			return append([]ruleLine{{l, tail}}, more...)
		}
	}
	return nil
}

// labelLast reads "charges, refunds -> billing" and "Charges and refunds mean billing."
func labelLast(part string, labels []compiler.Label) []ruleLine {
	for i, sep := range append(append([]string(nil), arrows...), wordArrows...) {
		at := strings.LastIndex(part, sep)
		if at < 0 {
			continue
		}
		tail, more := cutRemainder(part[at+len(sep):], labels)
		l, known := findLabel(cutFirst(strings.TrimRight(tail, " .;!"), "the "), labels)
		list := cutFirst(part[:at], conditions...)
		if known && short(list) && (i < len(arrows) || !strings.Contains(list, ":")) {
			return append([]ruleLine{{l, list}}, more...)
		}
	}
	return nil
}

// cutRemainder cuts ", no otherwise" from the end of a list.
func cutRemainder(list string, labels []compiler.Label) (string, []ruleLine) {
	if comma := strings.LastIndex(list, ","); comma >= 0 {
		if lines := remainder(list[comma+1:], labels); lines != nil {
			return list[:comma], lines
		}
	}
	return list, nil
}

// remainder reads "no otherwise", "otherwise answer no" and "everything else is no".
func remainder(part string, labels []compiler.Label) []ruleLine {
	s := strings.Trim(part, " ,.;!")
	for _, e := range elses {
		before, after, ok := cutFold(s, e)
		if !ok || before != "" && after != "" {
			continue
		}
		s = strings.Trim(before+after, " ,:")
		s = cutFirst(cutFirst(s, "is ", "then "), commands...)
		s = strings.TrimSuffix(s, " for")
		if l, known := findLabel(s, labels); known {
			return []ruleLine{{l, "anything else"}}
		}
		return nil
	}
	return nil
}

// short says whether each item of a list is short enough to be a keyword.
func short(list string) bool {
	items := keywords(list)
	for _, k := range items {
		if len(strings.Fields(k)) > 4 {
			return false
		}
	}
	return len(items) > 0
}

// cutFirst removes the first of some words that s begins with, whatever its case.
func cutFirst(s string, words ...string) string {
	for _, w := range words {
		if len(s) > len(w) && strings.EqualFold(s[:len(w)], w) {
			return s[len(w):]
		}
	}
	return s
}

// cutFold is [strings.Cut] around a separator in ASCII, whatever its case.
func cutFold(s, sep string) (before, after string, ok bool) {
	for i := 0; i+len(sep) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(sep)], sep) {
			return s[:i], s[i+len(sep):], true
		}
	}
	return s, "", false
}

// impliedLabels are the answers of a text function whose spec lists them as
// labels with keywords: at least two sentences "billing: charges, refunds".
func impliedLabels(text string) []compiler.Label {
	var labels []compiler.Label
	for _, part := range sentences(text) {
		head, tail, ok := strings.Cut(part, ": ")
		if ok && !strings.Contains(head, " ") && short(tail) {
			labels = append(labels, compiler.Label{Text: head})
		}
	}
	if len(labels) < 2 {
		return nil
	}
	return labels
}
