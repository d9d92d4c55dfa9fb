package constrain

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/run/tokenizer"
)

// tokens is a small tokenizer with tokens of several letters and digits. Its
// words have the pattern of gpt-2, which keeps digits together.
var tokens = makeTokens()

var vocabulary = NewVocabulary(tokens)

// budget is enough for every answer of these tests.
const budget = 100

func makeTokens() *tokenizer.Tokenizer {
	v := tokenizer.Vocabulary{Pre: "gpt-2"}
	add := func(token string, typ int32) {
		v.Tokens, v.Types = append(v.Tokens, token), append(v.Types, typ)
	}
	for b := range 128 {
		add(tokenizer.Spell([]byte{byte(b)}), tokenizer.Normal)
	}
	v.EOS = int32(len(v.Tokens)) // among the others, so that the order is tested
	add("<|end|>", tokenizer.Control)
	for b := 128; b < 256; b++ {
		add(tokenizer.Spell([]byte{byte(b)}), tokenizer.Normal)
	}
	for _, m := range []string{
		"1 0", "1 2", "12 8", "0 0", "00 0", "9 9", "- 1", "5 5", "- -", "0 -",
		"r e", "f u", "fu n", "re fun", "refun d", "refund s", "b i", "bi l", "y e", "ye s",
	} {
		v.Merges = append(v.Merges, m)
		add(strings.Replace(m, " ", "", 1), tokenizer.Normal)
	}
	add("<pad>", tokenizer.Unused)
	t, err := tokenizer.FromVocabulary(v)
	if err != nil {
		panic(err)
	}
	return t
}

// replay walks along a path.
func replay(c Constraint, path []int32) Walk {
	w := c.Start(budget)
	for _, token := range path {
		w.Advance(token)
	}
	return w
}

// explore takes every path through c and returns all answers, each once, and
// the longest path. It fails where candidates are missing or out of order.
func explore(t *testing.T, c Constraint) (answers []string, longest int) {
	t.Helper()
	seen := map[string]bool{}
	var visit func(path []int32)
	visit = func(path []int32) {
		if len(path) > 30 {
			t.Fatalf("the walk along %v does not end", path)
		}
		longest = max(longest, len(path))
		w := replay(c, path)
		if w.Done() {
			if !seen[string(w.Answer())] {
				answers = append(answers, string(w.Answer()))
			}
			seen[string(w.Answer())] = true
			return
		}
		candidates := w.Candidates()
		if len(candidates) == 0 {
			t.Fatalf("no candidates after %v, %q", path, w.Answer())
		}
		for i, token := range candidates {
			if i > 0 && token <= candidates[i-1] {
				t.Fatalf("candidates after %v are %v, want them rising", path, candidates)
			}
			visit(append(slices.Clip(path), token))
		}
	}
	visit(nil)
	slices.Sort(answers)
	return answers, longest
}

// mustPanic checks that w refuses token.
func mustPanic(t *testing.T, w Walk, token int32) {
	t.Helper()
	defer func() {
		want := fmt.Sprintf("constrain: token %d is no candidate", token)
		if got := recover(); got != want {
			t.Errorf("Advance(%d): panic is %v, want %q", token, got, want)
		}
	}()
	w.Advance(token)
}

func TestAdvanceRefuses(t *testing.T) {
	labels, err := Labels(tokens, []string{"yes", "no"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	integer := mustInteger(t, 0, 99)
	eos := tokens.EOS()
	mustPanic(t, labels.Start(budget), 'x')
	mustPanic(t, labels.Start(budget), eos)
	mustPanic(t, replay(labels, tokens.Encode("yes", false)), eos)
	mustPanic(t, integer.Start(budget), '-')
	mustPanic(t, integer.Start(budget), eos)
	mustPanic(t, integer.Start(budget), -1)
	mustPanic(t, replay(integer, []int32{'1', eos}), eos)
	mustPanic(t, Text(tokens).Start(budget), int32(tokens.Len()))
	mustPanic(t, Text(tokens).Start(budget), -1)
	mustPanic(t, replay(Text(tokens), []int32{eos}), 'x')
}

func TestText(t *testing.T) {
	w := Text(tokens).Start(budget)
	for _, token := range append(tokens.Encode("refunds, \xff", false), int32(tokens.Len()-1)) {
		if w.Done() || w.Candidates() != nil {
			t.Fatalf("after %q: done is %v, candidates are %v, want every token", w.Answer(), w.Done(), w.Candidates())
		}
		w.Advance(token)
	}
	w.Advance(tokens.EOS())
	if got := string(w.Answer()); !w.Done() || got != "refunds, \xff" {
		t.Errorf("answer is %q, done is %v, want %q", got, w.Done(), "refunds, \xff")
	}
}
