package constrain

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/run/tokenizer"
)

func TestLabelsReachable(t *testing.T) {
	for _, labels := range [][]string{
		{"yes"},
		{"yes", "no"},
		{"no", "yes", "not sure", "nothing"},
		{"refund", "refunds", "refunds soon", "re", "r", "ref"}, // beginnings as text and as tokens
		{"a", "aa", "aaa", "aaaa"},
		{"Grüße", "Gruß", "世界", "世", "🙂", "🙃"}, // tokens that are parts of characters
		{" a", "a", "a ", " "},
		{"<|end|>", "<pad>", "<|end|>x"}, // names of control tokens are text
		{"1", "12", "128", "10"},
	} {
		c, err := Labels(tokens, labels, nil)
		if err != nil {
			t.Errorf("%q: %v", labels, err)
			continue
		}
		got, _ := explore(t, c)
		want := slices.Sorted(slices.Values(labels))
		if !slices.Equal(got, want) {
			t.Errorf("answers are %q, want %q", got, want)
		}
		for _, label := range labels {
			if w := along(c, label); string(w.Answer()) != label {
				t.Errorf("%q: the tokens of %q lead to %q", labels, label, w.Answer())
			}
		}
	}
}

// along walks along a label's own tokens.
func along(c Constraint, label string) Walk {
	w := c.Start(budget)
	for _, token := range append(tokens.Encode(label, false), tokens.EOS()) {
		if w.Done() {
			break
		}
		w.Advance(token)
	}
	return w
}

// TestLabelCodes: labels are written as their codes, if they have any, and read as themselves.
func TestLabelCodes(t *testing.T) {
	c, err := Labels(tokens, []string{"support", "sales", "none"}, map[string]string{"support": "A", "sales": "B", "other": "C"})
	if err != nil {
		t.Fatal(err)
	}
	for written, want := range map[string]string{"A": "support", "B": "sales", "none": "none"} {
		if got := string(along(c, written).Answer()); got != want {
			t.Errorf("%q stands for %q (want %q)", written, got, want)
		}
	}
	const clash = `labels 1 and 2, "A" and "b", are both written "A"`
	if _, err := Labels(tokens, []string{"A", "b"}, map[string]string{"b": "A"}); err == nil || err.Error() != clash {
		t.Errorf("got %v, want %s", err, clash)
	}
}

// A walk ends as soon as one label is left, and only branching points have a choice.
func TestLabelsDecisions(t *testing.T) {
	c, err := Labels(tokens, []string{"xxbilling", "xxbilled", "other things"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := c.Start(budget)
	var choices []int
	for _, token := range tokens.Encode("xxbilling", false) {
		if w.Done() {
			break
		}
		choices = append(choices, len(w.Candidates()))
		w.Advance(token)
	}
	// "x" or "o"; then "x", "bil" and "l" are forced; then "i" or "e".
	if want := []int{2, 1, 1, 1, 2}; !slices.Equal(choices, want) || !w.Done() {
		t.Errorf("choices are %v, want %v; done is %v", choices, want, w.Done())
	}
	if w := replay(c, []int32{'o'}); !w.Done() || string(w.Answer()) != "other things" {
		t.Errorf("after \"o\" the answer is %q, done is %v, want it whole", w.Answer(), w.Done())
	}
	if got := replay(c, []int32{'x'}).Answer(); got != nil {
		t.Errorf("after \"x\" the answer is %q, want none yet", got)
	}
}

func TestLabelsMistakes(t *testing.T) {
	for _, test := range []struct {
		labels []string
		want   string
	}{
		{nil, `no labels (want at least one)`},
		{[]string{"a", ""}, `label 2, "": is empty`},
		{[]string{"a", "b", "a"}, `labels 1 and 3 are both "a"`},
		{[]string{"\xff"}, `label 1, "\xff": is not UTF-8`},
	} {
		if _, err := Labels(tokens, test.labels, nil); err == nil || err.Error() != test.want {
			t.Errorf("%q: got %v, want %s", test.labels, err, test.want)
		}
	}
}

// In some vocabularies the end token is text.
func TestLabelsEndToken(t *testing.T) {
	v := tokenizer.Vocabulary{Pre: "qwen2", EOS: '.'}
	for b := range 256 {
		v.Tokens = append(v.Tokens, tokenizer.Spell([]byte{byte(b)}))
	}
	tok, err := tokenizer.FromVocabulary(v)
	if err != nil {
		t.Fatal(err)
	}
	want := `label 2, "etc.": holds the end token`
	if _, err := Labels(tok, []string{"etc", "etc."}, nil); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// Whatever the model prefers, the answer is a label.
func TestLabelsRandomWalks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var labels []string
		for range 1 + r.IntN(8) {
			var b strings.Builder
			for range 1 + r.IntN(4) {
				b.WriteString([]string{"re", "fun", "d", "s", "yes", " ", "1", "2"}[r.IntN(8)])
			}
			if !slices.Contains(labels, b.String()) {
				labels = append(labels, b.String())
			}
		}
		c, err := Labels(tokens, labels, nil)
		if err != nil {
			t.Fatal(err)
		}
		w := c.Start(budget)
		for !w.Done() {
			w.Advance(w.Candidates()[r.IntN(len(w.Candidates()))])
		}
		if !slices.Contains(labels, string(w.Answer())) {
			t.Errorf("answer is %q, want one of %q", w.Answer(), labels)
		}
	}
}
