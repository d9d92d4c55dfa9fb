package enginetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
)

// texts have what byte-level BPE can get wrong.
var texts = []string{
	"", " ", "a", "hello world", "  two  spaces ", "tabs\tand\nlines\r\n\n", "I'll we've 'S don't", "12345 1,000.50",
	"naïve café — ☃ 日本語 🎉", "e\u0301 combining", "\x00\x01\x7f", "<|im_end|>", "a<|im_start|>b<|end|>", "<think>x</think>",
	"ünï\u00a0code\u3000spaces", "CamelCase_snake-kebab", "!!!???...", "مرحبا שלום", "ǅ Ǆ ß ﬁ",
}

// checkTokens compares an engine's own tokens with package tokenizer's, if it
// has such.
func (s *subject) checkTokens(t *testing.T) {
	own, ok := s.Model.(interface {
		Tokenize(text string, special bool) ([]int32, error)
	})
	if !ok {
		t.Skip("the engine has no tokens of its own")
	}
	ours, err := tokenizer.New(s.file)
	check(t, err)
	for _, text := range texts {
		for _, special := range []bool{false, true} {
			got, err := own.Tokenize(text, special)
			check(t, err)
			if want := ours.Encode(text, special); !slices.Equal(got, want) {
				t.Errorf("%q, special %v: the engine has %v, we have %v", text, special, got, want)
			}
		}
	}
}

// tolerance returns that for the types of the model's matrices.
func (s *subject) tolerance() float64 {
	for _, f := range []*gguf.File{s.file, s.adapter} {
		for _, tensor := range f.Tensors() {
			if tensor.Type.Quantized() {
				return quantizedTolerance
			}
		}
	}
	return s.within.Floats
}

// checkReference compares logits with the reference's, without and with the
// adapter, which has to make a difference.
func (s *subject) checkReference(t *testing.T) {
	tokens := s.prompt(1, 13)
	plain := s.afresh(t, nil, tokens)
	adapted := s.afresh(t, s.loaded, tokens)
	for _, test := range []struct {
		name    string
		adapter *gguf.File
		got     []float32
	}{{"without adapter", nil, plain}, {"with adapter", s.adapter, adapted}} {
		e := relative(test.got, newReference(s.file, test.adapter).logits(tokens))
		t.Logf("%s: relative error %.2g", test.name, e)
		if !(e < s.tolerance()) {
			t.Errorf("%s: relative error %.2g, want below %g", test.name, e, s.tolerance())
		}
	}
	if relative(adapted, plain) < s.tolerance() {
		t.Error("the adapter makes no difference")
	}
	s.same(t, "without adapter after an adapter", s.afresh(t, nil, tokens), plain)
}

// checkGreedy lets the engine choose tokens: each must be the reference's best,
// or as good as that within the tolerance.
func (s *subject) checkGreedy(t *testing.T) {
	r := newReference(s.file, s.adapter)
	seq := s.sequence(t, s.loaded)
	tokens := s.prompt(2, 5)
	logits := s.read(t, seq, tokens)
	for range 6 {
		chosen, want := best(logits), r.logits(tokens)
		length := 0.
		for _, l := range want {
			length += l * l
		}
		typical := math.Sqrt(length / float64(len(want)))
		// Two logits may each be off by a few times the typical error.
		if missed := want[best(want)] - want[chosen]; missed > 6*s.tolerance()*typical {
			t.Errorf("after %v: token %d, whose logit is %.3g below that of %d", tokens, chosen, missed, best(want))
		}
		tokens = append(tokens, chosen)
		logits = s.read(t, seq, []int32{chosen})
	}
}

// checkPieces cuts a sequence in many ways.
func (s *subject) checkPieces(t *testing.T) {
	tokens := s.prompt(3, 40)
	want := s.afresh(t, s.loaded, tokens)
	for _, size := range []int{1, 7, 39} {
		seq := s.sequence(t, s.loaded)
		var got []float32
		for piece := range slices.Chunk(tokens, size) {
			got = s.read(t, seq, piece)
		}
		s.same(t, fmt.Sprintf("pieces of %d", size), got, want)
		if seq.Len() != len(tokens) {
			t.Errorf("%d tokens, want %d", seq.Len(), len(tokens))
		}
	}
}

// checkForks continues one prefix in many ways, one of which is a fork's fork.
func (s *subject) checkForks(t *testing.T) {
	prefix := s.prompt(4, 20)
	start := s.sequence(t, s.loaded)
	check(t, s.Forward(context.Background(), []engine.Step{{Seq: start, Tokens: prefix}})) // no logits
	if start.Bytes() <= 0 {
		t.Errorf("a sequence of %d tokens takes %d bytes", start.Len(), start.Bytes())
	}
	a := fork(t, start)
	if a.Len() != len(prefix) || a.Bytes() >= start.Bytes() {
		t.Errorf("a fork has %d tokens and %d bytes of its own, want %d and less than %d", a.Len(), a.Bytes(), len(prefix), start.Bytes())
	}
	end := s.prompt(5, 8)
	want := s.afresh(t, s.loaded, slices.Concat(prefix, end))
	s.read(t, a, end[:3])
	b := fork(t, a)
	s.same(t, "fork of a fork", s.read(t, b, end[3:]), want)
	for range 70 { // more than llama.cpp's usual limit of 64 sequences
		fork(t, start)
	}
	s.same(t, "the 71st fork", s.read(t, fork(t, start), end), want)
}

