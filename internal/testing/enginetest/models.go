package enginetest

import (
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/testing/testmodel"
	"github.com/pawgen/pawgen/models"
	"github.com/pawgen/pawgen/models/nano"
)

// variant is a model that the suite runs on.
type variant struct {
	name  string
	shape testmodel.Shape
	low   testmodel.Low
}

// shape is a random model of few tokens.
func shape(arch string, dim, heads, kv, headDim, ffn, context int, tied bool, t gguf.Type) testmodel.Shape {
	return testmodel.Shape{
		Arch: arch, Layers: 2, Dim: dim, Heads: heads, KVHeads: kv, HeadDim: headDim, FFN: ffn,
		Context: context, Words: 300, Vocab: 336, Tied: tied, Matrices: t,
	}
}

// scaled is a shape with other rotary frequencies.
func scaled(s testmodel.Shape, linear float32, factors bool) testmodel.Shape {
	s.Linear, s.Factors = linear, factors
	return s
}

// variants cover types, odd numbers of heads, tied and untied outputs, and
// adapters whose alpha is not their rank. Blocks of Q4_K and Q6_K want rows of
// multiples of 256.
var variants = []variant{
	{"qwen3-f32-tied", shape("qwen3", 96, 3, 1, 64, 160, 64, true, gguf.F32), testmodel.Low{Rank: 8, Alpha: 16, Matrices: gguf.F32}},
	{"qwen3-f16", shape("qwen3", 64, 5, 5, 32, 96, 64, false, gguf.F16), testmodel.Low{Rank: 16, Alpha: 16, Matrices: gguf.F16}},
	{"qwen3-q8_0", shape("qwen3", 64, 6, 3, 64, 160, 640, false, gguf.Q8_0), testmodel.Low{Rank: 32, Alpha: 8, Matrices: gguf.Q4_0}},
	{"qwen3-q4_0-tied", shape("qwen3", 128, 7, 1, 64, 96, 64, true, gguf.Q4_0), testmodel.Low{Rank: 64, Alpha: 16, Matrices: gguf.Q4_0}},
	{"qwen3-q4_k", shape("qwen3", 256, 3, 1, 256, 512, 64, false, gguf.Q4_K), testmodel.Low{Rank: 32, Alpha: 64, Matrices: gguf.F16}},
	{"qwen3-q6_k", shape("qwen3", 256, 6, 2, 128, 512, 64, false, gguf.Q6_K), testmodel.Low{Rank: 64, Alpha: 16, Matrices: gguf.Q4_0}},
	{"llama-f32-tied", shape("llama", 96, 6, 2, 40, 160, 64, true, gguf.F32), testmodel.Low{Rank: 1, Alpha: 2, Matrices: gguf.F32}},
	{"llama-f16-factors", scaled(shape("llama", 96, 9, 3, 32, 160, 64, false, gguf.F16), 0, true), testmodel.Low{Rank: 4, Alpha: 16, Matrices: gguf.F16}},
	{"llama-q4_1-tied", shape("llama", 576, 9, 3, 64, 96, 640, true, gguf.Q4_1), testmodel.Low{Rank: 8, Alpha: 16, Matrices: gguf.F32}},
	{"llama-q8_0-linear", scaled(shape("llama", 96, 9, 3, 64, 160, 64, false, gguf.Q8_0), 4, true), testmodel.Low{Rank: 128, Alpha: 16, Matrices: gguf.Q8_0}},
	{"qwen2-f32-linear", scaled(shape("qwen2", 96, 6, 2, 16, 160, 64, false, gguf.F32), 2, false), testmodel.Low{Rank: 8, Alpha: 16, Matrices: gguf.F32}},
	{"qwen2-q5_0-tied", shape("qwen2", 448, 7, 1, 64, 96, 64, true, gguf.Q5_0), testmodel.Low{Rank: 64, Alpha: 16, Matrices: gguf.F16}},
	{"qwen2-q6_k", shape("qwen2", 768, 6, 2, 128, 512, 64, false, gguf.Q6_K), testmodel.Low{Rank: 1, Alpha: 1, Matrices: gguf.F32}},
	{"gpt2-f32", shape("gpt2", 96, 3, 3, 32, 160, 64, false, gguf.F32), testmodel.Low{Rank: 8, Alpha: 2, Matrices: gguf.F32}},
	{"gpt2-f16-tied", shape("gpt2", 160, 5, 5, 32, 192, 64, true, gguf.F16), testmodel.Low{Rank: 32, Alpha: 16, Matrices: gguf.Q4_0}},
	{"gpt2-q8_0-tied", shape("gpt2", 192, 3, 3, 64, 384, 640, true, gguf.Q8_0), testmodel.Low{Rank: 64, Alpha: 16, Matrices: gguf.Q4_0}},
	{"gpt2-q4_0", shape("gpt2", 64, 1, 1, 64, 96, 64, false, gguf.Q4_0), testmodel.Low{Rank: 32, Alpha: 32, Matrices: gguf.Q4_0}},
	{"gpt2-q4_k-tied", shape("gpt2", 256, 4, 4, 64, 512, 64, true, gguf.Q4_K), testmodel.Low{Rank: 32, Alpha: 16, Matrices: gguf.F32}},
	{"gpt2-q6_k", shape("gpt2", 256, 2, 2, 128, 512, 64, false, gguf.Q6_K), testmodel.Low{Rank: 32, Alpha: 16, Matrices: gguf.F16}},
}

