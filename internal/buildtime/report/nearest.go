package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// Near is an example or a test with an input like another.
type Near struct {
	Kind     string  `json:"kind"` // "example" or "test"
	Input    string  `json:"input"`
	Answer   string  `json:"answer"`
	Likeness float64 `json:"likeness"` // 0 to 1
}

// mostNear is how many examples and tests are worth showing.
const mostNear = 5

// nearest finds the examples and tests of f whose inputs are most like an
// input, the likest first; those without anything in common are left out.
func nearest(f *stubs.Function, input string) []Near {
	var list []Near
	own := trigrams(input)
	add := func(kind, in, out string) {
		if likeness := dice(own, trigrams(in)); likeness > 0 {
			list = append(list, Near{kind, in, out, likeness})
		}
	}
	for _, e := range f.Spec.Examples {
		add("example", e.Input, e.Output)
	}
	for _, t := range f.Tests {
		add("test", t.Input, t.Output)
	}
	slices.SortStableFunc(list, func(a, b Near) int { return cmp.Compare(b.Likeness, a.Likeness) })
	return list[:min(len(list), mostNear)]
}

// trigrams are the runs of three characters of a text, with a space at either
// end of each word, so that beginnings and ends of words count.
func trigrams(s string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(strings.ToLower(s)) {
		runes := []rune(" " + word + " ")
		for i := range len(runes) - 2 {
			set[string(runes[i:i+3])] = true
		}
	}
	return set
}

// dice is the Sørensen-Dice coefficient of two sets: 0 with nothing in common, 1 if equal.
func dice(a, b map[string]bool) float64 {
	common := 0
	for k := range a {
		if b[k] {
			common++
		}
	}
	return 2 * float64(common) / float64(max(1, len(a)+len(b)))
}
