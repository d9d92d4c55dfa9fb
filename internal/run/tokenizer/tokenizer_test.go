package tokenizer

import (
	"slices"
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
	for _, m := range []string{"l l", "h e", "he ll", "Ġ w", "hell o", "1 2", "o Ġ", "Ġ Ġ"} {
		v.Merges = append(v.Merges, m)
		add(strings.Replace(m, " ", "", 1), Normal)
	}
	v.EOS = add("<|end|>", Control)
	add("<|end|>>", Control)
	add("<think>", UserDefined)
	add("[PAD1]", Unused)
	add("<|end|>>!", UserDefined)
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

// pieces shows tokens as text, control tokens as "#a", "#b" and so on from the end token.
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

func TestEncodeFrom(t *testing.T) {
	tok := must(t, tiny("gpt-2"))
	const none = -1 // no part of the text is trusted
	for _, test := range []struct {
		text    string
		trusted int
		want    string
	}{
		{"", 0, ""},
		{"hello", none, "hello"},
		{"hellll", none, "hell|ll"},
		{"lllll", none, "ll|ll|l"},
		{"hello world", none, "hello| w|o|r|l|d"},
		{"a<|end|>b", 0, "a|#a|b"},
		{"a<|end|>b", none, "a|<|||e|n|d|||>|b"},
		{"<|end|>>", 0, "#b"},         // the longest token wins
		{"<|end|>>!", 0, "<|end|>>!"}, // of either kind
		{"<|end|>>!", none, "<|end|>>!"},
		{"<|en<|end|>", 0, "<|||e|n|#a"},                     // a beginning is not a token
		{"x<think>12", none, "x|<think>|12"},                 // user-defined text is always a token
		{"1<think>2", none, "1|<think>|2"},                   // and nothing merges over it
		{"[PAD1]", 0, "[|P|A|D|1|]"},                         // padding is never a token
		{"<|end|>12<|end|>", 9, "<|||e|n|d|||>|12|#a"},       // trusted from within "12": still merged
		{"<|end|>", 1, "<|||e|n|d|||>"},                      // over the border: text
		{"hello   x", none, "hello|  | |x"},                  // the last space belongs to the word
		{"caf\xc3\xa9 \xff", none, "c|a|f|\xc3|\xa9| |\xff"}, // bytes without merges
	} {
		trusted := test.trusted
		if trusted == none {
			trusted = len(test.text)
		}
		ids := tok.EncodeFrom(test.text, trusted)
		if got := pieces(tok, ids); got != test.want {
			t.Errorf("EncodeFrom(%q, %d) = %s, want %s", test.text, test.trusted, got, test.want)
		}
		if special := trusted == 0; special || trusted == len(test.text) {
			if again := tok.Encode(test.text, special); !slices.Equal(again, ids) {
				t.Errorf("Encode(%q, %v) = %v, want %v", test.text, special, again, ids)
			}
		}
	}
}

// TestMissingBytes: bytes without a token are left out before merging.
func TestMissingBytes(t *testing.T) {
	v := tiny("gpt-2")
	v.Types[3], v.Types[0xc3], v.Types[0x83] = Unused, Unused, Unused
	tok := must(t, v)
	for text, want := range map[string]string{"heÃllo": "hello", "\x03": "", "1\x032": "1|2", "Ã \x03": " "} {
		if got := pieces(tok, tok.Encode(text, false)); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// TestWholeWords: with Llama 3's pattern a word that is a token is taken whole, even
// if no merges lead to it.
func TestWholeWords(t *testing.T) {
	for pre, want := range map[string]string{"llama-bpe": "xyz|x|y|z|z", "qwen2": "x|y|z|x|y|z|z"} {
		v := tiny(pre)
		v.Tokens, v.Types = append(v.Tokens, "xyz"), append(v.Types, Normal)
		tok := must(t, v)
		if got := pieces(tok, append(tok.Encode("xyz", false), tok.Encode("xyzz", false)...)); got != want {
			t.Errorf("%s: %s, want %s", pre, got, want)
		}
	}
}

func TestDecode(t *testing.T) {
	tok := must(t, tiny("qwen2"))
	ids := []int32{tok.EOS(), 'h', -1, tok.EOS() + 2, int32(tok.Len()), tok.EOS() + 3}
	ids[1] = tok.Encode("hello", false)[0]
	if got := string(tok.Decode(ids)); got != "hello<think>" {
		t.Errorf("Decode(%v) = %q, want %q", ids, got, "hello<think>")
	}
	for _, id := range []int32{-1, tok.EOS(), int32(tok.Len())} {
		if b := tok.Bytes(id); b != nil {
			t.Errorf("Bytes(%d) = %q, want nil", id, b)
		}
	}
}

func TestID(t *testing.T) {
	tok := must(t, tiny("qwen2"))
	if id, ok := tok.ID("<|end|>"); !ok || id != tok.EOS() {
		t.Errorf("ID(<|end|>) = %d, %v, want %d", id, ok, tok.EOS())
	}
	for _, name := range []string{"hello", "<think>", "[PAD1]", ""} {
		if id, ok := tok.ID(name); ok {
			t.Errorf("ID(%q) = %d, want none: it is not a control token", name, id)
		}
	}
}

func TestVocabularyMistakes(t *testing.T) {
	for _, test := range []struct {
		change func(v *Vocabulary)
		want   string
	}{
		{func(v *Vocabulary) { v.Pre = "bert" }, `pre-tokeniser "bert" is not supported (want ["gpt-2" "default" "smollm" "qwen2" "llama-bpe"])`},
		{func(v *Vocabulary) { v.Types = v.Types[1:] }, `268 token types for 269 tokens`},
		{func(v *Vocabulary) { v.EOS = 269 }, `end token is 269, but there are 269 tokens`},
		{func(v *Vocabulary) { v.EOS = -1 }, `end token is -1, but there are 269 tokens`},
		{func(v *Vocabulary) { v.Tokens[3] = "" }, `token 3 is empty`},
		{func(v *Vocabulary) { v.Tokens[3] = v.Tokens[2] }, `tokens 2 and 3 are both "Ă"`},
		{func(v *Vocabulary) { v.Tokens[3] = "世" }, `token 3, "世": '世' stands for no byte`},
		{func(v *Vocabulary) { v.Tokens[3] = "\xff" }, "token 3, \"\\xff\": '\uFFFD' stands for no byte"},
		{func(v *Vocabulary) { v.Tokens['A'] = "zz" }, `no token for the single byte 0x41`},
		{func(v *Vocabulary) { v.Types[3] = 7 }, `token 3, "ă": type 7 is not supported`},
		{func(v *Vocabulary) { v.Types[3] = Byte }, `token 3, "ă": type 6, a byte, is SentencePiece's only`},
		{func(v *Vocabulary) { v.Types['A'] = Control }, `no token for the single byte 0x41`},
		{func(v *Vocabulary) { v.Tokens[265] = v.Tokens[264] }, `token 265, "<|end|>": comes twice`},
		{func(v *Vocabulary) { v.Merges[1] = "he" }, `merge 1 is "he" (want two tokens with a space between)`},
		{func(v *Vocabulary) { v.Merges[1] = "x y" }, `merge 1, "x y": "x", "y" and "xy" must be tokens`},
		{func(v *Vocabulary) { *v = Vocabulary{Pre: "gpt-2"} }, `end token is 0, but there are 0 tokens`},
	} {
		v := tiny("gpt-2")
		test.change(&v)
		_, err := FromVocabulary(v)
		if err == nil || err.Error() != "tokenizer: "+test.want {
			t.Errorf("got  %v\nwant tokenizer: %s", err, test.want)
		}
	}
}

// A word without spaces is the worst case for merging: a quadratic merger
// would need minutes for these, and go test would end it.
func TestLongWord(t *testing.T) {
	tok := must(t, tiny("gpt-2"))
	for _, unit := range []string{"l", "hello", "he", "<|end|", "12", " ", "o "} {
		text := strings.Repeat(unit, 1<<18/len(unit))
		if got := string(tok.Decode(tok.Encode(text, true))); got != text {
			t.Errorf("%q repeated does not survive", unit)
		}
	}
}

func TestSpell(t *testing.T) {
	if got := Spell([]byte(" a\n\x00\xad\xff")); got != "ĠaĊĀŃÿ" {
		t.Errorf("Spell = %q, want %q", got, "ĠaĊĀŃÿ")
	}
}

func FuzzRoundTrip(f *testing.F) {
	toks := []*Tokenizer{must(f, tiny("gpt-2")), must(f, tiny("qwen2")), must(f, tiny("smollm")), must(f, tiny("llama-bpe"))}
	for _, text := range append(corpus(f), "\xff<|end|>\x80<think>", "'\xc5\xbf'\xc5") {
		f.Add(text, 1)
	}
	f.Fuzz(func(t *testing.T, text string, trusted int) {
		for _, tok := range toks {
			if got := string(tok.Decode(tok.Encode(text, false))); got != text {
				t.Errorf("got %q, want %q", got, text)
			}
			checkFrom(t, tok, text, trusted)
		}
	})
}

// checkFrom checks that only control tokens are lost, and none before trusted.
func checkFrom(t *testing.T, tok *Tokenizer, text string, trusted int) {
	at := 0 // in text
	for _, id := range tok.EncodeFrom(text, trusted) {
		piece := tok.Bytes(id)
		if piece == nil {
			piece = []byte("<|end|>")
			if id == tok.EOS()+1 {
				piece = []byte("<|end|>>")
			}
			if at < trusted {
				t.Errorf("%q: control token at %d, want none before %d", text, at, trusted)
			}
		}
		if !strings.HasPrefix(text[at:], string(piece)) {
			t.Fatalf("%q: token %d is %q at byte %d", text, id, piece, at)
		}
		at += len(piece)
	}
	if at != len(text) {
		t.Errorf("%q: tokens end at %d of %d", text, at, len(text))
	}
}
