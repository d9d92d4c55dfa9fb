package tokenizer

import (
	"errors"
	"fmt"
	"strings"
)

// Vocabulary is what a tokenizer is made of, in the form of a GGUF file.
type Vocabulary struct {
	// Tokens are spelt as [Spell] does, except control and user-defined
	// tokens, which are plain text. A token's index is its number.
	Tokens []string
	// Types says what each token is (GGUF's numbers, see [Normal]); nil means that all are normal.
	Types []int32
	// Merges are pairs of normal tokens, "left right", the first to be merged first.
	Merges []string
	// Pre is the pattern that cuts text into words, "gpt-2" or "qwen2".
	Pre string
	// EOS is the token that ends an answer.
	EOS int32
}

// missing stands for the token of a byte that has none.
const missing = -1

// The types of tokens, with GGUF's numbers.
const (
	Normal      = 1 // bytes of text
	Unknown     = 2 // never written, stands for no text
	Control     = 3 // not text, like the end of a turn
	UserDefined = 4 // text that is always one token
	Unused      = 5 // padding
)

// FromVocabulary makes a tokenizer. Some vocabularies, such as SmolLM2's, lack
// tokens for single bytes that their training never met: such bytes are left out
// of a text before it is merged, as Hugging Face's library does. A vocabulary
// without a token for one of the printable ASCII characters is refused.
func FromVocabulary(v Vocabulary) (*Tokenizer, error) {
	t, err := fromVocabulary(v)
	if err != nil {
		return nil, fmt.Errorf("tokenizer: %w", err)
	}
	return t, nil
}

func fromVocabulary(v Vocabulary) (*Tokenizer, error) {
	if v.Types != nil && len(v.Types) != len(v.Tokens) {
		return nil, fmt.Errorf("%d token types for %d tokens", len(v.Types), len(v.Tokens))
	}
	if v.EOS < 0 || int(v.EOS) >= len(v.Tokens) {
		return nil, fmt.Errorf("end token is %d, but there are %d tokens", v.EOS, len(v.Tokens))
	}
	split, err := splitterOf(v.Pre)
	if err != nil {
		return nil, err
	}
	t := &Tokenizer{split: split, eos: v.EOS}
	normal, err := t.addTokens(v)
	if err != nil {
		return nil, err
	}
	for b := range t.bytes {
		id, ok := normal[string(symbols[b])]
		if !ok {
			id = missing
			if b >= ' ' && b <= '~' {
				return nil, fmt.Errorf("no token for the single byte 0x%02x", b)
			}
		}
		t.bytes[b] = id
	}
	return t, t.addMerges(v.Merges, normal)
}

// addTokens fills the tables of token text and returns the normal tokens by their spelling.
func (t *Tokenizer) addTokens(v Vocabulary) (map[string]int32, error) {
	normal := make(map[string]int32, len(v.Tokens))
	t.ends = make([]uint32, 0, len(v.Tokens))
	for i, token := range v.Tokens {
		typ := int32(Normal)
		if v.Types != nil {
			typ = v.Types[i]
		}
		if token == "" && typ != Unused {
			return nil, fmt.Errorf("token %d is empty", i)
		}
		var err error
		switch typ {
		case Normal:
			if first, ok := normal[token]; ok {
				return nil, fmt.Errorf("tokens %d and %d are both %q", first, i, token)
			}
			normal[token] = int32(i)
			t.text, err = appendUnspelled(t.text, token)
		case Control:
			err = t.control.add(token, int32(i))
		case UserDefined:
			err = t.user.add(token, int32(i))
			t.text = append(t.text, token...)
		case Unknown, Unused:
		default:
			err = fmt.Errorf("type %d is not supported", typ)
		}
		if err != nil {
			return nil, fmt.Errorf("token %d, %q: %w", i, token, err)
		}
		if uint64(len(t.text)) > 1<<32-1 {
			return nil, errors.New("tokens hold more than 4 GiB of text")
		}
		t.ends = append(t.ends, uint32(len(t.text)))
	}
	return normal, nil
}

// addMerges reads merges; of a pair that comes twice the first counts.
func (t *Tokenizer) addMerges(merges []string, normal map[string]int32) error {
	t.merges = make(map[pair]merge, len(merges))
	for rank, m := range merges {
		left, right, ok := strings.Cut(m, " ")
		if !ok {
			return fmt.Errorf("merge %d is %q (want two tokens with a space between)", rank, m)
		}
		a, okA := normal[left]
		b, okB := normal[right]
		c, okC := normal[left+right]
		if !okA || !okB || !okC {
			return fmt.Errorf("merge %d, %q: %q, %q and %q must be tokens", rank, m, left, right, left+right)
		}
		if _, ok := t.merges[pair{a, b}]; !ok {
			t.merges[pair{a, b}] = merge{int32(rank), c}
		}
	}
	return nil
}
