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
	// Pre is the pattern that cuts text into words: "gpt-2", which is also called
	// "default", "smollm", "qwen2" or "llama-bpe".
	Pre string
	// Scores make it a vocabulary of SentencePiece, without Merges and Pre: tokens are
	// spelt with U+2581 for a space, and the pairs of tokens whose joint token has the
	// highest score are merged first.
	Scores []float32
	// Space says that SentencePiece puts a space before every text, and before what
	// follows a control token.
	Space bool
	// EOS is the token that ends an answer.
	EOS int32
	// BOS is the token that begins a text, if AddBOS says that every text has it
	// before it; AddEOS says that every text has the end token after it.
	BOS            int32
	AddBOS, AddEOS bool
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
	Byte        = 6 // a single byte, SentencePiece's <0x0A>
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
	if v.AddBOS && (v.BOS < 0 || int(v.BOS) >= len(v.Tokens)) {
		return nil, fmt.Errorf("start token is %d, but there are %d tokens", v.BOS, len(v.Tokens))
	}
	from := fromWords
	if v.Scores != nil {
		from = fromPieces
	}
	t, err := from(v)
	if err != nil {
		return nil, err
	}
	if v.AddBOS {
		t.start = []int32{v.BOS}
	}
	if v.AddEOS {
		t.end = []int32{v.EOS}
	}
	return t, nil
}

// fromWords makes a tokenizer of a vocabulary with merges.
func fromWords(v Vocabulary) (*Tokenizer, error) {
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
		if id, ok := normal.find(string(symbols[b])); ok {
			t.bytes[b] = id
		} else if b >= ' ' && b <= '~' {
			return nil, fmt.Errorf("no token for the single byte 0x%02x", b)
		}
	}
	if v.Pre == "llama-bpe" {
		t.whole = make(map[string]int32, normal.n)
		for _, id := range normal.ids {
			if id--; id >= 0 {
				t.whole[string(t.Bytes(id))] = id
			}
		}
	}
	return t, t.addMerges(v.Merges, normal)
}

// addTokens fills the tables of token text and returns the normal tokens by their spelling.
func (t *Tokenizer) addTokens(v Vocabulary) (*spellings, error) {
	normal := newSpellings(v)
	t.ends = make([]uint32, 0, len(v.Tokens))
	for b := range t.bytes {
		t.bytes[b] = missing
	}
	unspell := appendUnspelled
	if v.Scores != nil {
		unspell = appendPiece
	}
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
			if first, ok := normal.add(int32(i)); !ok {
				return nil, fmt.Errorf("tokens %d and %d are both %q", first, i, token)
			}
			t.text, err = unspell(t.text, token)
		case Control:
			err = t.control.add(token, int32(i))
		case UserDefined:
			err = t.user.add(token, int32(i))
			t.text = append(t.text, token...)
		case Byte:
			if v.Scores == nil {
				err = errors.New("type 6, a byte, is SentencePiece's only")
				break
			}
			var b byte
			b, err = pieceByte(token)
			t.bytes[b] = int32(i)
			t.text = append(t.text, b)
		case Unknown:
			if v.Scores != nil { // Llama 2's <unk> is known by its name, as control tokens are
				err = t.control.add(token, int32(i))
			}
		case Unused:
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

// addMerges reads merges; of a pair that comes twice the first counts. Most files
// have the tokens that merges make in the order of the merges.
func (t *Tokenizer) addMerges(list []string, normal *spellings) error {
	t.merges = newMerges(len(list))
	var c int32
	for rank, m := range list {
		left, right, ok := strings.Cut(m, " ")
		if !ok {
			return fmt.Errorf("merge %d is %q (want two tokens with a space between)", rank, m)
		}
		a, okA := normal.find(left)
		b, okB := normal.find(right)
		var okC bool
		c, okC = normal.join(left, right, c+1)
		if !okA || !okB || !okC {
			return fmt.Errorf("merge %d, %q: %q, %q and %q must be tokens", rank, m, left, right, left+right)
		}
		t.merges.add(pair{a, b}, merge{int32(rank), c})
	}
	return nil
}
