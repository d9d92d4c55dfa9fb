package transformer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/run/transformer"
)

// equal reports whether two vectors have the same bits.
func equal(a, b []float32) bool {
	return digest(a) == digest(b) && len(a) > 0
}

// TestPieces gives a sequence at once, token by token and in pieces, with and
// without a capture.
func TestPieces(t *testing.T) {
	for _, name := range []string{"f32-lora-f32", "q8_0-tied-lora-q8_0", "q4_1-tied", "gpt2-f32-lora-f32", "gpt2-q8_0-tied-lora-q4_0"} {
		m, a := byName(t, name).load(t)
		want := forward(t, m, m.NewCache(), a, tokens)
		for _, step := range []int{1, 2, 3, 4, 7} {
			c := m.NewCache()
			var got []float32
			for i := 0; i < len(tokens); i += step {
				got = forward(t, m, c, a, tokens[i:min(i+step, len(tokens))])
			}
			if c.Len() != len(tokens) || !equal(got, want) {
				t.Errorf("%s: pieces of %d give another state", name, step)
			}
		}
		got, err := m.Forward(context.Background(), m.NewCache(), a, tokens, func(int, []float32) {})
		if err != nil || !equal(got, want) {
			t.Errorf("%s: capturing gives another state, %v", name, err)
		}
	}
}

// TestLongPrompt has a prompt that goes through the model in several parts.
func TestLongPrompt(t *testing.T) {
	for _, name := range []string{"q8_0-tied-lora-q8_0", "gpt2-q8_0-tied-lora-q4_0"} {
		f := byName(t, name)
		f.config.Context = 300
		longPrompt(t, f)
	}
}

func longPrompt(t *testing.T, f fixture) {
	m, a := f.load(t)
	long := make([]int32, 300)
	for i := range long {
		long[i] = int32(i * i % f.config.Vocab)
	}
	at := m.NewCache()
	got := forward(t, m, at, a, long)
	c := m.NewCache()
	forward(t, m, c, a, long[:100])
	want, err := m.Forward(context.Background(), c, a, long[100:], func(int, []float32) {})
	if err != nil || at.Len() != 300 || !equal(got, want) {
		t.Errorf("%s: parts give another state, %v", f.name, err)
	}
}

// TestFork continues one prefix in several ways, forks of forks included, and
// the prefix itself after that.
func TestFork(t *testing.T) {
	for _, name := range []string{"q8_0-tied-lora-q8_0", "gpt2-q8_0-tied-lora-q4_0"} {
		t.Run(name, func(t *testing.T) { fork(t, byName(t, name)) })
	}
}

func fork(t *testing.T, f fixture) {
	m, a := f.load(t)
	alone := func(tokens ...int32) []float32 { return forward(t, m, m.NewCache(), a, tokens) }
	prefix := m.NewCache()
	forward(t, m, prefix, a, []int32{1, 2, 3})
	first, second := prefix.Fork(), prefix.Fork()
	if first.Len() != 3 {
		t.Errorf("fork has %d tokens, want 3", first.Len())
	}
	forward(t, m, first, a, []int32{4})
	third := first.Fork()
	steps := []struct {
		name  string
		cache *transformer.Cache
		next  int32
		all   []int32
	}{
		{"second", second, 5, []int32{1, 2, 3, 5}},
		{"prefix", prefix, 6, []int32{1, 2, 3, 6}},
		{"third", third, 7, []int32{1, 2, 3, 4, 7}},
		{"first", first, 8, []int32{1, 2, 3, 4, 8}},
		{"fork of an empty one", m.NewCache().Fork(), 9, []int32{9}},
		{"second again", second, 10, []int32{1, 2, 3, 5, 10}},
		{"second's fork's fork", second.Fork().Fork(), 11, []int32{1, 2, 3, 11}},
	}
	for _, s := range steps {
		got := forward(t, m, s.cache, a, []int32{s.next})
		if s.cache.Len() != len(s.all) || !equal(got, alone(s.all...)) {
			t.Errorf("%s: another state than that of the whole sequence", s.name)
		}
	}
}

// TestConcurrent runs many forks of one prefix, with and without an adapter,
// at once; under -race it shows that they share nothing that changes.
func TestConcurrent(t *testing.T) {
	for _, name := range []string{"q4_0-lora-q4_0", "gpt2-q4_k-lora-q4_0"} {
		t.Run(name, func(t *testing.T) { concurrent(t, byName(t, name)) })
	}
}

