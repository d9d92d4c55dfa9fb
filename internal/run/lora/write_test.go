package lora_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/testing/testmodel"
)

// TestWriteFile checks that an adapter of a file is written as that file.
func TestWriteFile(t *testing.T) {
	for _, shape := range []testmodel.Shape{testmodel.Qwen3, testmodel.GPT2} {
		shape.Layers, shape.Dim, shape.FFN = 2, 64, 96
		var want bytes.Buffer
		if _, err := shape.Adapter(testmodel.Public, 1).WriteTo(&want); err != nil {
			t.Fatal(err)
		}
		f, err := gguf.Parse(want.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		a, err := lora.FromGGUF(f)
		if err != nil {
			t.Fatal(err)
		}
		if got := encode(t, a, shape.Arch, gguf.F32); !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s: the file has changed", shape.Arch)
		}
	}
}

// TestWriteMix checks that a mixed adapter is read back as it was.
func TestWriteMix(t *testing.T) {
	a := mixed(t)
	f, err := gguf.Parse(encode(t, a, "qwen3", gguf.F32))
	if err != nil {
		t.Fatal(err)
	}
	back, err := lora.FromGGUF(f)
	if err != nil {
		t.Fatal(err)
	}
	if back.Layers() != a.Layers() {
		t.Fatalf("%d layers, want %d", back.Layers(), a.Layers())
	}
	for l := range a.Layers() {
		for m, want := range a.Layer(l) {
			got := back.Layer(l)[m]
			if (got == nil) != (want == nil) {
				t.Fatalf("layer %d: %v is there: %v, want %v", l, lora.Module(m), got != nil, want != nil)
			}
			if want == nil {
				continue
			}
			if got.Scale != want.Scale {
				t.Errorf("layer %d: %v has the scale %g, want %g", l, lora.Module(m), got.Scale, want.Scale)
			}
			row, wantRow := make([]float32, want.A.Cols()), make([]float32, want.A.Cols())
			for i := range want.A.Rows() {
				got.A.Row(row, i)
				want.A.Row(wantRow, i)
				if !slices.Equal(row, wantRow) {
					t.Fatalf("layer %d: row %d of %v is %v, want %v", l, i, lora.Module(m), row, wantRow)
				}
			}
		}
	}
}

func TestWriteErrors(t *testing.T) {
	a := mixed(t)
	for _, test := range []struct {
		arch    string
		adapter *lora.Adapter
		typ     gguf.Type
		want    string
	}{
		{"bert", a, gguf.F32, `lora: there are no adapters for the architecture "bert"`},
		{"gpt2", a, gguf.F32, "lora: the adapter changes attn_q of layer 0, which gpt2 does not have"},
		{"qwen3", &lora.Adapter{}, gguf.F32, "lora: the adapter changes nothing"},
		{"qwen3", a, gguf.Q4_0, `gguf: tensor "blk.0.ffn_down.weight.lora_b" is Q4_0 with rows of 4, want a multiple of 32`},
	} {
		w, err := test.adapter.GGUF(test.arch, test.typ)
		if err == nil {
			_, err = w.WriteTo(&bytes.Buffer{})
		}
		if err == nil || err.Error() != test.want {
			t.Errorf("%s in %v: %v, want %s", test.arch, test.typ, err, test.want)
		}
	}
}

// mixed returns the adapter of a program.
func mixed(t *testing.T) *lora.Adapter {
	t.Helper()
	m := testmodel.New(1)
	f, err := gguf.Parse(m.Basis)
	if err != nil {
		t.Fatal(err)
	}
	b, err := lora.ParseBasis(f)
	if err != nil {
		t.Fatal(err)
	}
	a, err := b.Mix(m.Program("F", "x").Adapter.Coefficients)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func encode(t *testing.T, a *lora.Adapter, arch string, typ gguf.Type) []byte {
	t.Helper()
	w, err := a.GGUF(arch, typ)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
