package quote

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/answer/schema"
)

// show writes [ and ] where a quote may begin and end.
func show(text string, rule schema.Quoting) string {
	var b strings.Builder
	for i, e := range Edges(text, rule) {
		if e&End != 0 {
			b.WriteByte(']')
		}
		if e&Start != 0 {
			b.WriteByte('[')
		}
		if i < len(text) {
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

func TestEdges(t *testing.T) {
	long := strings.Repeat("a", longestWord+1)
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{" \n", " \n"},
		{"I'm Anna Schmidt.", "[I]['][m] [Anna] [Schmidt][.]"},
		{"costs $12.50, C++", "[costs] [$][12][.][50][,] [C][+][+]"},
		{"a@b2.de", "[a][@][b2][.][de]"},
		{"Zürich\tŁódź\r\nx", "[Zürich]\t[Łódź]\r\n[x]"},
		{"e\u0301a\u0301", "[e\u0301a\u0301]"},
		{"我住在柏林 Mitte区", "[我][住][在][柏][林] [Mitte][区]"},
		{"データ", "[デ][ー][タ]"},
		{"서울에서", "[서][울][에][서]"},
		{"ที่นี่", "[ที่][นี่]"},
		{"👩\u200d💻🇩🇪👍🏽!", "[👩\u200d💻][🇩🇪][👍🏽][!]"},
		{"a\x00b\xffc", "[a]\x00[b]\xff[c]"},
		{"x\u200d y", "[x\u200d] [y]"},
		{long[1:], "[" + long[1:] + "]"},
		{long, "[" + strings.Repeat("a][", longestWord) + "a]"},
	} {
		if got := show(test.text, schema.Words); got != test.want {
			t.Errorf("%q is %q, want %q", test.text, got, test.want)
		}
	}
	if got, want := show("ab e\u0301", schema.Characters), "[a][b] [e\u0301]"; got != want {
		t.Errorf("characters are %q, want %q", got, want)
	}
}

func TestFind(t *testing.T) {
	values := Values([]prompt.Argument{{Name: "n", Value: 12}, {Name: "a", Value: "Annabel and Anna"}, {Name: "b", Value: []byte("to\x01 Bo")}})
	if len(values) != 2 {
		t.Fatalf("%q", values)
	}
	for _, test := range []struct {
		text string
		want Place
		ok   bool
	}{
		{"Anna", Place{"a", 12, 16}, true},
		{"Bo", Place{"b", 4, 6}, true},
		{"and Anna", Place{"a", 8, 16}, true},
		{"nna", Place{}, false},
		{" and", Place{}, false},
		{"to\x01 Bo", Place{}, false},
		{"12", Place{}, false},
		{"", Place{}, false},
	} {
		if got, ok := Find(values, test.text, schema.Words); got != test.want || ok != test.ok {
			t.Errorf("%q is at %v, %v, want %v, %v", test.text, got, ok, test.want, test.ok)
		}
	}
	if got, ok := Find(values, "nna", schema.Characters); !ok || got != (Place{"a", 1, 4}) {
		t.Errorf("nna is at %v, %v", got, ok)
	}
	if _, ok := Find([]Value{{"a", " \x00"}}, "", schema.Words); !ok {
		t.Error("nothing can be quoted, but the empty text is not found")
	}
}

// FuzzEdges holds what package constrain relies on: edges lie between
// characters, quotes have no white space around them, and behind each start
// stands an end before any gap.
func FuzzEdges(f *testing.F) {
	for _, seed := range []string{"Anna Schmidt.", "e\u0301 \u0301", "我\u200d \x00\xff", "🇩🇪🇩", "\u200d", "\u0085x\u2028"} {
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, text string, words bool) {
		rule := schema.Characters
		if words {
			rule = schema.Words
		}
		edges := Edges(text, rule)
		between := map[int]bool{len(text): true}
		for i := range text {
			between[i] = true
		}
		for i, e := range edges {
			if e != 0 && !between[i] {
				t.Fatalf("%q has an edge within a character, at %d", text, i)
			}
			if e&End != 0 {
				if r, _ := utf8.DecodeLastRuneInString(text[:i]); unicode.IsSpace(r) || Gap(r) {
					t.Fatalf("%q ends behind %q", text, r)
				}
			}
			if e&Start == 0 {
				continue
			}
			if r, _ := utf8.DecodeRuneInString(text[i:]); unicode.IsSpace(r) || Gap(r) {
				t.Fatalf("%q begins with %q", text, r)
			}
			n := slices.IndexFunc(edges[i+1:], func(e Edge) bool { return e&End != 0 })
			if n < 0 {
				t.Fatalf("%q begins at %d and never ends", text, i)
			}
			piece := text[i : i+1+n]
			if !utf8.ValidString(piece) || strings.ContainsFunc(piece, Gap) {
				t.Fatalf("%q is quoted over a gap", piece)
			}
			if _, ok := Find([]Value{{"x", text}}, piece, rule); !ok {
				t.Fatalf("%q is not found in %q", piece, text)
			}
		}
	})
}
