package report

import (
	"slices"

	"github.com/pawgen/pawgen/internal/buildtime/generate"
)

// Confusion counts which label was answered where which was wanted.
type Confusion struct {
	// Labels are those that the tests want or got, in the order of the source.
	Labels []string `json:"labels"`
	// Counts has a row for each wanted label and a column for each answer.
	Counts [][]int `json:"counts"`
}

// confusion is nil for functions that do not choose among labels. Calls that
// failed have no answer and don't count.
func confusion(t generate.Tested) *Confusion {
	if !t.Spec.Result.Finite() {
		return nil
	}
	seen := map[string]bool{}
	for _, r := range t.Results {
		seen[r.Output] = true
		seen[r.Got] = seen[r.Got] || r.Err == nil
	}
	c := &Confusion{Labels: slices.DeleteFunc(t.Spec.Result.Answers(), func(l string) bool { return !seen[l] })}
	for range c.Labels {
		c.Counts = append(c.Counts, make([]int, len(c.Labels)))
	}
	for _, r := range t.Results {
		if r.Err == nil {
			c.Counts[slices.Index(c.Labels, r.Output)][slices.Index(c.Labels, r.Got)]++
		}
	}
	return c
}
