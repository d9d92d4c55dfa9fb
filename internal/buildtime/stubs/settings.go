package stubs

import (
	"go/token"
	"strconv"
	"strings"
)

// settings are the directives with one value each.
type settings struct {
	base, compiler string
	program        string
	pseudo         string    // the text of the file
	pseudoAt       token.Pos // of the directive
	accuracy       float64
	maxTokens      int
}

// maxMaxTokens is the largest paw:max_tokens.
const maxMaxTokens = 8192

// packageSettings reads the directives of a package's comments, which are the defaults of its functions.
func (r *reader) packageSettings(list []directive) settings {
	var allowed []directive
	for _, d := range list {
		if known(d.word) && !defaults[d.word] {
			r.reportAt(d.pos, "move it to the doc comment of a function", "directive %q can't be in a package comment", prefix+d.word)
			continue
		}
		allowed = append(allowed, d)
	}
	return r.settings(allowed, settings{})
}

// settings reads the directives of one comment on top of defaults. It reports
// unknown words and everything that is wrong with a value; the words that may
// stand more than once (spec, example, test) it leaves alone.
func (r *reader) settings(list []directive, s settings) settings {
	first := map[string]token.Pos{}
	for _, d := range list {
		switch {
		case !known(d.word):
			r.reportAt(d.pos, hintUnknown(d.word), "unknown directive %q", prefix+d.word)
			continue
		case d.word == "spec":
			continue
		case d.value == "":
			r.reportAt(d.pos, "write //"+prefix+d.word+" "+usage(d.word), "directive %q has no value", prefix+d.word)
			continue
		case repeated[d.word]:
			continue
		case first[d.word].IsValid():
			r.reportAt(d.pos, "keep one", "directive %q stands at %s already", prefix+d.word, r.where(first[d.word]))
			continue
		}
		first[d.word] = d.pos
		r.setting(d, &s)
	}
	return s
}

func (r *reader) setting(d directive, s *settings) {
	switch d.word {
	case "base":
		s.base = r.single(d)
	case "compiler":
		s.compiler = r.single(d)
	case "program":
		s.program = r.single(d)
	case "pseudo":
		s.pseudo, s.pseudoAt = r.pseudo(d), d.pos
	case "accuracy":
		a, err := strconv.ParseFloat(d.value, 64)
		if err != nil || !(a >= 0 && a <= 1) { // the form that refuses NaN
			r.reportAt(d.at, "write the share of tests that must pass, such as //paw:accuracy 0.9", "accuracy %q is not a number from 0 to 1", d.value)
			a = 0
		}
		s.accuracy = a
	case "max_tokens":
		n, err := strconv.Atoi(d.value)
		if err != nil || n < 1 || n > maxMaxTokens {
			r.reportAt(d.at, "write the most tokens of an answer, such as //paw:max_tokens 256", "max_tokens %q is not a whole number from 1 to %d", d.value, maxMaxTokens)
			n = 0
		}
		s.maxTokens = n
	}
}

// single is a value without space in it.
func (r *reader) single(d directive) string {
	if strings.ContainsFunc(d.value, isSpace) {
		r.reportAt(d.at, "write one name", "%s %q is more than one word", d.word, d.value)
	}
	return d.value
}
