package testmodel

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
	"github.com/pawgen/pawgen/internal/run/transformer"
)

// tiny returns a small model with the format of a large one.
func tiny(s Shape) Shape {
	s.Layers, s.Dim, s.Heads, s.KVHeads, s.HeadDim, s.FFN, s.Context = 2, 256, 2, 2, 128, 512, 64
	s.Vocab -= s.Words - 300
	s.Words = 300
	return s
}

func write(t *testing.T, w io.WriterTo) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// qwen2 is a model of the architecture with biases and scaled positions.
var qwen2 = Shape{Arch: "qwen2", Words: 300, Vocab: 336, Matrices: gguf.F16, Linear: 2}

// TestShapes checks that what shapes write loads, and is the same everywhere.
func TestShapes(t *testing.T) {
	for _, test := range []struct {
		shape                  Shape
		wantModel, wantAdapter string
		end                    string
	}{
		{tiny(Qwen3), "41d5e2235dd21442e10286c50f853a532991ef8da4b966080d4d5948a668d525", "5b9ad2db245a8afe39f03b8f69f19ed32c2589a0c9db36665ce476e146f08a56", TurnEnd},
		{tiny(SmolLM2), "14ed3c23b5ad0d64c5190f147d2787712c1a79d39602d78c4189f286331cb2e3", "1b9accc89e97bf881a5407e2bb2abbdde01dcfaee67f95cde20b84cb4a1dae39", TurnEnd},
		{tiny(qwen2), "ee52344284f59db9037b996d545717335319f89f55e17424066d074543dae663", "8df21b2c503fb5da16079d0cb60c6d87fc236bd8e4ccda04d376550aa79891ea", TurnEnd},
		{tiny(GPT2), "1ad1f685642556a9555217b27f0d89bdbe97ec13d121f0bea51542cef358917e", "8ebc2bf963c169fab3ea8f0e5c25b25dd23297a1e41da53875d6180e03151d0f", "<|endoftext|>"},
	} {
		t.Run(test.shape.Arch, func(t *testing.T) {
			model, adapter := write(t, test.shape.Model(1)), write(t, test.shape.Adapter(Public, 1))
			sameSum(t, "model", model, test.wantModel)
			sameSum(t, "adapter", adapter, test.wantAdapter)
			f := parse(t, model)
			m, err := transformer.Load(f)
			if err != nil {
				t.Fatal(err)
			}
			tokens, err := tokenizer.New(f)
			if err != nil {
				t.Fatal(err)
			}
			if id, ok := tokens.ID(test.end); !ok || id != tokens.EOS() || int(id) < test.shape.Words {
				t.Errorf("%s is token %d, %v, want the end token %d", test.end, id, ok, tokens.EOS())
			}
			if got := tokens.Decode(tokens.Encode("naïve café ☃", false)); string(got) != "naïve café ☃" {
				t.Errorf("encoded and decoded: %q", got)
			}
			a, err := lora.FromGGUF(parse(t, adapter))
			if err != nil {
				t.Fatal(err)
			}
			if err := m.Check(a); err != nil {
				t.Error(err)
			}
		})
	}
}

func sameSum(t *testing.T, name string, data []byte, want string) {
	t.Helper()
	sum := sha256.Sum256(data)
	if got := hex.EncodeToString(sum[:]); got != want {
		t.Errorf("the %s has SHA-256 %s, want %s", name, got, want)
	}
}

// TestFullSize checks the sizes of the full-size models against the public
// files' without writing them: what our vocabulary of other words changes aside.
func TestFullSize(t *testing.T) {
	for _, test := range []struct {
		name           string
		shape          Shape
		model, adapter int64 // bytes of the public files, 0 where there is none
	}{
		{"qwen3", Qwen3, 622_733_120, 22_735_040},
		{"gpt2", GPT2, 139_804_832, 5_315_168},
		{"smollm2", SmolLM2, 98_362_432, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			if n, err := test.shape.Adapter(Public, 1).WriteTo(io.Discard); err != nil || test.adapter != 0 && n != test.adapter {
				t.Errorf("the adapter has %d bytes, %v, want %d", n, err, test.adapter)
			}
			if testing.Short() {
				return
			}
			n, err := test.shape.Model(1).WriteTo(io.Discard)
			if err != nil || math.Abs(float64(n-test.model)) > 2<<20 {
				t.Errorf("the model has %d bytes, %v, want about %d", n, err, test.model)
			}
		})
	}
}

// TestNumbers checks the deviation of every type's random numbers.
func TestNumbers(t *testing.T) {
	for _, typ := range gguf.Types() {
		data := make([]byte, typ.Bytes(1<<14))
		if _, err := io.ReadFull(newNumbers(1, 2, typ, 0, 0.25), data); err != nil {
			t.Fatal(err)
		}
		x := make([]float32, 1<<14)
		if err := gguf.Dequantize(typ, data, x); err != nil {
			t.Fatal(err)
		}
		var sum, squares float64
		for _, v := range x {
			sum += float64(v)
			squares += float64(v) * float64(v)
		}
		n := float64(len(x))
		if mean, deviation := sum/n, math.Sqrt(squares/n); math.Abs(mean) > 0.02 || math.Abs(deviation-0.25) > 0.02 {
			t.Errorf("%v: mean %.3f, deviation %.3f, want 0 and 0.25", typ, mean, deviation)
		}
	}
}

func TestWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "x.gguf")
	if err := Write(path, tiny(GPT2).Adapter(Public, 1)); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := Write(path, tiny(GPT2).Adapter(Public, 2)); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
		t.Errorf("a file that was there has changed, or cannot be read: %v", err)
	}
}
