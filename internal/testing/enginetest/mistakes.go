package enginetest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
)

// checkMistakes checks that the engine gives the errors that all engines give.
func checkMistakes(t *testing.T, e engine.Engine) {
	t.Run("load", func(t *testing.T) { checkLoad(t, e) })
	v := variants[0]
	s, other := v.load(t, e, 1), v.load(t, e, 1)
	t.Run("adapter", s.checkAdapters)
	foreign := other.sequence(t, nil)
	for _, test := range []struct {
		name string
		step func(seq engine.Sequence) engine.Step
		want string
	}{
		{"no tokens", func(seq engine.Sequence) engine.Step { return engine.Step{Seq: seq} }, "engine: no tokens"},
		{"negative token", func(seq engine.Sequence) engine.Step { return engine.Step{Seq: seq, Tokens: []int32{1, -1}} },
			"engine: token -1 is not in the vocabulary of 336"},
		{"token past the end", func(seq engine.Sequence) engine.Step { return engine.Step{Seq: seq, Tokens: []int32{336}} },
			"engine: token 336 is not in the vocabulary of 336"},
		{"too many tokens", func(seq engine.Sequence) engine.Step { return engine.Step{Seq: seq, Tokens: make([]int32, 65)} },
			"engine: the context is full: 0 tokens and 65 more, the most is 64"},
		{"candidate past the end", func(seq engine.Sequence) engine.Step {
			return engine.Step{Seq: seq, Tokens: []int32{1}, Candidates: []int32{336}, Logits: make([]float32, 1)}
		}, "engine: candidate 336 is not in the vocabulary of 336"},
		{"little room", func(seq engine.Sequence) engine.Step {
			return engine.Step{Seq: seq, Tokens: []int32{1}, Logits: make([]float32, 1)}
		}, "engine: room for 1 logits, want 336"},
		{"another model's sequence", func(engine.Sequence) engine.Step { return engine.Step{Seq: foreign, Tokens: []int32{1}} },
			"engine: the sequence is another model's"},
	} {
		t.Run(test.name, func(t *testing.T) {
			good, bad := s.sequence(t, s.loaded), s.sequence(t, nil)
			steps := []engine.Step{s.step(good, []int32{1, 2}), test.step(bad)}
			if err := s.Forward(context.Background(), steps); fmt.Sprint(err) != test.want {
				t.Errorf("error %v, want %q", err, test.want)
			}
			if good.Len() != 0 || bad.Len() != 0 {
				t.Errorf("%d and %d tokens after a mistake", good.Len(), bad.Len())
			}
		})
	}
}

// checkLoad loads files that are sound but no models of ours.
func checkLoad(t *testing.T, e engine.Engine) {
	good := variants[0].shape
	heads := good
	heads.Heads, heads.KVHeads = 3, 2
	for _, test := range []struct {
		name string
		w    *gguf.Writer
		want string
	}{
		{"empty", gguf.NewWriter(), `transformer: general.architecture is "", want ["gpt2" "llama" "qwen2" "qwen3"]`},
		{"adapter", good.Adapter(variants[0].low, 1), "transformer: qwen3.block_count is missing, want a number from 1 to 1024"},
		{"another architecture", keysOnly("bert"), `transformer: general.architecture is "bert", want ["gpt2" "llama" "qwen2" "qwen3"]`},
		{"odd groups", heads.Model(1), "transformer: 3 heads cannot share 2 key and value heads"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, data := parse(t, test.w)
			m, err := e.Load(engine.Source{File: f, Data: data}, engine.Options{Threads: 1})
			if fmt.Sprint(err) != test.want {
				t.Errorf("error %v, want %q", err, test.want)
			}
			if err == nil {
				check(t, m.Close())
			}
		})
	}
}

// keysOnly is a file that says its architecture only.
func keysOnly(arch string) *gguf.Writer {
	w := gguf.NewWriter()
	w.Set("general.architecture", arch)
	return w
}

// checkAdapters makes adapters of other models ready.
func (s *subject) checkAdapters(t *testing.T) {
	wide, deep := variants[0].shape, variants[0].shape
	wide.Dim = 128
	deep.Layers = 3
	gpt2 := variants[slices.IndexFunc(variants, func(v variant) bool { return v.shape.Arch == "gpt2" })]
	llama := variants[0].shape
	llama.Arch = "llama" // the same shapes, but other orders of rows
	for _, test := range []struct {
		name string
		w    *gguf.Writer
		want string
	}{
		{"same shapes", llama.Adapter(variants[0].low, 1), "transformer: the adapter is for llama, the model is qwen3"},
		{"wider", wide.Adapter(variants[0].low, 1), "transformer: the adapter's attn_q of layer 0 is 128 to 192, the model's 96 to 192"},
		{"deeper", deep.Adapter(variants[0].low, 1), "transformer: the adapter changes 3 layers, the model has 2"},
		{"another architecture", gpt2.shape.Adapter(gpt2.low, 1), "transformer: the adapter is for gpt2, the model is qwen3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, _ := parse(t, test.w)
			a, err := lora.FromGGUF(f)
			check(t, err)
			if _, err := s.Adapter(a); fmt.Sprint(err) != test.want {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
	t.Run("no effect", func(t *testing.T) {
		low := variants[0].low
		low.Alpha = 0
		f, _ := parse(t, variants[0].shape.Adapter(low, 1))
		unscaled, err := lora.FromGGUF(f)
		check(t, err)
		tokens := s.prompt(1, 5)
		want := s.afresh(t, nil, tokens)
		for name, a := range map[string]*lora.Adapter{"alpha 0": unscaled, "no pairs": {}} {
			made, err := s.Adapter(a)
			check(t, err)
			s.same(t, name, s.afresh(t, made, tokens), want)
		}
	})
	t.Run("another model's", func(t *testing.T) {
		if _, err := s.NewSequence(foreignAdapter{}); err != engine.ErrAdapter {
			t.Errorf("error %v, want %v", err, engine.ErrAdapter)
		}
	})
}

// foreignAdapter is no engine's.
type foreignAdapter struct{}

func (foreignAdapter) Close() error { return nil }
