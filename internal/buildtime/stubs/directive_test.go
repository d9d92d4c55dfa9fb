package stubs

import (
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

func TestLine(t *testing.T) {
	tests := []struct {
		comment, word, value string
		start, valueStart    int
	}{
		{"//paw:spec text", "spec", "text", 2, 11},
		{"// paw:spec  two words \t", "spec", "two words", 3, 13},
		{"//paw: text", "", "text", 2, 7},
		{"// paw:\ttext", "", "text", 3, 8},
		{"//paw:", "", "", 2, 2},
		{"//paw:base\r", "base", "", 2, 2},
		{"//paw:Text", "Text", "", 2, 2},
		{"//paw:\u00a0x", "\u00a0x", "", 2, 2},
	}
	for _, test := range tests {
		word, value, start, valueStart, ok := line(test.comment)
		if word != test.word || value != test.value || start != test.start || valueStart != test.valueStart || !ok {
			t.Errorf("line(%q) = %q, %q, %d, %d, %v", test.comment, word, value, start, valueStart, ok)
		}
	}
	for _, comment := range []string{"", "//", "paw:spec x", "/* paw:spec x */", "//  paw:spec x", "//\tpaw:spec x", "// //paw:spec x", "//Paw:spec x", "//paw spec", "//go:embed x"} {
		if word, value, _, _, ok := line(comment); ok {
			t.Errorf("line(%q) = %q, %q, want no directive", comment, word, value)
		}
	}
}

func TestSuggestion(t *testing.T) {
	tests := []struct{ word, want string }{
		{"exampel", "example"}, {"examples", "example"}, {"eg", ""}, {"tset", "test"}, {"tests", "test"},
		{"acuracy", "accuracy"}, {"accurracy", "accuracy"}, {"maxtokens", "max_tokens"}, {"max-tokens", "max_tokens"},
		{"SPEC", "spec"}, {"sepc", "spec"}, {"sped", "spec"}, {"bsae", "base"}, {"compile", "compiler"},
		{"programm", "program"}, {"abstein", "abstain"}, {"", ""}, {"colour", ""}, {"model", ""}, {strings.Repeat("spec", 9), ""},
	}
	for _, test := range tests {
		if got := suggestion(test.word); got != test.want {
			t.Errorf("suggestion(%q) = %q, want %q", test.word, got, test.want)
		}
	}
}

// FuzzLine wants offsets that lie in the comment and point at what was read,
// and the same directive after gofmt.
func FuzzLine(f *testing.F) {
	for _, s := range []string{"//paw:spec text", "// paw: text ", "//paw:", "//paw:Text", "// paw:spec\r", "//paw:\xff", "/*paw:spec*/", "//paw:\t``quoted''", "//"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, comment string) {
		word, value, start, valueStart, ok := line(comment)
		if !ok {
			return
		}
		if !strings.HasPrefix(comment[start:], prefix+word) || strings.ContainsFunc(word, isSpace) {
			t.Errorf("%q: word %q at %d", comment, word, start)
		}
		if value != "" && !strings.HasPrefix(comment[valueStart:], value) || value != strings.TrimFunc(value, isSpace) {
			t.Errorf("%q: value %q at %d", comment, value, valueStart)
		}
		before := docOf("package p\n\n" + comment + "\nfunc F() {}\n")
		if len(before) != 1 || !known(before[0].word) {
			return // no text that Go accepts, or one whose quotes gofmt sets
		}
		formatted, err := format.Source([]byte("package p\n\n" + comment + "\nfunc F() {}\n"))
		if err != nil {
			t.Fatal(err)
		}
		after := docOf(string(formatted))
		if len(after) != 1 || after[0].word != before[0].word {
			t.Errorf("%q: %v, but after gofmt %v", comment, before, after)
		}
	})
}

// docOf parses a file with one function and gives the directives before it.
func docOf(src string) []directive {
	f, err := parser.ParseFile(token.NewFileSet(), "", src, parser.ParseComments)
	if err != nil || len(f.Decls) != 1 || len(f.Comments) != 1 || len(f.Comments[0].List) != 1 {
		return nil
	}
	if f, ok := f.Decls[0].(*ast.FuncDecl); ok {
		return parse(f.Doc)
	}
	return nil
}