func concurrent(t *testing.T, f fixture) {
	m, a := f.load(t)
	prefix := m.NewCache()
	forward(t, m, prefix, a, tokens)
	want := map[bool][]float32{
		true:  forward(t, m, prefix.Fork(), a, tokens),
		false: forward(t, m, prefix.Fork(), nil, tokens),
	}
	var group sync.WaitGroup
	for i := range 16 {
		group.Go(func() {
			ad := a
			if i%2 == 0 {
				ad = nil
			}
			c := prefix.Fork()
			var got []float32
			for _, token := range tokens {
				hidden, err := m.Forward(context.Background(), c, ad, []int32{token}, nil)
				if err != nil {
					t.Error(err)
					return
				}
				m.Logits(make([]float32, 2), hidden, []int32{1, 2})
				got = hidden
			}
			if !equal(got, want[ad != nil]) {
				t.Errorf("goroutine %d got another state", i)
			}
		})
	}
	group.Wait()
}

func TestCapture(t *testing.T) {
	for _, name := range []string{"f16-tied-lora-f16", "gpt2-f32-lora-f32"} {
		t.Run(name, func(t *testing.T) { capture(t, byName(t, name)) })
	}
}

func capture(t *testing.T, f fixture) {
	m, a := f.load(t)
	var layers []int
	var last, raw []float32
	hidden, err := m.Forward(context.Background(), m.NewCache(), a, tokens, func(layer int, x []float32) {
		layers = append(layers, layer)
		if len(x) != len(tokens)*m.Dim {
			t.Errorf("layer %d: %d numbers, want %d", layer, len(x), len(tokens)*m.Dim)
		}
		raw, last = last, append([]float32(nil), x...)
	})
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(layers) != "[0 1 2]" {
		t.Errorf("captured layers %v, want 0, 1 and 2", layers)
	}
	if !equal(last[len(last)-m.Dim:], hidden) {
		t.Error("the last captured state is not the one returned")
	}
	if norm := rms(raw[len(raw)-m.Dim:]); math.Abs(norm-1) < 1e-3 {
		t.Errorf("the last block's output has the mean square %g: it is normalised already", norm)
	}
}

func rms(x []float32) float64 {
	var s float64
	for _, v := range x {
		s += float64(v) * float64(v)
	}
	return math.Sqrt(s / float64(len(x)))
}

// TestLogits compares candidates' logits with those of the whole vocabulary.
func TestLogits(t *testing.T) {
	for _, f := range fixtures {
		m, a := f.load(t)
		hidden := forward(t, m, m.NewCache(), a, tokens)
		all := make([]float32, m.Vocab)
		m.Logits(all, hidden, nil)
		some := make([]float32, 5)
		m.Logits(some, hidden, []int32{39, 0, 7, 7, 12})
		if !equal(some, []float32{all[39], all[0], all[7], all[7], all[12]}) {
			t.Errorf("%s: candidates' logits differ", f.name)
		}
		m.Logits(nil, hidden, []int32{})
	}
}

// TestMixture runs a model with the same adapter from a file and from a basis.
func TestMixture(t *testing.T) {
	for _, name := range []string{"f32-lora-f32", "gpt2-f32-lora-f32"} {
		t.Run(name, func(t *testing.T) { mixture(t, byName(t, name)) })
	}
}

func mixture(t *testing.T, f fixture) {
	m, a := f.load(t)
	mixed := mixedOf(t, f)
	if !equal(forward(t, m, m.NewCache(), mixed, tokens), forward(t, m, m.NewCache(), a, tokens)) {
		t.Error("the mixture acts otherwise than its file")
	}
}

// mixedOf returns the fixture's adapter, mixed over a basis of its own layers.
func mixedOf(t *testing.T, f fixture) *lora.Adapter {
	file, err := gguf.Parse(f.adapterFile(t))
	if err != nil {
		t.Fatal(err)
	}
	basis, err := lora.ParseBasis(basisOf(t, f.config, file))
	if err != nil {
		t.Fatal(err)
	}
	layers, modules := f.config.Layers, len(basis.Modules())
	c := make([]float32, layers*modules*layers*2)
	for l := range layers { // layer l is basis matrix l
		for module := range modules {
			for side := range 2 {
				c[((l*modules+module)*layers+l)*2+side] = 1
			}
		}
	}
	mixed, err := basis.Mix(c)
	if err != nil {
		t.Fatal(err)
	}
	return mixed
}

