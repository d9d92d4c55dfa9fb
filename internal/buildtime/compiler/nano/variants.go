package nano

import (
	"slices"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// variant is a way to write a task as a pseudo-program. All say the same; an
// interpreter this small may follow one better than another.
type variant struct {
	name          string
	order         func(labels []string) []int // of the rules; nil leaves them as the spec has them
	examplesFirst bool
	noExamples    bool
	noProse       bool
}

// variants are tried in this order. The first is the form of the training.
var variants = []variant{
	{},
	{name: "examples-first", examplesFirst: true},
	{name: "interleaved", order: interleave},
	{name: "reversed", order: reverse},
	{name: "rules-only", noExamples: true},
	{name: "no-prose", noProse: true},
}

// snapshot names the compiler and the variant.
func (v variant) snapshot() string {
	if v.name == "" {
		return SnapshotName
	}
	return SnapshotName + "+" + v.name
}

// write is the pseudo-program of a task.
func (v variant) write(t task) string {
	var b strings.Builder
	if !v.noProse || len(t.rules.keys) == 0 {
		b.WriteString(t.prose)
		b.WriteByte('\n')
	}
	examples := func() {
		for _, e := range t.examples {
			writeRule(&b, e.Input, t.written(e.Output))
		}
	}
	if v.examplesFirst {
		examples()
	}
	order := identity
	if v.order != nil {
		order = v.order
	}
	for _, i := range order(t.rules.labels) {
		writeRule(&b, t.rules.keys[i], t.written(t.rules.labels[i]))
	}
	if t.rules.otherwise != "" {
		writeRule(&b, "anything else", t.written(t.rules.otherwise))
	}
	if !v.examplesFirst && !(v.noExamples && len(t.rules.keys) > 0) {
		examples()
	}
	return b.String()
}

// distinct are the variants that differ for a task.
func distinct(t task) []variant {
	var list []variant
	seen := map[string]bool{}
	for _, v := range variants {
		if text := v.write(t); !seen[text] {
			seen[text] = true
			list = append(list, v)
		}
	}
	return list
}

func identity(labels []string) []int {
	order := make([]int, len(labels))
	for i := range order {
		order[i] = i
	}
	return order
}

func reverse(labels []string) []int {
	order := identity(labels)
	slices.Reverse(order)
	return order
}

// interleave takes the first rule of each label, then the second, and so on.
func interleave(labels []string) []int {
	rank := make([]int, len(labels)) // how many rules of the same label stand before
	count := map[string]int{}
	for i, l := range labels {
		rank[i] = count[l]
		count[l]++
	}
	order := identity(labels)
	slices.SortStableFunc(order, func(a, b int) int { return rank[a] - rank[b] })
	return order
}

var _ compiler.Various = (*Compiler)(nil)

// Variants is how many different pseudo-programs there are for a spec.
func (c *Compiler) Variants(spec compiler.Spec) int {
	if spec.Pseudo != "" {
		return 1
	}
	return len(distinct(parseTask(spec)))
}
