package constrain

import (
	"bytes"
	"slices"
	"sort"
	"sync"
)

// Tokens is a model's vocabulary; [tokenizer.Tokenizer] is one.
type Tokens interface {
	// Len is the number of tokens.
	Len() int
	// EOS is the token that ends an answer.
	EOS() int32
	// Bytes are those that a token stands for; none for control tokens.
	Bytes(id int32) []byte
	// Encode returns the tokens of a text as the model has learned to read it.
	Encode(text string, special bool) []int32
}

// longest is the longest token, in bytes, that answers are made of. There are
// longer ones, of spaces and the like, that answers can do without; so the
// state of a text needs to know only about this many characters more.
const longest = 32

// Vocabulary is a vocabulary in the order of its bytes, which makes it a trie:
// tokens that begin alike are neighbours. It is made once per model; any
// number of goroutines may use it.
type Vocabulary struct {
	Tokens
	order  []int32   // tokens of 1 to longest bytes, without the end token, by their bytes
	text   []byte    // those bytes, one after the other
	ends   []int32   // [order]: where each token's bytes end in text
	common []int8    // [order]: how many bytes it begins with as the one before
	usable [256]bool // bytes that are a token of their own

	sorted sync.Once
	mu     sync.Mutex
	leaves map[string]*leaf // the automata that types share, by what they accept
}

// NewVocabulary makes a vocabulary. It does no work until a type needs it.
func NewVocabulary(t Tokens) *Vocabulary {
	return &Vocabulary{Tokens: t, leaves: map[string]*leaf{}}
}

// sort puts the tokens in order.
func (v *Vocabulary) sort() {
	t := v.Tokens
	for id := range int32(t.Len()) {
		if n := len(t.Bytes(id)); n > 0 && n <= longest && id != t.EOS() {
			v.order = append(v.order, id)
		}
	}
	slices.SortFunc(v.order, func(a, b int32) int { return bytes.Compare(t.Bytes(a), t.Bytes(b)) })
	var before []byte
	for _, id := range v.order {
		b := t.Bytes(id)
		n := 0
		for n < min(len(b), len(before)) && b[n] == before[n] {
			n++
		}
		v.common = append(v.common, int8(n))
		v.text = append(v.text, b...)
		v.ends = append(v.ends, int32(len(v.text)))
		if len(b) == 1 {
			v.usable[b[0]] = true
		}
		before = b
	}
}

// token is the bytes of the i-th token in order.
func (v *Vocabulary) token(i int) []byte {
	start := int32(0)
	if i > 0 {
		start = v.ends[i-1]
	}
	return v.text[start:v.ends[i]]
}

// span is the tokens that begin with the same depth bytes: a node of the trie.
type span struct{ low, high, depth int }

func (v *Vocabulary) root() span { return span{0, len(v.order), 0} }

// ending says whether there are tokens that are exactly the bytes of the span;
// below is the span of the others.
func (v *Vocabulary) ending(s span) (ok bool, below span) {
	below = s
	for below.low < s.high && len(v.token(below.low)) == s.depth {
		below.low++
	}
	return below.low > s.low, below
}

// child is the span of the tokens that go on with a byte; below must not hold
// tokens that end.
func (v *Vocabulary) child(below span, b byte) span {
	at := func(b int) int {
		return below.low + sort.Search(below.high-below.low, func(i int) bool {
			return int(v.token(below.low + i)[below.depth]) >= b
		})
	}
	return span{at(int(b)), at(int(b) + 1), below.depth + 1}
}
