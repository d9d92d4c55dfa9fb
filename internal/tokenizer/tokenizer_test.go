package tokenizer

import (
	"strings"
	"testing"
)

// tiny is a vocabulary with every byte, a few merges, and tokens of each type.
func tiny(pre string) Vocabulary {
	v := Vocabulary{Pre: pre}
	add := func(token string, typ int32) int32 {
		v.Tokens, v.Types = append(v.Tokens, token), append(v.Types, typ)
		return int32(len(v.Tokens) - 1)
	}
	for b := range 256 {
		add(Spell([]byte{byte(b)}), Normal)
	}
	for _, m := range []string{"l l", "h e", "he ll", "Ġ w", "hell o", "1 2", "o Ġ", "\u0143 \u0143"} {
		v.Merges = append(v.Merges, m)
		add(strings.Replace(m, " ", "", 1), Normal)
	}
	v.EOS = add("<|end|>", Control)
	add("<|end|>>", Control)
	add("<think>", UserDefined)
	add("[PAD1]", Unused)
	return v
}

func must(t testing.TB, v Vocabulary) *Tokenizer {
	t.Helper()
	tok, err := FromVocabulary(v)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

// pieces shows tokens as text, control tokens as "#number".
func pieces(t *Tokenizer, ids []int32) string {
	var out []string
	for _, id := range ids {
		if b := t.Bytes(id); b != nil {
			out = append(out, string(b))
		} else {
			out = append(out, "#"+string(rune('a'+id-t.EOS())))
		}
	}
	return strings.Join(out, "|")
}

func TestEncode(t *testing.T) {
	tok := must(t, tiny("gpt-2"))
	for _, test := range []struct {
		text    string
		special bool
		want    string
	}{
		{"", true, ""},
		{"hello", false, "hello"},
		{"hellll", false, "hell|ll"},
		{"lllll", false, "ll|ll|l"},
		{"hello world", false, "hello| w|o|r|l|d"},
		{"a<|end|>b", true, "a|#a|b"},
		{"a<|end|>b", false, "a|<|||e|n|d|||>|b"},
		{"<|end|>>", true, "#b"},
		{"<|en<|end|>", true, "<|||e|n|#a"},
		{"x<think>12", false, "x|<think>|12"},
		{"[PAD1]", true, "[|P|A|D|1|]"},
	} {
		got := pieces(tok, tok.Encode(test.text, test.special))
		if got != test.want {
			t.Errorf("Encode(%q, %v) = %s, want %s", test.text, test.special, got, test.want)
		}
	}
}
