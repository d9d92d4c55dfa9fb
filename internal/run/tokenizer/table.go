package tokenizer

import (
	"hash/maphash"
	"math/bits"
	"math/rand/v2"
)

// The tables of a vocabulary are made at every start of a program, so they do
// without the work that Go's maps do for each element. Both are hash tables of
// which at least half is empty, and an element lies in the first free place from
// its own on. Their seeds are random: no file can be made to be slow.

// spellings finds the normal tokens by their spelling.
type spellings struct {
	tokens []string
	types  []int32 // nil if all tokens are normal
	ids    []int32 // 0 is a free place, others are one too large
	n      int
	seed   maphash.Seed
}

// newSpellings returns a table for a vocabulary's normal tokens.
func newSpellings(v Vocabulary) *spellings {
	return &spellings{tokens: v.Tokens, types: v.Types, ids: make([]int32, places(len(v.Tokens))), seed: maphash.MakeSeed()}
}

// places returns how many places a table of n elements has.
func places(n int) int { return 2 << bits.Len(uint(n)) }

// find returns the number of the token.
func (s *spellings) find(token string) (id int32, ok bool) {
	id = s.ids[s.place(token)] - 1
	return id, id >= 0
}

// place returns the token's place, or that which it may take.
func (s *spellings) place(token string) int {
	mask := len(s.ids) - 1
	i := int(maphash.String(s.seed, token)) & mask
	for s.ids[i] != 0 && s.tokens[s.ids[i]-1] != token {
		i = (i + 1) & mask
	}
	return i
}

// add adds token number id, unless there is one of the same spelling, which it
// returns.
func (s *spellings) add(id int32) (first int32, ok bool) {
	i := s.place(s.tokens[id])
	if s.ids[i] != 0 {
		return s.ids[i] - 1, false
	}
	s.ids[i] = id + 1
	s.n++
	return id, true
}

// join returns the token that two others' spellings make; it looks first whether that
// is guess.
func (s *spellings) join(left, right string, guess int32) (id int32, ok bool) {
	if n := len(left); int(guess) < len(s.tokens) && (s.types == nil || s.types[guess] == Normal) {
		if t := s.tokens[guess]; len(t) == n+len(right) && t[:n] == left && t[n:] == right {
			return guess, true
		}
	}
	return s.find(left + right)
}

// merges finds what pairs of tokens become.
type merges struct {
	places []struct {
		pair
		merge // with a rank that is one too large; 0 is a free place
	}
	shift  int
	factor uint64
}

// newMerges returns a table for n pairs.
func newMerges(n int) merges {
	m := merges{shift: 64 - bits.Len(uint(places(n)-1)), factor: rand.Uint64() | 1}
	m.places = make([]struct {
		pair
		merge
	}, places(n))
	return m
}

// place returns the pair's place, or that which it may take.
func (m *merges) place(p pair) int {
	i := int((uint64(uint32(p.left))<<32 | uint64(uint32(p.right))) * m.factor >> m.shift)
	for m.places[i].rank != 0 && m.places[i].pair != p {
		i = (i + 1) & (len(m.places) - 1)
	}
	return i
}

// add adds a pair; of one that comes twice the first counts.
func (m *merges) add(p pair, to merge) {
	if at := &m.places[m.place(p)]; at.rank == 0 {
		at.pair, at.merge = p, merge{to.rank + 1, to.token}
	}
}

// find returns what a pair becomes.
func (m *merges) find(p pair) (to merge, ok bool) {
	at := &m.places[m.place(p)]
	return merge{at.rank - 1, at.token}, at.rank != 0
}
