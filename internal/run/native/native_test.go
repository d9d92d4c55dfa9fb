package native

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/testing/testmodel"
)

func load(t *testing.T) engine.Model {
	t.Helper()
	f, err := gguf.Parse(testmodel.New(1).Interpreter)
	if err != nil {
		t.Fatal(err)
	}
	m, err := native{}.Load(engine.Source{File: f}, engine.Options{Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func empty(t *testing.T, m engine.Model) engine.Sequence {
	t.Helper()
	s, err := m.NewSequence(nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestFailedBatch checks that a batch of which one step fails leaves all
// sequences as they were: what follows has the same logits.
func TestFailedBatch(t *testing.T) {
	m := load(t)
	a, b := empty(t, m), empty(t, m)
	run := func(steps ...engine.Step) error { return m.Forward(context.Background(), steps) }
	if err := run(engine.Step{Seq: a, Tokens: []int32{1, 2, 3}}); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		step engine.Step
		want string
	}{
		{engine.Step{Seq: b}, "engine: no tokens"},
		{engine.Step{Seq: b, Tokens: []int32{-1}}, "engine: token -1 is not in the vocabulary of 270"},
		{engine.Step{Seq: b, Tokens: make([]int32, testmodel.Context+1)}, "engine: the context is full: 0 tokens and 513 more, the most is 512"},
		{engine.Step{Seq: b, Tokens: []int32{1}, Candidates: []int32{270}, Logits: make([]float32, 1)}, "engine: candidate 270 is not in the vocabulary of 270"},
		{engine.Step{Seq: b, Tokens: []int32{1}, Logits: make([]float32, 1)}, "engine: room for 1 logits, want 270"},
		{engine.Step{Seq: empty(t, load(t)), Tokens: []int32{1}}, "engine: the sequence is another model's"},
	}
	for _, test := range tests {
		if err := run(engine.Step{Seq: a, Tokens: []int32{9, 9}}, test.step); fmt.Sprint(err) != test.want {
			t.Errorf("error %v, want %q", err, test.want)
		}
	}
	if a.Len() != 3 || b.Len() != 0 {
		t.Errorf("sequences have %d and %d tokens, want 3 and 0", a.Len(), b.Len())
	}
	got, want := make([]float32, m.Vocab()), make([]float32, m.Vocab())
	err := run(engine.Step{Seq: a, Tokens: []int32{4}, Logits: got}, engine.Step{Seq: b, Tokens: []int32{1, 2, 3, 4}, Logits: want})
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("logits after a failed batch differ, or error %v", err)
	}
}
