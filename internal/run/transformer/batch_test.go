package transformer_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/run/transformer"
)

// TestForwardAll compares batches of sequences of all lengths, with and without
// adapters, some of them forks, with the same steps one by one.
func TestForwardAll(t *testing.T) {
	for _, name := range []string{"f32-lora-f32", "q8_0-tied-lora-q8_0", "gpt2-q8_0-tied-lora-q4_0"} {
		f := byName(t, name)
		f.config.Context = 400
		m, a := f.load(t)
		m.Use(kernels.NewCrew(2))
		other, _ := f.load(t)
		r := rand.New(rand.NewPCG(1, 2))
		prefix := m.NewCache()
		forward(t, m, prefix, a, random(r, 37, f.config.Vocab))
		for range 10 {
			var steps []transformer.Step
			var want [][]float32
			for i := range 1 + r.IntN(6) {
				s := transformer.Step{Cache: m.NewCache(), Adapter: []*lora.Adapter{a, nil}[i%2], Tokens: random(r, 1+r.IntN(120), f.config.Vocab)}
				alone := other.NewCache()
				if i%3 == 0 {
					s.Cache, s.Adapter, alone = prefix.Fork(), a, nil
				}
				if alone != nil {
					want = append(want, forward(t, other, alone, s.Adapter, s.Tokens))
				} else {
					want = append(want, forward(t, m, prefix.Fork(), a, s.Tokens))
				}
				steps = append(steps, s)
			}
			got, err := m.ForwardAll(context.Background(), steps)
			if err != nil {
				t.Fatal(err)
			}
			for i := range steps {
				if !equal(got[i], want[i]) {
					t.Fatalf("%s: step %d of %d with %d tokens differs from a batch of its own", name, i, len(steps), len(steps[i].Tokens))
				}
				steps[i].Cache.Free()
			}
		}
	}
}

func random(r *rand.Rand, n, vocab int) []int32 {
	x := make([]int32, n)
	for i := range x {
		x[i] = int32(r.IntN(vocab))
	}
	return x
}

// after is a context that ends when it has been asked so many times.
type after struct {
	context.Context
	left int
}

func (c *after) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestForwardAllCancelled ends batches between layers and pieces: all sequences
// are as they were and go on as if nothing had been.
func TestForwardAllCancelled(t *testing.T) {
	f := byName(t, "q8_0-tied-lora-q8_0")
	f.config.Context = 400
	m, a := f.load(t)
	r := rand.New(rand.NewPCG(3, 4))
	first, long, short := random(r, 5, f.config.Vocab), random(r, 300, f.config.Vocab), random(r, 9, f.config.Vocab)
	want := forward(t, m, m.NewCache(), a, append(append([]int32(nil), first...), short...))
	for left := range 3 * m.Layers {
		one, two := m.NewCache(), m.NewCache()
		forward(t, m, one, a, first)
		bytes := one.Bytes()
		_, err := m.ForwardAll(&after{context.Background(), left}, []transformer.Step{{one, a, short}, {two, nil, long}})
		if done := left >= 2*m.Layers; done != (err == nil) || !done && !errors.Is(err, context.Canceled) {
			t.Fatalf("cancelled after %d layers: error %v", left, err)
		}
		if err == nil {
			continue
		}
		if one.Len() != 5 || two.Len() != 0 || one.Bytes() != bytes || two.Bytes() != 0 {
			t.Fatalf("cancelled after %d layers: %d and %d tokens, %d and %d bytes", left, one.Len(), two.Len(), one.Bytes(), two.Bytes())
		}
		if got := forward(t, m, one, a, short); !equal(got, want) {
			t.Fatalf("cancelled after %d layers: the sequence goes on differently", left)
		}
	}
}
