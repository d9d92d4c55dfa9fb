// Package quote says which pieces of an input can be answers that are quotes.
//
// A quote is taken from one value of the input: from any parameter that is
// text. It begins and ends with a character that is no white space, and not
// within a word: a word is a run of letters and digits. Scripts without spaces
// between words, and Hangul, whose particles join words, have an edge at every
// character; so have words of more than [longestWord] bytes, which are data. A
// character with its marks, or several joined to one picture, stays whole.
// With [schema.Characters] words count for nothing.
//
// A quote holds no control characters other than tabs and line ends, and no
// invalid UTF-8. It is empty only if nothing of the input can be quoted.
//
// Package constrain follows the quotes of an input while an answer is written;
// package runtime finds their places; package annotations checks that the
// answers of examples and tests are some.
package quote

import (
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/answer/schema"
)

// Value is the text of a parameter.
type Value struct {
	Param string // the parameter's name
	Text  string // as the caller passed it
}

// Values are the texts among the arguments of a call: strings and bytes.
func Values(args []prompt.Argument) []Value {
	var list []Value
	for _, a := range args {
		switch v := reflect.ValueOf(a.Value); {
		case v.Kind() == reflect.String:
			list = append(list, Value{a.Name, v.String()})
		case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
			list = append(list, Value{a.Name, string(v.Bytes())})
		}
	}
	return list
}

// Place is where a quote stands.
type Place struct {
	Param      string // the value's
	Start, End int    // bytes of the value
}

// Find is the first place where a text stands and is a quote; values come in
// their order. The empty text stands nowhere, and is found if nothing can be quoted.
func Find(values []Value, text string, rule schema.Quoting) (p Place, ok bool) {
	if text == "" {
		return p, Nothing(values, rule)
	}
	for _, v := range values {
		var edges []Edge
		for at := 0; ; at++ {
			n := strings.Index(v.Text[at:], text)
			if n < 0 {
				break
			}
			if edges == nil {
				edges = Edges(v.Text, rule)
			}
			at += n
			if edges[at]&Start != 0 && edges[at+len(text)]&End != 0 && !strings.ContainsFunc(text, Gap) {
				return Place{v.Param, at, at + len(text)}, true
			}
		}
	}
	return p, false
}

// Nothing says that no value has anything to quote.
func Nothing(values []Value, rule schema.Quoting) bool {
	for _, v := range values {
		for _, e := range Edges(v.Text, rule) {
			if e&Start != 0 { // an end follows: white space, a gap or the value's end is an edge
				return false
			}
		}
	}
	return true
}

// Gap says that no quote holds a character: a control character.
func Gap(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' }

// Edge says what may be at a place between two bytes.
type Edge uint8

// What may be at an edge.
const (
	Start Edge = 1 << iota // a quote may begin there
	End                    // a quote may end there
)

// longestWord is the length in bytes from which on a run of letters and digits
// is no word any more. Without such a bound, no room for one endless run would
// be no room for any answer.
const longestWord = 64

// Edges gives what may be before each byte of a value, and at its end: [len(text)+1].
func Edges(text string, rule schema.Quoting) []Edge {
	edges := make([]Edge, len(text)+1)
	run, word := 0, false      // where the present run of letters and digits ends, and whether it is a word
	before, open := ' ', false // the character before, and whether a quote may hold it
	for i := 0; i <= len(text); {
		r, size, good := ' ', 1, false
		if i < len(text) {
			r, size = utf8.DecodeRuneInString(text[i:])
			good = !(r == utf8.RuneError && size == 1) && !Gap(r)
		}
		if rule != schema.Characters && i >= run {
			n := runLength(text[i:])
			run, word = i+n, n <= longestWord
		}
		within := open && good && (joined(before, r) || word && i < run && inWord(before) && inWord(r))
		if !within && good && !unicode.IsSpace(r) {
			edges[i] |= Start
		}
		if !within && open && !unicode.IsSpace(before) {
			edges[i] |= End
		}
		before, open = r, good
		i += size
	}
	return edges
}

// runLength is the length of the run of letters and digits that a text begins with.
func runLength(text string) int {
	n := strings.IndexFunc(text, func(r rune) bool { return !inWord(r) })
	if n < 0 {
		return len(text)
	}
	return n
}

// inWord says whether a character is part of words that end where others begin.
func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)) && !unicode.In(r, unspaced...)
}

// unspaced are the scripts whose words don't stand apart.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Hangul,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
}

// Characters that join those around them to one.
const (
	joiner    = '\u200d'
	firstTone = '\U0001F3FB' // of a skin
	lastTone  = '\U0001F3FF'
)

// joined says that two characters are parts of one that people see.
func joined(a, b rune) bool {
	if a < utf8.RuneSelf && b < utf8.RuneSelf || unicode.IsSpace(a) || unicode.IsSpace(b) {
		return false
	}
	return unicode.IsMark(b) || a == joiner || b == joiner || firstTone <= b && b <= lastTone ||
		unicode.Is(unicode.Regional_Indicator, a) && unicode.Is(unicode.Regional_Indicator, b)
}
