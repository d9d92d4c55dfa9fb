package lora_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
)

// roundedBasis is a basis whose adapters are Q4_0: two layers, two modules.
func roundedBasis(w *gguf.Writer) {
	basisKeys(w, 2, 32, 3)
	w.Set("paw.basis.adapter_type", "Q4_0")
	for i, t := range []struct {
		name string
		dims []int
	}{
		{"ffn_down.lora_a", []int{96, 32, 3}}, {"ffn_down.lora_b", []int{32, 64, 3}},
		{"attn_q.lora_a", []int{64, 32, 3}}, {"attn_q.lora_b", []int{32, 128, 3}},
	} {
		x := make([]float32, t.dims[0]*t.dims[1]*t.dims[2])
		for k := range x {
			x[k] = float32(math.Sin(float64(k*k%7919+i) * 1.7))
		}
		data, _ := gguf.Quantize(gguf.F32, x)
		w.Add(t.name, gguf.F32, t.dims, data)
	}
}

func parseBasis(t *testing.T, fill func(*gguf.Writer)) *lora.Basis {
	t.Helper()
	b, err := lora.ParseBasis(parse(t, fill))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestProject: the coefficients of a mixture come back, from floats and from
// what rounding left of them.
func TestProject(t *testing.T) {
	for name, test := range map[string]struct {
		fill              func(*gguf.Writer)
		residual, nearest float64
	}{
		"floats": {basis, 1e-6, 1e-4},
		"Q4_0":   {roundedBasis, .1, 3e-4},
	} {
		b := parseBasis(t, test.fill)
		want := make([]float32, b.Layers()*len(b.Modules())*b.Bases()*2)
		for i := range want {
			want[i] = float32(math.Cos(float64(i * i)))
		}
		a, err := b.Mix(want)
		if err != nil {
			t.Fatal(err)
		}
		got, residual, err := b.Project(a)
		if err != nil {
			t.Fatal(err)
		}
		again, err := b.Mix(got)
		if err != nil {
			t.Fatal(err)
		}
		off, err := lora.Distance(again, a)
		if err != nil || residual > test.residual || off > .02 {
			t.Errorf("%s: residual %.3g, want at most %g; the mixture is off by %.3g, %v", name, residual, test.residual, off, err)
		}
		if name == "floats" {
			continue // its bases depend on each other, so other coefficients say the same
		}
		for i := range want {
			if d := math.Abs(float64(got[i] - want[i])); d > 10*test.nearest {
				t.Errorf("%s: coefficient %d is %g, want %g", name, i, got[i], want[i])
			}
		}
	}
}

func TestProjectErrors(t *testing.T) {
	small, large := parseBasis(t, basis), parseBasis(t, roundedBasis)
	a, err := small.Mix(make([]float32, 24))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := large.Project(a); err == nil || !strings.Contains(err.Error(), "lora: the adapter's ffn_down of layer 0 is 4 to 3 by rank 2") {
		t.Errorf("got %v", err)
	}
	if _, residual, err := small.Project(a); err != nil || residual != 0 {
		t.Errorf("an adapter of zeros: residual %g, %v", residual, err)
	}
	other, err := lora.FromGGUF(parse(t, pair("blk.0.attn_q.weight", 2)))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := small.Project(other); err == nil || err.Error() != "lora: the adapter has 1 layers, the basis 2" {
		t.Errorf("got %v", err)
	}
	if _, err := lora.Distance(a, other); err == nil || err.Error() != "lora: adapters of 2 and 1 layers" {
		t.Errorf("got %v", err)
	}
}

// TestMixRounded: rounding belongs to the mixing, so the file is the same bytes.
func TestMixRounded(t *testing.T) {
	b := parseBasis(t, roundedBasis)
	c := make([]float32, 2*2*3*2)
	for i := range c {
		c[i] = float32(i) / 7
	}
	rounded, err := b.Mix(c)
	if err != nil {
		t.Fatal(err)
	}
	floats := parseBasis(t, func(w *gguf.Writer) {
		var all bytes.Buffer
		other := gguf.NewWriter()
		roundedBasis(other)
		other.WriteTo(&all)
		f, _ := gguf.Parse(all.Bytes())
		basisKeys(w, 2, 32, 3)
		for _, x := range f.Tensors() {
			w.Add(x.Name, x.Type, x.Dims, x.Data)
		}
	})
	exact, err := floats.Mix(c)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := encode(t, rounded, "qwen3", gguf.Q4_0), encode(t, exact, "qwen3", gguf.Q4_0); !bytes.Equal(a, b) {
		t.Error("the rounded mixture is not the mixture rounded")
	}
}

func TestAdapterType(t *testing.T) {
	for typ, want := range map[string]string{
		"Q8_0": `lora: paw.basis.adapter_type is "Q8_0", want "F32" or "Q4_0"`,
		"Q4_0": `lora: module "ffn_down": 4 inputs and rank 2 are not whole blocks of Q4_0`,
	} {
		_, err := lora.ParseBasis(parse(t, func(w *gguf.Writer) { basis(w); w.Set("paw.basis.adapter_type", typ) }))
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
