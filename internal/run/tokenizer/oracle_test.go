package tokenizer

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tiktoken-go/tokenizer/codec"
)

// ranked builds a vocabulary from another tokenizer's tokens 0 to n-1, which
// are in the order of their merges. Only ranks are public there, so each merge
// is recovered: it is what joins a token's last two parts.
func ranked(t testing.TB, c *codec.Codec, n int, pre string) Vocabulary {
	t.Helper()
	v := Vocabulary{Pre: pre, Tokens: make([]string, n)}
	ranks := make(map[string]int, n)
	for id := range n {
		text, err := c.Decode([]uint{uint(id)})
		if err != nil {
			t.Fatal(err)
		}
		ranks[text] = id
		v.Tokens[id] = Spell([]byte(text))
		if len(text) == 1 {
			continue
		}
		parts := lastParts(text, ranks, id)
		if len(parts) != 2 {
			t.Fatalf("token %d, %q, has the parts %q, want 2", id, text, parts)
		}
		v.Merges = append(v.Merges, Spell([]byte(parts[0]))+" "+Spell([]byte(parts[1])))
	}
	return v
}

// lastParts merges text's bytes with the ranks below limit.
func lastParts(text string, ranks map[string]int, limit int) []string {
	parts := make([]string, len(text))
	for i := range len(text) {
		parts[i] = text[i : i+1]
	}
	for {
		best, at := limit, -1
		for i := range len(parts) - 1 {
			if rank, ok := ranks[parts[i]+parts[i+1]]; ok && rank < best {
				best, at = rank, i
			}
		}
		if at < 0 {
			return parts
		}
		parts[at] += parts[at+1]
		parts = slices.Delete(parts, at+1, at+2)
	}
}

func checkOracle(t *testing.T, tok *Tokenizer, c *codec.Codec, text string) {
	t.Helper()
	ids, _, err := c.Encode(text)
	if err != nil {
		t.Fatal(err)
	}
	want := make([]int32, len(ids))
	for i, id := range ids {
		want[i] = int32(id)
	}
	if got := tok.Encode(text, false); !slices.Equal(got, want) {
		t.Errorf("%q:\ngot  %s\nwant %s", text, pieces(tok, got), pieces(tok, want))
	}
}

func TestGPT2(t *testing.T) {
	c := codec.NewR50kBase()
	tok := must(t, ranked(t, c, 50256, "gpt-2"))
	for _, text := range corpus(t) {
		checkOracle(t, tok, c, text)
	}
}

// Qwen's tokens come from cl100k_base, and so does its pattern, but for
// numbers: cl100k_base takes up to three digits together. So here all numbers
// have one digit. Its folding of case is ASCII only, so the long s is left out.
func TestCL100K(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a vocabulary of 100,000 tokens")
	}
	c := codec.NewCl100kBase()
	tok := must(t, ranked(t, c, 100256, "qwen2"))
	digits := regexp.MustCompile(`(\p{N})\p{N}+`)
	for _, text := range corpus(t) {
		text = strings.ReplaceAll(digits.ReplaceAllString(text, "$1"), "ſ", "")
		checkOracle(t, tok, c, text)
	}
}
