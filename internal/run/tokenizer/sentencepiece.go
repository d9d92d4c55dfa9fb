package tokenizer

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// SentencePiece's vocabularies of older files merge the characters of a whole
// text, in which spaces are written as U+2581, and have tokens for single bytes to
// write other characters. Their scores say which merges come first.

// visible is what stands for a space in tokens.
const visible = '▁'

// appendPieces appends the tokens of plain text.
func (m *merger) appendPieces(dst []int32, text string) []int32 {
	if text == "" {
		return dst
	}
	m.nodes = m.nodes[:0]
	if m.spaced && m.t.space {
		m.addChar(" ", ' ')
	}
	m.spaced = false
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			m.add(m.t.bytes[text[i]])
		} else {
			m.addChar(text[i:i+size], r)
		}
		i += size
	}
	return m.merge(dst)
}

// addChar adds a character's token, or those of its bytes.
func (m *merger) addChar(bytes string, r rune) {
	if r == ' ' {
		r = visible
	}
	if id, ok := m.t.chars[r]; ok {
		m.add(id)
		return
	}
	for i := range len(bytes) {
		m.add(m.t.bytes[bytes[i]])
	}
}

// fromPieces makes a tokenizer of a vocabulary with scores.
func fromPieces(v Vocabulary) (*Tokenizer, error) {
	if len(v.Scores) != len(v.Tokens) || v.Types == nil {
		return nil, fmt.Errorf("%d scores and %d token types for %d tokens", len(v.Scores), len(v.Types), len(v.Tokens))
	}
	if v.Merges != nil || v.Pre != "" {
		return nil, errors.New("merges or a pre-tokeniser beside scores")
	}
	t := &Tokenizer{eos: v.EOS, space: v.Space, chars: map[rune]int32{}}
	normal, err := t.addTokens(v)
	if err != nil {
		return nil, err
	}
	for b, id := range t.bytes {
		if id == missing {
			return nil, fmt.Errorf("no token <0x%02X> for a single byte", b)
		}
	}
	for _, id := range normal.ids {
		if id--; id >= 0 {
			piece := v.Tokens[id]
			if r, size := utf8.DecodeRuneInString(piece); size == len(piece) {
				t.chars[r] = id
			}
		}
	}
	return t, t.addScored(v, normal)
}

// scored is a merge before its rank is known.
type scored struct {
	pair
	token       int32
	score       float32
	left, right int // characters
}

// addScored makes merges of the tokens that are two others: the highest score
// first, then the longest left part, then the longest right one, then the lowest
// number. That is how Hugging Face's converter orders them, and it decides what
// "aaaa" becomes if "aa" and "aaa" are tokens; llama.cpp takes the leftmost of
// those with the same score.
func (t *Tokenizer) addScored(v Vocabulary, normal *spellings) error {
	var list []scored
	for id, piece := range v.Tokens {
		if v.Types[id] != Normal {
			continue
		}
		if math.IsNaN(float64(v.Scores[id])) {
			return fmt.Errorf("token %d, %q, has a score that is no number", id, piece)
		}
		for i, n := 0, 0; i < len(piece); n++ {
			_, size := utf8.DecodeRuneInString(piece[i:])
			i += size
			left, ok := normal.find(piece[:i])
			right, ok2 := normal.find(piece[i:])
			if ok && ok2 {
				list = append(list, scored{pair{left, right}, int32(id), v.Scores[id], n + 1, utf8.RuneCountInString(piece[i:])})
			}
		}
	}
	slices.SortFunc(list, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), b.left-a.left, b.right-a.right,
			cmp.Compare(a.token, b.token), cmp.Compare(a.pair.left, b.pair.left))
	})
	t.merges = newMerges(len(list))
	for rank, s := range list {
		t.merges.add(s.pair, merge{int32(rank), s.token})
	}
	return nil
}

// appendPiece appends the bytes that a token of SentencePiece stands for.
func appendPiece(dst []byte, piece string) ([]byte, error) {
	if !utf8.ValidString(piece) {
		return nil, errors.New("is not UTF-8")
	}
	return append(dst, strings.ReplaceAll(piece, string(visible), " ")...), nil
}

// pieceByte returns the byte that a token such as <0x0A> stands for.
func pieceByte(piece string) (b byte, err error) {
	if n, err := fmt.Sscanf(piece, "<0x%02X>", &b); n != 1 || err != nil || piece != fmt.Sprintf("<0x%02X>", b) {
		return 0, errors.New("is no byte (want such as <0x0A>)")
	}
	return b, nil
}
