// Package tasks invents the specs, inputs and answers that the nano pair is
// trained and measured on.
//
// A [Family] is one kind of job; it draws any number of different [Task]s from
// a random source. Everything is made here, in Go, with the product's own
// types, so that what the pair is trained on is what pawgen gives it: package
// compiler/nano writes the pseudo-programs, command train the token shards.
package tasks

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// Task is one spec with inputs and their right answers.
type Task struct {
	Family  string
	Spec    compiler.Spec
	Plain   string // the spec's text before it was disturbed
	Queries []compiler.Example
}

// Level is how hard the inputs of label families are.
type Level int

// The levels of the curriculum.
const (
	Bare      Level = iota // the input is a keyword
	Sentence               // a keyword in a sentence, as the spec spells it
	Inflected              // with another ending
	Noisy                  // with slips of the keyboard too
)

// Options say how to draw a task.
type Options struct {
	Level   Level
	Queries int
	// HeldOut draws from words that training never sees, and from wordings and
	// sentences some of which it never sees.
	HeldOut bool
}

// Group is the part of everyday work that a family belongs to.
type Group string

// The groups of the paper's test set.
const (
	Text     Group = "text"
	Search   Group = "search"
	Classify Group = "classify"
	Commands Group = "commands"
	Safety   Group = "safety"
	Agents   Group = "agents"
	Repair   Group = "repair"
)

// Kind is how a family's answers come about.
type Kind int

// The kinds of answers.
const (
	Label   Kind = iota // one of the spec's labels
	Extract             // a part of the input, or the spec's word for none
	Format              // a small rewriting of the input
)

// Family is one kind of job.
type Family struct {
	Name  string
	Group Group
	Kind  Kind
	// AdapterOnly families are kept out of the interpreter's training, so that
	// only an adapter can teach them (paper §2: the interpreter knows none).
	AdapterOnly bool
	draw        func(d *drawer) (compiler.Spec, func() compiler.Example)
}

// Families are all kinds of job, in a fixed order: shards name them by index.
var Families = slices.Concat(labelFamilies, extractFamilies, formatFamilies)

// Draw makes task number i of a family; the same seed, options and i give the same task.
func (f *Family) Draw(seed uint64, i int, o Options) (Task, error) {
	d := &drawer{Rand: rand.New(rand.NewPCG(seed, uint64(i)*0x9E3779B97F4A7C15+1)), Options: o}
	d.topics = trainTopics
	if o.HeldOut {
		d.topics = heldOutTopics
	}
	d.invented = d.Float64() < .4
	spec, query := f.draw(d)
	plain := spec.Text
	spec.Text = d.disturb(plain)
	spec.Name = "train." + f.Name
	if spec.Result.Kind == "" {
		spec.Result.Kind = compiler.Text
	}
	seen := map[string]bool{}
	for _, e := range spec.Examples {
		seen[e.Input] = true
	}
	t := Task{Family: f.Name, Spec: spec, Plain: plain}
	for tries := 0; len(t.Queries) < o.Queries && tries < 8*o.Queries; tries++ {
		if q := query(); q.Input != "" && !seen[q.Input] {
			seen[q.Input] = true
			t.Queries = append(t.Queries, q)
		}
	}
	if len(t.Queries) == 0 {
		return Task{}, fmt.Errorf("family %s: no query for seed %d, task %d", f.Name, seed, i)
	}
	return t, nil
}

// drawer is the state of drawing one task.
type drawer struct {
	*rand.Rand
	Options
	topics   []topic
	invented bool            // keywords are invented words
	taken    map[string]bool // stems of the task's keywords, which fillers must not use
}

// keyword draws a keyword from the task's vocabulary.
func (d *drawer) keyword() string {
	if d.invented {
		return invent(d.Rand)
	}
	return pick(d.Rand, pick(d.Rand, d.topics).words)
}

// phrase draws one of several wordings; the last is kept for evaluation.
func (d *drawer) phrase(list ...string) string {
	if !d.HeldOut {
		list = list[:len(list)-1]
	}
	return pick(d.Rand, list)
}

// frame draws a sentence with a slot.
func (d *drawer) frame() string {
	if d.HeldOut && chance(d.Rand, .5) {
		return pick(d.Rand, heldOutFrames)
	}
	return pick(d.Rand, frames)
}

// examples draws up to n examples from query, with different inputs.
func (d *drawer) examples(n int, query func() compiler.Example) []compiler.Example {
	var out []compiler.Example
	seen := map[string]bool{}
	for range n {
		if e := query(); e.Input != "" && !seen[e.Input] {
			seen[e.Input] = true
			out = append(out, e)
		}
	}
	return out
}
