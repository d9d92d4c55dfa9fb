// Package bpe learns the merges of a byte-level BPE vocabulary.
//
// It serves the nano pair, whose tokens must let a tiny interpreter see that
// "Refund", "refunded" and "refunds" share a stem. So the caller says where
// words may not be joined: [Word] comes in pieces, and no merge that crosses a
// border between pieces is learned. The result is an ordinary vocabulary that
// any BPE tokenizer applies without knowing of pieces.
package bpe

import (
	"slices"
	"strings"
)

// Word is a word in pieces, with how often it counts.
type Word struct {
	Pieces []string // in the vocabulary's byte-to-rune encoding
	Count  int
}

// Pair is a merge: two tokens that become one.
type Pair struct{ Left, Right string }

// Learn returns up to n merges, the most frequent first; ties go to the
// lexically smaller pair, so equal words give equal merges.
func Learn(words []Word, n int) []Pair {
	seqs, counts := sequences(words)
	var merges []Pair
	for len(merges) < n {
		freq := map[Pair]int{}
		for i, s := range seqs {
			for j := 1; j < len(s); j++ {
				freq[Pair{s[j-1], s[j]}] += counts[i]
			}
		}
		best, most := Pair{}, 1
		for p, c := range freq {
			if c > most || c == most && most > 1 && less(p, best) {
				best, most = p, c
			}
		}
		if most < 2 {
			return merges
		}
		merges = append(merges, best)
		for i := range seqs {
			seqs[i] = join(seqs[i], best)
		}
	}
	return merges
}

func less(a, b Pair) bool {
	return a.Left < b.Left || a.Left == b.Left && a.Right < b.Right
}

// sequences splits the distinct pieces of all words into single runes.
func sequences(words []Word) (seqs [][]string, counts []int) {
	total := map[string]int{}
	for _, w := range words {
		for _, p := range w.Pieces {
			total[p] += w.Count
		}
	}
	pieces := make([]string, 0, len(total))
	for p := range total {
		pieces = append(pieces, p)
	}
	slices.Sort(pieces)
	for _, p := range pieces {
		if s := strings.Split(p, ""); len(s) > 1 {
			seqs, counts = append(seqs, s), append(counts, total[p])
		}
	}
	return seqs, counts
}

// Apply returns the tokens of one piece under merges, the first merge first.
func Apply(merges []Pair, piece string) []string {
	s := strings.Split(piece, "")
	for _, m := range merges {
		if len(s) < 2 {
			break
		}
		s = join(s, m)
	}
	return s
}

// join makes one token of every occurrence of a pair, from left to right.
func join(s []string, p Pair) []string {
	out := s[:0]
	for i := 0; i < len(s); i++ {
		if i+1 < len(s) && s[i] == p.Left && s[i+1] == p.Right {
			out = append(out, p.Left+p.Right)
			i++
			continue
		}
		out = append(out, s[i])
	}
	return out
}
