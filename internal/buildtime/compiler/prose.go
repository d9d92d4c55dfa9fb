package compiler

import (
	"fmt"
	"strconv"
	"strings"
)

// Prose is the spec as one text in natural language, for compilers that read
// nothing else: the task, the parameters if there are several, the form of the
// answers, and the examples.
func (s Spec) Prose() string {
	var b strings.Builder
	b.WriteString(strings.TrimSpace(s.Text))
	b.WriteString("\n")
	if len(s.Params) > 1 {
		b.WriteString("\nThe input has one line \"name: value\" for each of:\n")
		for _, p := range s.Params {
			fmt.Fprintf(&b, "- %s (%s)\n", p.Name, p.Type)
		}
	}
	switch r := s.Result; {
	case r.Open(): // whatever the task says
	case r.Kind == Enum:
		b.WriteString("\nAnswer with exactly one of these labels, and nothing else:\n" + labels(r))
	case r.Plain():
		fmt.Fprintf(&b, "\nAnswer with %s, and nothing else.\n", form(r))
	default:
		fmt.Fprintf(&b, "\nAnswer in JSON, in one line without white space, and nothing else: %s.\n%s", form(r), fields(r, ""))
	}
	for i, e := range s.Examples {
		if i == 0 {
			b.WriteString("\nExamples:\n")
		}
		fmt.Fprintf(&b, "Input: %s\nOutput: %s\n", e.Input, e.Output)
	}
	return strings.TrimSpace(b.String())
}

// form names a type in a few words.
func form(t Result) string {
	switch t.Kind {
	case Bool:
		return "yes or no"
	case Integer:
		return fmt.Sprintf("a whole number from %d to %d, in digits", t.Min, t.Max)
	case Float:
		return "a decimal number" + between("from", t.Low, t.High)
	case Enum:
		quoted := make([]string, len(t.Labels))
		for i, l := range t.Labels {
			quoted[i] = strconv.Quote(l.Text)
		}
		return "one of " + strings.Join(quoted, ", ")
	case Time:
		return "a time in UTC such as 2026-01-31T12:00:00Z"
	case Object:
		return "an object with the fields below, all of them and in their order"
	case List:
		return "a list" + count(t, "items") + " of " + form(*t.Elem)
	case Map:
		return "an object" + count(t, "members") + " of any names with values that are " + form(*t.Elem)
	case Optional:
		return form(*t.Elem) + ", or null if there is none"
	}
	if t.Quote != "" {
		return "words of the input as they stand there"
	}
	text := "a text" + count(t, "characters")
	if t.Pattern != "" {
		text += " that matches the regular expression " + t.Pattern
	}
	return text
}

// between says which bounds there are, of those that are not "".
func between(word, low, high string) string {
	switch {
	case low != "" && high != "":
		return fmt.Sprintf(" %s %s to %s", word, low, high)
	case low != "":
		return " of at least " + low
	case high != "":
		return " of at most " + high
	}
	return ""
}

// count is the range of a length.
func count(t Result, unit string) string {
	if t.Length == nil {
		return ""
	}
	return fmt.Sprintf(" of %d to %d %s", t.Length.Min, t.Length.Max, unit)
}

// labels lists the labels of an enum with what is known about them.
func labels(t Result) string {
	var b strings.Builder
	for _, l := range t.Labels {
		b.WriteString("- " + l.Text)
		switch doc := oneLine(l.Doc); {
		case doc != "":
			b.WriteString(": " + doc)
		case l.Text == t.Abstain:
			b.WriteString(": if it cannot be told")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// fields lists the fields of the objects in a type, with theirs below them.
func fields(t Result, indent string) string {
	for t.Elem != nil {
		t = *t.Elem
	}
	var b strings.Builder
	for _, f := range t.Fields {
		fmt.Fprintf(&b, "%s- %s, %s", indent, f.Name, form(f.Type))
		if doc := oneLine(f.Doc); doc != "" {
			b.WriteString(": " + doc)
		}
		b.WriteString("\n" + fields(f.Type, indent+"  "))
	}
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
