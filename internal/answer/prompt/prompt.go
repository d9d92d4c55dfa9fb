// Package prompt says how values become the text that an interpreter reads.
//
// It is the one definition of it: package stubs renders examples with
// it when a function is compiled, package runtime renders the arguments of
// every call. If the two differed, a program would be taught on other text
// than it is asked.
package prompt

import (
	"fmt"
	"strings"
)

// Placeholder stands in a template where the input goes.
const Placeholder = "{INPUT_PLACEHOLDER}"

// Split cuts a template at its placeholder. The template must hold exactly one.
func Split(template string) (prefix, suffix string, err error) {
	if n := strings.Count(template, Placeholder); n != 1 {
		return "", "", fmt.Errorf("prompt: template has %q %d times, want exactly once", Placeholder, n)
	}
	prefix, suffix, _ = strings.Cut(template, Placeholder)
	return prefix, suffix, nil
}

// Field is one argument of a call, as text.
type Field struct {
	Name  string // the parameter's name
	Value string // its value, from [Text]
}

// Input renders the arguments of a call, in the order of the parameters. A
// single field is its value alone; several are lines of the form "name: value";
// none is the empty text. Values are not escaped, they may span lines. The
// text is valid UTF-8: each run of invalid bytes becomes one U+FFFD.
func Input(fields []Field) string {
	if len(fields) == 1 {
		return strings.ToValidUTF8(fields[0].Value, "\uFFFD")
	}
	var b strings.Builder
	for i, f := range fields {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(f.Name)
		b.WriteString(": ")
		b.WriteString(f.Value)
	}
	return strings.ToValidUTF8(b.String(), "\uFFFD")
}

// Plain breaks up what would read as a control token or as the placeholder, in
// a text that becomes part of a template.
func Plain(text string) string {
	return strings.NewReplacer("<|", "< |", Placeholder, "{INPUT}").Replace(text)
}