// checkBatch runs sequences of several lengths and adapters together.
func (s *subject) checkBatch(t *testing.T) {
	var steps []engine.Step
	var want [][]float32
	for i := range 9 {
		a := s.loaded
		if i%3 == 2 {
			a = nil
		}
		tokens := s.prompt(i, 1+i*2)
		want = append(want, s.afresh(t, a, tokens))
		steps = append(steps, s.step(s.sequence(t, a), tokens))
	}
	check(t, s.Forward(context.Background(), steps))
	for i, step := range steps {
		s.same(t, fmt.Sprintf("step %d", i), step.Logits, want[i])
	}
}

// checkCandidates asks for some logits only.
func (s *subject) checkCandidates(t *testing.T) {
	tokens := s.prompt(6, 9)
	all := s.afresh(t, s.loaded, tokens)
	for _, candidates := range [][]int32{{0}, {7, 3, 250, 3, int32(s.Vocab() - 1)}, {}} {
		got := make([]float32, len(candidates))
		step := engine.Step{Seq: s.sequence(t, s.loaded), Tokens: tokens, Candidates: candidates, Logits: got}
		check(t, s.Forward(context.Background(), []engine.Step{step}))
		for i, c := range candidates {
			if math.Abs(float64(got[i]-all[c])) > s.within.Rounding*math.Abs(float64(all[c])) {
				t.Errorf("candidate %d has the logit %g, among all %g", c, got[i], all[c])
			}
		}
	}
}

// checkSaved saves a sequence and goes on with what is restored, if the engine
// can.
func (s *subject) checkSaved(t *testing.T) {
	seq := s.sequence(t, s.loaded)
	tokens := s.prompt(11, 12)
	s.read(t, seq, tokens[:9])
	saver, ok := seq.(engine.Saver)
	restorer, can := s.Model.(engine.Restorer)
	if ok != can {
		t.Fatalf("saves sequences: %v, restores them: %v", ok, can)
	}
	if !ok {
		t.Skip("the engine does not save sequences")
	}
	state, err := saver.Save()
	check(t, err)
	restored, err := restorer.Restore(s.loaded, state)
	check(t, err)
	s.same(t, "restored", s.read(t, restored, tokens[9:]), s.afresh(t, s.loaded, tokens))
	check(t, restored.Close())
	for _, n := range []int{0, 1, len(state) / 2, len(state) - 1} {
		if _, err := restorer.Restore(s.loaded, state[:n]); err == nil {
			t.Errorf("%d of %d bytes were restored", n, len(state))
		}
	}
}

// checkLimits fills the context.
func (s *subject) checkLimits(t *testing.T) {
	n := s.Context()
	if n > 1000 {
		t.Skip("a context of", n)
	}
	tokens := s.prompt(7, n)
	want := s.afresh(t, s.loaded, tokens)
	seq := s.sequence(t, s.loaded)
	s.read(t, seq, tokens[:n-1])
	err := s.Forward(context.Background(), []engine.Step{s.step(seq, tokens[:2])})
	if message := fmt.Sprintf("engine: the context is full: %d tokens and 2 more, the most is %d", n-1, n); fmt.Sprint(err) != message {
		t.Errorf("error %v, want %q", err, message)
	}
	s.same(t, "a full context", s.read(t, seq, tokens[n-1:]), want)
}

// checkCancel stops a batch before it starts and in the middle.
func (s *subject) checkCancel(t *testing.T) {
	tokens := s.prompt(8, 30)
	a, b := s.sequence(t, s.loaded), s.sequence(t, nil)
	first := s.read(t, a, tokens[:1])
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	steps := []engine.Step{s.step(a, tokens[1:]), s.step(b, tokens)}
	if err := s.Forward(canceled, steps); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
	if a.Len() != 1 || b.Len() != 0 {
		t.Fatalf("%d and %d tokens after a canceled batch, want 1 and 0", a.Len(), b.Len())
	}
	late, cancel := context.WithCancel(context.Background())
	go cancel() // at any time
	if err := s.Forward(late, steps); err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	} else if err != nil {
		check(t, s.Forward(context.Background(), steps))
	}
	s.same(t, "after a canceled batch", steps[0].Logits, s.afresh(t, s.loaded, tokens))
	s.same(t, "after a canceled batch, without adapter", steps[1].Logits, s.afresh(t, nil, tokens))
	s.same(t, "the first token", first, s.afresh(t, s.loaded, tokens[:1]))
}

// checkConcurrent lets goroutines fork, read and close at the same time.
func (s *subject) checkConcurrent(t *testing.T) {
	start := s.sequence(t, s.loaded)
	s.read(t, start, s.prompt(9, 6))
	end := s.prompt(10, 4)
	want := s.read(t, fork(t, start), end)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 3 {
				f, err := start.Fork()
				if err != nil {
					t.Error(err)
					return
				}
				step := s.step(f, end)
				if err := s.Forward(context.Background(), []engine.Step{step}); err != nil {
					t.Error(err)
				}
				s.same(t, "among others", step.Logits, want)
				if err := f.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
}
