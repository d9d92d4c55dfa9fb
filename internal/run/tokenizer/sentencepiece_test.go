package tokenizer

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// pieceVocabulary is a small vocabulary of SentencePiece.
func pieceVocabulary() Vocabulary {
	v := Vocabulary{BOS: 1, EOS: 2, AddBOS: true, Space: true, Scores: []float32{}}
	add := func(token string, typ int32, score float32) {
		v.Tokens, v.Types, v.Scores = append(v.Tokens, token), append(v.Types, typ), append(v.Scores, score)
	}
	add("<unk>", Unknown, 0)
	add("<s>", Control, 0)
	add("<|end|>", Control, 0)
	for b := range 256 {
		add(fmt.Sprintf("<0x%02X>", b), Byte, 0)
	}
	for i, piece := range []string{"▁", "a", "b", "c", "é", "1", "ab", "bc", "abc", "▁a", "aa", "aaa", "▁▁"} {
		add(piece, Normal, -float32(i))
	}
	return v
}

func TestSentencePiece(t *testing.T) {
	tok := must(t, pieceVocabulary())
	for text, want := range map[string]string{
		"":             "#",
		"ab":           "#| |ab",
		"abc":          "#| |abc",
		" a":           "#| | a",
		"a b":          "#| a| |b",
		"\nx":          "#| |\n|x", // by bytes
		"日":            "#| |\xe6|\x97|\xa5",
		"\xff":         "#| |\xff",
		"éé":           "#| |é|é",
		"aaaa":         "#| a|aaa",
		"a<|end|>b":    "#| a|#| |b",
		"<s><|end|> b": "#|#|#|  |b",
		"<0x0A>":       "#| |<|0|x|0|A|>",
	} {
		if got := shown(tok, tok.EncodePrompt(text, true)); got != want && want != "" {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	if got := shown(tok, tok.Encode("ab<s>", false)); got != "ab|<|s|>" {
		t.Errorf("what follows another text is %q", got)
	}
	if got := string(tok.Decode(tok.Encode("a  b\n日\xff", false))); got != "a  b\n日\xff" {
		t.Errorf("decoded %q", got)
	}
}

// shown shows tokens as text, control tokens as "#".
func shown(t *Tokenizer, ids []int32) (out string) {
	for i, id := range ids {
		if i > 0 {
			out += "|"
		}
		if b := t.Bytes(id); b != nil {
			out += string(b)
		} else {
			out += "#"
		}
	}
	return out
}

func TestSentencePieceMistakes(t *testing.T) {
	for _, test := range []struct {
		change func(v *Vocabulary)
		want   string
	}{
		{func(v *Vocabulary) { v.Scores = v.Scores[1:] }, "271 scores and 272 token types for 272 tokens"},
		{func(v *Vocabulary) { v.Types = nil }, "272 scores and 0 token types for 272 tokens"},
		{func(v *Vocabulary) { v.Merges = []string{"a b"} }, "merges or a pre-tokeniser beside scores"},
		{func(v *Vocabulary) { v.Types[13] = Normal }, "no token <0x0A> for a single byte"},
		{func(v *Vocabulary) { v.Tokens[13] = "<0xA>" }, `token 13, "<0xA>": is no byte (want such as <0x0A>)`},
		{func(v *Vocabulary) { v.Tokens[13] = "x" }, `token 13, "x": is no byte (want such as <0x0A>)`},
		{func(v *Vocabulary) { v.Tokens[260] = "\xff" }, `token 260, "\xff": is not UTF-8`},
		{func(v *Vocabulary) { v.Scores[260] = float32(math.NaN()) }, `token 260, "a", has a score that is no number`},
	} {
		v := pieceVocabulary()
		v.Types, v.Tokens, v.Scores = slices.Clone(v.Types), slices.Clone(v.Tokens), slices.Clone(v.Scores)
		test.change(&v)
		if _, err := FromVocabulary(v); err == nil || err.Error() != "tokenizer: "+test.want {
			t.Errorf("got  %v\nwant tokenizer: %s", err, test.want)
		}
	}
}
