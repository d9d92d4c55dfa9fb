package bpe

import (
	"slices"
	"testing"
)

func TestLearn(t *testing.T) {
	words := []Word{
		{[]string{"r", "efund", "s"}, 5},
		{[]string{"r", "efund", "ed"}, 4},
		{[]string{"f", "und"}, 3},
		{[]string{"x"}, 100},
	}
	got := Learn(words, 100)
	// "und" stands in twelve words, "efund" in nine; "e d" comes in four, once "n d" and "u nd" are joined.
	want := []Pair{{"n", "d"}, {"u", "nd"}, {"e", "f"}, {"ef", "und"}, {"e", "d"}}
	if !slices.Equal(got, want) {
		t.Errorf("merges %v\nwant %v", got, want)
	}
	for _, m := range got {
		if m.Left == "r" || m.Left == "x" {
			t.Errorf("merge %v crosses a border", m)
		}
	}
	if got := Learn(words, 2); !slices.Equal(got, want[:2]) {
		t.Errorf("two merges are %v", got)
	}
}

func TestApply(t *testing.T) {
	merges := []Pair{{"n", "d"}, {"u", "nd"}, {"a", "b"}}
	for piece, want := range map[string][]string{
		"efund": {"e", "f", "und"},
		"ababa": {"ab", "ab", "a"},
		"":      {},
		"x":     {"x"},
	} {
		if got := Apply(merges, piece); !slices.Equal(got, want) {
			t.Errorf("Apply(%q) is %q (want %q)", piece, got, want)
		}
	}
}
