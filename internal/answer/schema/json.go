package schema

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Quote is a text as answers write it within JSON: quotes and backslashes,
// tabs and line ends (\n and \r) are escaped, all else stands for itself. It is false if
// the text holds what no answer can: other control characters, invalid UTF-8.
func Quote(text string) (quoted string, ok bool) {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		e, ok := Escape(r)
		if !ok {
			return "", false
		}
		b.WriteString(e)
	}
	b.WriteByte('"')
	return b.String(), utf8.ValidString(text)
}

// Escape is a character as answers write it within JSON strings; it is false
// for characters that no answer has.
func Escape(r rune) (escaped string, ok bool) {
	switch r {
	case '"', '\\':
		return `\` + string(r), true
	case '\n':
		return `\n`, true
	case '\r':
		return `\r`, true
	case '\t':
		return `\t`, true
	}
	return string(r), r >= ' '
}

// Decimal is a finite number as answers write it, without an exponent and with
// the fewest digits that give the same number back.
func Decimal(x float64, bits int) string { return strconv.FormatFloat(x, 'f', -1, bits) }

// GoJSON rewrites a JSON answer so that encoding/json reads it into the Go
// type: integer constants, which answers name, become numbers, and quotes that
// have places become what place gives for their text.
func (t Type) GoJSON(answer string, place func(t Type, text string) (json string, err error)) (string, error) {
	if !t.renames() {
		return answer, nil
	}
	b := &rewriter{place: place}
	rest, err := b.rewrite(t, answer)
	if err == nil && rest != "" {
		err = fmt.Errorf("internal error: answer %q goes on after its end", answer)
	}
	return b.String(), err
}

// rewriter writes what [Type.GoJSON] gives.
type rewriter struct {
	strings.Builder
	place func(t Type, text string) (json string, err error)
}

// renames says whether the type has labels or quotes that are not their own JSON.
func (t Type) renames() bool {
	for _, l := range t.Labels {
		if l.Value != "" {
			return true
		}
	}
	for _, f := range t.Fields {
		if f.Type.renames() {
			return true
		}
	}
	return t.Placed || t.Elem != nil && t.Elem.renames()
}

// rewrite writes the value that text begins with and returns what follows it.
// The form is that of package constrain: no white space.
func (b *rewriter) rewrite(t Type, text string) (string, error) {
	switch t.Kind {
	case Optional:
		if rest, ok := strings.CutPrefix(text, Null); ok {
			b.WriteString(Null)
			return rest, nil
		}
		return b.rewrite(*t.Elem, text)
	case Object, List, Map:
		return b.rewriteItems(t, text)
	}
	n := scalar(text)
	value := text[:n]
	if t.Placed {
		var quoted string
		err := read(value, &quoted)
		if err == nil {
			value, err = b.place(t, quoted)
		}
		if err != nil {
			return "", err
		}
	}
	for _, l := range t.Labels {
		if quoted, _ := Quote(l.Text); quoted == value && l.Value != "" {
			value = l.Value
			break
		}
	}
	b.WriteString(value)
	return text[n:], nil
}

// rewriteItems writes an object or an array.
func (b *rewriter) rewriteItems(t Type, text string) (string, error) {
	for i := 0; text != ""; i++ {
		end := text[0] == '}' || text[0] == ']'
		b.WriteByte(text[0]) // an opening bracket, a comma or a closing bracket
		text = text[1:]
		if end {
			return text, nil
		}
		if text != "" && (text[0] == '}' || text[0] == ']') { // empty
			continue
		}
		elem := t.Elem
		if t.Kind == Object && i < len(t.Fields) {
			elem = &t.Fields[i].Type
		}
		if t.Kind != List {
			n := min(scalar(text)+1, len(text)) // the key and its colon
			b.WriteString(text[:n])
			text = text[n:]
		}
		if elem == nil {
			break
		}
		var err error
		if text, err = b.rewrite(*elem, text); err != nil {
			return "", err
		}
	}
	return "", fmt.Errorf("internal error: answer is not of the form of its type at %q", text)
}

// scalar is the length of the JSON scalar that text begins with.
func scalar(text string) int {
	if !strings.HasPrefix(text, `"`) {
		if n := strings.IndexAny(text, ",:]}"); n >= 0 {
			return n
		}
		return len(text)
	}
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

// Digits is the most digits of a Float of so many bits: any decimal with as
// many is the shortest for its number.
func Digits(bits int) int {
	if bits == 32 {
		return 6
	}
	return 15
}
