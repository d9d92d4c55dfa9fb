package compiler

import (
	"fmt"
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
	b.WriteString(s.Result.prose())
	for i, e := range s.Examples {
		if i == 0 {
			b.WriteString("\nExamples:\n")
		}
		fmt.Fprintf(&b, "Input: %s\nOutput: %s\n", e.Input, e.Output)
	}
	return strings.TrimSpace(b.String())
}

// prose says what form an answer has; free text has any.
func (r Result) prose() string {
	switch r.Kind {
	case Bool:
		return "\nAnswer yes or no, and nothing else.\n"
	case Integer:
		return fmt.Sprintf("\nAnswer with a whole number from %d to %d, in digits, and nothing else.\n", r.Min, r.Max)
	case Enum:
		var b strings.Builder
		b.WriteString("\nAnswer with exactly one of these labels, and nothing else:\n")
		for _, l := range r.Labels {
			b.WriteString("- " + l.Text)
			if doc := strings.Join(strings.Fields(l.Doc), " "); doc != "" {
				b.WriteString(": " + doc)
			}
			b.WriteString("\n")
		}
		return b.String()
	}
	return ""
}
