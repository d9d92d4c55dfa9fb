package checkpoint

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
	"github.com/pawgen/pawgen/internal/run/transformer"
)

// folder is a model that PyTorch wrote.
var folder = filepath.Join("..", "..", "compiler", "local", "testdata", "qwen3", "compiler")

func open(t *testing.T) *Checkpoint {
	t.Helper()
	c, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// TestFile: the model loads from the mapped shards, and from a converted file.
func TestFile(t *testing.T) {
	c := open(t)
	direct, err := c.File()
	if err != nil {
		t.Fatal(err)
	}
	for _, typ := range []gguf.Type{gguf.BF16, gguf.F16, gguf.F32, gguf.Q8_0} {
		var b bytes.Buffer
		if _, err := c.GGUF(typ).WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		written, err := gguf.Parse(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range []*gguf.File{direct, written} {
			if _, err := transformer.Load(f); err != nil {
				t.Fatal(err)
			}
			if _, err := tokenizer.New(f); err != nil {
				t.Fatal(err)
			}
		}
		if len(written.Tensors()) != len(direct.Tensors()) {
			t.Fatalf("%d tensors, want %d", len(written.Tensors()), len(direct.Tensors()))
		}
		for _, got := range written.Tensors() {
			x, _ := direct.Tensor(got.Name)
			values, err := x.Floats()
			if err != nil {
				t.Fatal(err)
			}
			want := typ
			if len(x.Dims) == 1 {
				want = gguf.F32
			}
			data, _ := gguf.Quantize(want, values)
			if got.Type != want || !slices.Equal(got.Dims, x.Dims) || !bytes.Equal(got.Data, data) {
				t.Errorf("%s is %v %v, want %v %v with the same values", got.Name, got.Type, got.Dims, want, x.Dims)
			}
		}
	}
}

// TestReader converts more than one chunk at odd places.
func TestReader(t *testing.T) {
	x := make([]float32, 2*chunk+64)
	for i := range x {
		x[i] = float32(i%251) - 125
	}
	data, _ := gguf.Quantize(gguf.BF16, x)
	want, _ := gguf.Quantize(gguf.Q8_0, x)
	r := &reader{from: gguf.BF16, to: gguf.Q8_0, left: data}
	var got []byte
	for b := make([]byte, 1000); ; {
		n, err := r.Read(b)
		got = append(got, b[:n]...)
		if err != nil {
			break
		}
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%d bytes differ from the %d of one conversion", len(got), len(want))
	}
}

func TestOpenMistakes(t *testing.T) {
	for _, test := range []struct{ file, old, new, want string }{
		{"config.json", `"qwen3"`, `"llama"`, `model_type is "llama", want "qwen3"`},
		{"config.json", `"hidden_size": 32`, `"hidden_size": 0`, `hidden_size is 0, want 1 to`},
		{"config.json", `"hidden_size": 32`, `"hidden_size": 64`, `has the shape [337 32], want [337 64]`},
		{"config.json", `"num_hidden_layers": 6`, `"num_hidden_layers": 7`, `tensor "model.layers.6.input_layernorm.weight" is missing`},
		{"config.json", `"num_hidden_layers": 6`, `"num_hidden_layers": 5`, `is unknown`},
		{"config.json", `"tie_word_embeddings": true`, `"tie_word_embeddings": false`, `tensor "lm_head.weight" is missing`},
		{"config.json", `"rope_scaling": null`, `"rope_scaling": {"type":"yarn"}`, "scaled positions"},
		{"config.json", `"attention_bias": false`, `"attention_bias": true`, "biases"},
		{"config.json", `"silu"`, `"gelu"`, "another activation"},
		{"config.json", `"head_dim": 32`, `"head_dim": 16000000`, "are too many"},
		{"config.json", `{`, `[`, "config.json: invalid character"},
		{"tokenizer.json", `"BPE"`, `"Unigram"`, "want byte-level BPE"},
		{"model-00002-of-00002.safetensors", "BF16", "I16_", "is not known"},
	} {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(folder)); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, test.file)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		if test.old == "[" || !strings.Contains(text, test.old) {
			t.Fatalf("%s has no %q", test.file, test.old)
		}
		if err := os.WriteFile(path, []byte(strings.Replace(text, test.old, test.new, 1)), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s for %s: got %v, want %q", test.new, test.old, err, test.want)
		}
	}
}

// TestNewerConfig: newer files have the rotation in an object of its own.
func TestNewerConfig(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(folder, "config.json"))
	if err != nil {
		t.Fatal(err)
	}
	old, err := parseConfig(data)
	if err != nil || old.Theta != 5e6 {
		t.Fatalf("theta %g, %v", old.Theta, err)
	}
	newer := strings.Replace(string(data), `"rope_theta": 5000000.0`, `"rope_parameters":{"rope_type":"default","rope_theta":5e6}`, 1)
	if got, err := parseConfig([]byte(newer)); err != nil || got.Theta != old.Theta {
		t.Errorf("theta %g, %v", got.Theta, err)
	}
}

func FuzzConfig(f *testing.F) {
	if data, err := os.ReadFile(filepath.Join(folder, "config.json")); err == nil {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := parseConfig(data); err == nil {
			c.set(gguf.NewWriter())
		}
	})
}
