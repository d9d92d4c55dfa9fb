package prompt

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Form is the version of what an interpreter reads; docs/form.md defines it. A
// program names its form, and is called in it for ever.
type Form int

const (
	// Unframed is the form of programs that name none: arguments stand in the
	// template as they are.
	Unframed Form = 0
	// Framed is version 2: whatever comes from outside is indented, so that it
	// can't be read as a line of the prompt's frame.
	Framed Form = 2
)

// Check says whether the form is known.
func (f Form) Check() error {
	if f != Unframed && f != Framed {
		return fmt.Errorf("form is version %d, want at most %d\n\thint: update the pawgen module, or run go generate", f, Framed)
	}
	return nil
}

// Argument is one argument of a call.
type Argument struct {
	Name  string // the parameter's name
	Value any
}

// Input renders the arguments of a call, in the order of the parameters. A
// single one is its value alone; several are lines of the form "name: value".
// [Form.Place] puts the text into a template.
func (f Form) Input(args []Argument) (string, error) {
	fields := make([]Field, len(args))
	for i, a := range args {
		text, err := f.Text(a.Value)
		if err != nil {
			return "", fmt.Errorf("%s: %w", a.Name, err)
		}
		fields[i] = Field{Name: a.Name, Value: text}
	}
	if f == Unframed || len(fields) == 1 {
		return Input(fields), nil
	}
	lines := make([]string, len(fields))
	for i, field := range fields {
		lines[i] = field.Name + ": " + Indent(strings.ToValidUTF8(field.Value, "\uFFFD"))
	}
	return strings.Join(lines, "\n"), nil
}

// Values are the texts of the parameters in a text of [Form.Input], in their
// order: of a framed text exactly, in form 0 as far as lines can be told apart.
// Without the names, or if they don't fit, the whole text is one value.
func (f Form) Values(params []string, input string) []string {
	if len(params) < 2 {
		return []string{input}
	}
	rest, ok := strings.CutPrefix(input, params[0]+": ")
	var list []string
	for _, name := range params[1:] {
		var value string
		if ok {
			value, rest, ok = strings.Cut(rest, "\n"+name+": ")
		}
		list = append(list, value)
	}
	if list = append(list, rest); !ok {
		return []string{input}
	}
	if f != Unframed {
		for i := range list {
			list[i] = Unindent(list[i])
		}
	}
	return list
}

// Text renders a value; see [Text].
func (f Form) Text(v any) (string, error) {
	if r := reflect.ValueOf(v); f == Framed && r.Kind() == reflect.Bool {
		return strconv.FormatBool(r.Bool()), nil
	}
	return Text(v)
}

// Place is what stands in place of the placeholder for an input of [Form.Input],
// of a function with so many parameters.
func (f Form) Place(params int, input string) string {
	switch {
	case f == Unframed:
		return input
	case params == 0:
		return ""
	case params == 1:
		return " " + Indent(input)
	}
	return "\n" + input
}

// Answer is what stands behind "Output:" for a text, before the end token.
func (f Form) Answer(text string) string {
	if f == Unframed {
		return text
	}
	return " " + Indent(text)
}

// Lead is what the model writes before every answer.
func (f Form) Lead() string {
	if f == Unframed {
		return ""
	}
	return " "
}

// indentation stands before every line of a framed value but its first.
const indentation = "  "

// Indent frames a value: behind every line break, of any kind that some reader
// takes for one, stands an [Indentation]. [Unindent] takes it off again.
func Indent(text string) string {
	if strings.IndexFunc(text, isBreak) < 0 {
		return text
	}
	var b strings.Builder
	for i, r := range text {
		b.WriteRune(r)
		if isBreak(r) {
			b.WriteString(Indentation(r, text[i+utf8.RuneLen(r):]))
		}
	}
	return b.String()
}

// Indentation is what [Indent] puts behind a character of a text, for what follows it.
func Indentation(r rune, next string) string {
	if isBreak(r) && !(r == '\r' && strings.HasPrefix(next, "\n")) {
		return indentation
	}
	return ""
}

// Unindent is the value that [Indent] framed. Lines of an answer that a model
// did not indent stay as they are.
func Unindent(text string) string {
	at := strings.IndexFunc(text, isBreak)
	if at < 0 {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		b.WriteString(text[i : i+size])
		i += size
		if isBreak(r) {
			i += len(text[i:]) - len(strings.TrimPrefix(text[i:], Indentation(r, text[i:])))
		}
	}
	return b.String()
}

// isBreak says whether a character ends a line, for Unicode, Python or a terminal.
func isBreak(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', '\x1c', '\x1d', '\x1e', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}