// basisOf makes a basis whose matrices are those of an adapter's layers.
func basisOf(t *testing.T, c transformer.Config, adapter *gguf.File) *gguf.File {
	w := gguf.NewWriter()
	w.Set("general.architecture", "paw-basis")
	w.Set("paw.basis.layers", uint32(c.Layers))
	w.Set("paw.basis.rank", uint32(rank))
	w.Set("paw.basis.bases", uint32(c.Layers))
	w.Set("paw.basis.alpha", float32(8))
	var names []string
	for _, m := range lora.Modules(c.Arch) {
		names = append(names, m.String())
		for _, side := range []string{"lora_a", "lora_b"} {
			var data []byte
			var dims []int
			for l := range c.Layers {
				tensor, _ := adapter.Tensor(fmt.Sprintf("blk.%d.%v.weight.%s", l, m, side))
				data = append(data, tensor.Data...)
				dims = tensor.Dims
			}
			w.Add(m.String()+"."+side, gguf.F32, append(dims[:2:2], c.Layers), data)
		}
	}
	w.Set("paw.basis.modules", names)
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	f, err := gguf.Parse(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestForwardErrors(t *testing.T) {
	_, qwen := byName(t, "f32-lora-f32").load(t)
	_, gpt := byName(t, "gpt2-f32-lora-f32").load(t)
	_, wideQwen := byName(t, "q6_k-tied-lora-bf16").load(t)
	_, wideGPT := byName(t, "gpt2-q4_k-lora-q4_0").load(t)
	for _, test := range []struct {
		name     string
		adapters map[string]*lora.Adapter
	}{
		{"f32-tied", map[string]*lora.Adapter{
			"transformer: the adapter's attn_q of layer 0 is 256 to 512, the model's 64 to 96": wideQwen,
			"transformer: the adapter is for gpt2, the model is qwen3":                         gpt,
		}},
		{"gpt2-f32-tied", map[string]*lora.Adapter{
			"transformer: the adapter is for qwen3, the model is gpt2":                              qwen,
			"transformer: the adapter changes attn_q of layer 0, which gpt2 does not have":          mixedOf(t, byName(t, "f32-lora-f32")),
			"transformer: the adapter's attn_output of layer 0 is 256 to 256, the model's 96 to 96": wideGPT,
		}},
	} {
		t.Run(test.name, func(t *testing.T) { forwardErrors(t, byName(t, test.name), test.adapters) })
	}
}

func forwardErrors(t *testing.T, f fixture, adapters map[string]*lora.Adapter) {
	m, _ := f.load(t)
	other, _ := f.load(t)
	c := m.NewCache()
	forward(t, m, c, nil, []int32{1, 2})
	for want, a := range adapters {
		if _, err := m.Forward(context.Background(), c, a, []int32{1}, nil); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	for _, test := range []struct {
		cache  *transformer.Cache
		tokens []int32
		want   string
	}{
		{other.NewCache(), []int32{1}, "transformer: the cache is another model's"},
		{c, nil, "transformer: no tokens"},
		{c, []int32{1, 40}, "transformer: token 40 is not in the vocabulary of 40"},
		{c, []int32{-1}, "transformer: token -1 is not in the vocabulary of 40"},
		{c, make([]int32, 47), "transformer: the context is full: 2 tokens and 47 more, the most is 48"},
	} {
		_, err := m.Forward(context.Background(), test.cache, nil, test.tokens, nil)
		if err == nil || err.Error() != test.want {
			t.Errorf("got %v, want %s", err, test.want)
		}
		if errors.Is(err, transformer.ErrContext) != strings.Contains(test.want, "context is full") {
			t.Errorf("%v: errors.Is(err, ErrContext) is wrong", err)
		}
	}
	forward(t, m, c, nil, make([]int32, 46)) // exactly full
	if c.Len() != 48 {
		t.Errorf("%d tokens, want 48", c.Len())
	}
}

// TestCancel stops in the middle of a model and then goes on as if nothing had
// been.
func TestCancel(t *testing.T) {
	for _, name := range []string{"q8_0-tied-lora-q8_0", "gpt2-q8_0-tied-lora-q4_0"} {
		t.Run(name, func(t *testing.T) { cancelled(t, byName(t, name)) })
	}
}

func cancelled(t *testing.T, f fixture) {
	m, a := f.load(t)
	c := m.NewCache()
	forward(t, m, c, a, tokens[:3])
	ctx, cancel := context.WithCancel(context.Background())
	_, err := m.Forward(ctx, c, a, []int32{30, 31, 32, 33}, func(int, []float32) { cancel() })
	if !errors.Is(err, context.Canceled) || c.Len() != 3 {
		t.Fatalf("got %v and %d tokens, want %v and 3", err, c.Len(), context.Canceled)
	}
	if !equal(forward(t, m, c, a, tokens[3:]), forward(t, m, m.NewCache(), a, tokens)) {
		t.Error("the cancelled tokens left something behind")
	}
}
