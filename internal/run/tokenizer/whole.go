package tokenizer

import (
	"errors"
	"slices"
)

// wholes finds tokens that are matched as whole pieces of text, before words are cut.
type wholes struct {
	ids     map[string]int32
	lengths []int     // the distinct lengths, longest first
	first   [256]bool // the first bytes
}

func (w *wholes) add(token string, id int32) error {
	if w.ids == nil {
		w.ids = map[string]int32{}
	}
	if _, ok := w.ids[token]; ok {
		return errors.New("comes twice")
	}
	w.ids[token] = id
	w.first[token[0]] = true
	i, found := slices.BinarySearchFunc(w.lengths, len(token), func(a, b int) int { return b - a })
	if !found {
		w.lengths = slices.Insert(w.lengths, i, len(token))
	}
	return nil
}

// at returns the longest token at the start of text and its length, 0 if there is none.
func (w *wholes) at(text string) (id int32, length int) {
	if !w.first[text[0]] {
		return 0, 0
	}
	for _, n := range w.lengths {
		if n > len(text) {
			continue
		}
		if id, ok := w.ids[text[:n]]; ok {
			return id, n
		}
	}
	return 0, 0
}
