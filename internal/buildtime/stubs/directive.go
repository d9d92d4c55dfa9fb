package stubs

import (
	"go/ast"
	"go/token"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/spelling"
)

// directive is one line of a comment of the form "//paw:word value".
type directive struct {
	word  string    // "spec", "example", ...
	value string    // the rest of the line, without space around it
	pos   token.Pos // of "paw:"
	at    token.Pos // of the value, or of "paw:" if there is none
}

// prefix begins every directive.
const prefix = "paw:"

// directives are the words that this package reads, with the form of their
// values. The order is that of messages.
var directives = []struct{ word, value string }{
	{"spec", "text"},
	{"example", "F(args) == value"},
	{"test", "F(args) == value"},
	{"accuracy", "0.9"},
	{"base", "id"},
	{"compiler", "name"},
	{"program", "user/name@v1"},
	{"pseudo", "file"},
	{"max_tokens", "256"},
	{"range", "1..5"},
	{"match", "[A-Z]{2}-[0-9]+"},
	{"length", "1..80"},
	{"abstain", "Constant"},
}

// repeated are the words that may stand more than once before a function.
var repeated = map[string]bool{"spec": true, "example": true, "test": true}

// defaults are the words that a package comment may have.
var defaults = map[string]bool{"accuracy": true, "base": true, "compiler": true, "max_tokens": true}

// line splits one // comment. The forms "//paw:word value" and "//paw: text"
// are directives, and so are the same with a space after the slashes, which is
// what gofmt makes of the second, which has the word "". Offsets are in bytes
// from the slashes.
func line(comment string) (word, value string, start, valueStart int, ok bool) {
	rest, ok := strings.CutPrefix(comment, "//")
	if !ok {
		return "", "", 0, 0, false
	}
	rest = strings.TrimPrefix(rest, " ")
	start = len(comment) - len(rest)
	rest, ok = strings.CutPrefix(rest, prefix)
	if !ok {
		return "", "", 0, 0, false
	}
	end := strings.IndexFunc(rest, isSpace)
	if end < 0 {
		end = len(rest)
	}
	word = rest[:end]
	value = strings.TrimLeftFunc(rest[end:], isSpace)
	valueStart = len(comment) - len(value)
	value = strings.TrimRightFunc(value, isSpace)
	if value == "" {
		valueStart = start
	}
	return word, value, start, valueStart, true
}

func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || r == '\n' }

// parse gives the directives of a comment group in source order.
func parse(group *ast.CommentGroup) []directive {
	if group == nil {
		return nil
	}
	var list []directive
	for _, c := range group.List {
		word, value, start, valueStart, ok := line(c.Text)
		if word == "" {
			word = "spec"
		}
		if ok {
			list = append(list, directive{word, value, c.Slash + token.Pos(start), c.Slash + token.Pos(valueStart)})
		}
	}
	return list
}

// known says whether a word is a directive that this package reads.
func known(word string) bool {
	return usage(word) != ""
}

// usage is the form of a known directive's value, "" for other words.
func usage(word string) string {
	for _, d := range directives {
		if d.word == word {
			return d.value
		}
	}
	return ""
}

// suggestion is the directive that a misspelt word most likely meant, or "".
func suggestion(word string) string {
	var words []string
	for _, d := range directives {
		words = append(words, d.word)
	}
	return spelling.Nearest(word, words)
}

// hintUnknown is the way out of a word that is no directive.
func hintUnknown(word string) string {
	if near := suggestion(word); near != "" {
		return "did you mean " + prefix + near + "?"
	}
	hint := "use "
	for i, d := range directives {
		switch {
		case i == len(directives)-1:
			hint += " or "
		case i > 0:
			hint += ", "
		}
		hint += prefix + d.word
	}
	return hint
}
