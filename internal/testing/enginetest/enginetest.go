package enginetest

import (
	"context"
	"math"
	"testing"

	"github.com/pawgen/pawgen/internal/run/engine"
)

// quantizedTolerance is that against the reference for models with quantised
// weights: the length of the difference of the logits over the logits' own.
//
// Such weights meet activations rounded to eight bits in blocks: the error of each
// is at most 1/254 of its block's largest, about half a percent of the typical one
// (llama.cpp's blocks of 256 for Q4_K and Q6_K a little more), and two layers'
// errors add up as squares. A trained network enlarges the rounding of prompts
// that mean nothing, such as these: nano of eight blocks is 6 % off here, and 2 %
// on its own tasks (go run ./train verify).
const quantizedTolerance = 8e-2

// Tolerances are how far logits may be off, relative to their length.
type Tolerances struct {
	// Rounding is for the same tokens cut, forked or batched in another way: 0 for
	// an engine that promises the same bits.
	Rounding float64
	// Floats is against the reference where weights are of half or single precision:
	// what the rounding of keys and values, and of what else the engine rounds, costs.
	Floats float64
}

// Run checks an engine that may use so many threads.
func Run(t *testing.T, e engine.Engine, threads int, within Tolerances) {
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			s := v.load(t, e, threads)
			s.within = within
			s.checkAll(t)
		})
	}
	t.Run("nano", func(t *testing.T) {
		s := loadNano(t, e, threads)
		s.within = within
		s.checkAll(t)
	})
	t.Run("mistakes", func(t *testing.T) { checkMistakes(t, e) })
}

func (s *subject) checkAll(t *testing.T) {
	t.Run("tokens", s.checkTokens)
	t.Run("reference", s.checkReference)
	t.Run("greedy", s.checkGreedy)
	t.Run("pieces", s.checkPieces)
	t.Run("forks", s.checkForks)
	t.Run("batch", s.checkBatch)
	t.Run("candidates", s.checkCandidates)
	t.Run("saved", s.checkSaved)
	t.Run("limits", s.checkLimits)
	t.Run("cancel", s.checkCancel)
	t.Run("concurrent", s.checkConcurrent)
}

// prompt returns n tokens; different starts give different ones.
func (s *subject) prompt(start, n int) []int32 {
	tokens := make([]int32, n)
	for i := range tokens {
		tokens[i] = int32((start*31 + i*i*7 + i*3) % 256)
	}
	return tokens
}

// sequence returns an empty sequence that is closed when the test ends.
func (s *subject) sequence(t *testing.T, a engine.Adapter) engine.Sequence {
	t.Helper()
	seq, err := s.NewSequence(a)
	check(t, err)
	t.Cleanup(func() { check(t, seq.Close()) })
	return seq
}

// fork returns a fork that is closed when the test ends.
func fork(t *testing.T, seq engine.Sequence) engine.Sequence {
	t.Helper()
	f, err := seq.Fork()
	check(t, err)
	t.Cleanup(func() { check(t, f.Close()) })
	return f
}

// step is a step that wants all logits.
func (s *subject) step(seq engine.Sequence, tokens []int32) engine.Step {
	return engine.Step{Seq: seq, Tokens: tokens, Logits: make([]float32, s.Vocab())}
}

// read appends tokens to a sequence and returns the logits after the last.
func (s *subject) read(t *testing.T, seq engine.Sequence, tokens []int32) []float32 {
	t.Helper()
	step := s.step(seq, tokens)
	check(t, s.Forward(context.Background(), []engine.Step{step}))
	return step.Logits
}

// afresh returns the logits after tokens in a sequence of their own.
func (s *subject) afresh(t *testing.T, a engine.Adapter, tokens []int32) []float32 {
	t.Helper()
	return s.read(t, s.sequence(t, a), tokens)
}

// same checks that logits are those wanted, up to the engine's rounding.
func (s *subject) same(t *testing.T, what string, got, want []float32) {
	t.Helper()
	if e := relative(got, want); !(e <= s.within.Rounding) {
		t.Errorf("%s: logits differ by %.2g, want at most %.2g", what, e, s.within.Rounding)
	}
}

// relative returns the length of the difference over the length of what is wanted.
func relative[T float32 | float64](got []float32, want []T) float64 {
	var difference, length float64
	for i, w := range want {
		d := float64(got[i]) - float64(w)
		difference += d * d
		length += float64(w) * float64(w)
	}
	return math.Sqrt(difference / length)
}

// best returns the token of the highest logit, the first of several.
func best[T float32 | float64](logits []T) int32 {
	b := 0
	for i, l := range logits {
		if l > logits[b] {
			b = i
		}
	}
	return int32(b)
}