// subject is a loaded model and what it was loaded from.
type subject struct {
	engine.Model
	file    *gguf.File
	adapter *gguf.File // the same as loaded is
	loaded  engine.Adapter
	within  Tolerances
}

// parse reads a file that is to be written.
func parse(t testing.TB, w io.WriterTo) (*gguf.File, []byte) {
	t.Helper()
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	f, err := gguf.Parse(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return f, b.Bytes()
}

// load writes the variant to disk and loads it.
func (v variant) load(t *testing.T, e engine.Engine, threads int) *subject {
	t.Helper()
	_, data := parse(t, v.shape.Model(1))
	path := filepath.Join(t.TempDir(), "model.gguf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := gguf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	adapter, _ := parse(t, v.shape.Adapter(v.low, 2))
	return loadSubject(t, e, engine.Source{File: f, Path: path}, adapter, threads)
}

// loadNano loads the nano pair, which is in memory, with an adapter of random
// coefficients.
func loadNano(t *testing.T, e engine.Engine, threads int) *subject {
	t.Helper()
	base, _ := models.Lookup(nano.ID)
	data := base.Interpreter.Bytes()
	f, err := gguf.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	basisFile, err := gguf.Parse(base.Basis.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	basis, err := lora.ParseBasis(basisFile)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	coefficients := make([]float32, basis.Layers()*len(basis.Modules())*basis.Bases()*2)
	for i := range coefficients {
		coefficients[i] = r.Float32() - 0.5
	}
	a, err := basis.Mix(coefficients)
	if err != nil {
		t.Fatal(err)
	}
	w, err := a.GGUF("qwen3", gguf.F32)
	if err != nil {
		t.Fatal(err)
	}
	adapter, _ := parse(t, w)
	return loadSubject(t, e, engine.Source{File: f, Data: data}, adapter, threads)
}

func loadSubject(t *testing.T, e engine.Engine, src engine.Source, adapter *gguf.File, threads int) *subject {
	t.Helper()
	m, err := e.Load(src, engine.Options{Threads: threads})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, m.Close()) })
	a, err := lora.FromGGUF(adapter)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := m.Adapter(a)
	if err != nil {
		t.Fatal(err)
	}
	return &subject{Model: m, file: src.File, adapter: adapter, loaded: loaded}
}

// check fails the test on an error.
func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
