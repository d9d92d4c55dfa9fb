package lora_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/lora"
)

// parse writes what fill adds and reads it.
func parse(t testing.TB, fill func(w *gguf.Writer)) *gguf.File {
	t.Helper()
	w := gguf.NewWriter()
	fill(w)
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

// add adds a tensor of the numbers start, start+1, ... times 1/8.
func add(w *gguf.Writer, name string, start int, dims ...int) {
	n := 1
	for _, d := range dims {
		n *= d
	}
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(start+i) / 8
	}
	data, _ := gguf.Quantize(gguf.F32, x) // floats always fit
	w.Add(name, gguf.F32, dims, data)
}

// basis adds a right basis: two layers, rank 2, three bases, two modules of
// inputs 4 and 5, outputs 3 and 6.
func basis(w *gguf.Writer) {
	basisKeys(w, 2, 2, 3)
	basisTensors(w)
}

func basisKeys(w *gguf.Writer, layers, rank, bases uint32) {
	w.Set("general.architecture", "paw-basis")
	w.Set("paw.basis.layers", layers)
	w.Set("paw.basis.rank", rank)
	w.Set("paw.basis.bases", bases)
	w.Set("paw.basis.alpha", float32(3))
	w.Set("paw.basis.modules", []string{"ffn_down", "attn_q"})
}

func basisTensors(w *gguf.Writer) {
	add(w, "ffn_down.lora_a", 1, 4, 2, 3)
	add(w, "ffn_down.lora_b", -9, 2, 3, 3)
	add(w, "attn_q.lora_a", 5, 5, 2, 3)
	add(w, "attn_q.lora_b", -20, 2, 6, 3)
}

// TestMix compares an adapter's effect with the sums of its definition.
func TestMix(t *testing.T) {
	f := parse(t, basis)
	b, err := lora.ParseBasis(f)
	if err != nil {
		t.Fatal(err)
	}
	if b.Layers() != 2 || b.Rank() != 2 || b.Bases() != 3 || len(b.Modules()) != 2 || b.Modules()[0] != lora.Down {
		t.Fatalf("basis %+v", b)
	}
	c := make([]float32, 2*2*3*2)
	for i := range c {
		c[i] = float32(i%7) - 2.5
	}
	ad, err := b.Mix(c)
	if err != nil {
		t.Fatal(err)
	}
	if ad.Layers() != 2 || ad.Layer(0)[lora.Key] != nil || ad.Layer(2)[lora.Down] != nil {
		t.Error("the adapter changes what the basis does not have")
	}
	for l := range 2 {
		for m, module := range b.Modules() {
			p := ad.Layer(l)[module]
			if p.Scale != 1.5 {
				t.Errorf("scale %g, want 3/2", p.Scale)
			}
			a, _ := f.Tensor(module.String() + ".lora_a")
			b, _ := f.Tensor(module.String() + ".lora_b")
			checkSum(t, p.A, a, func(n int) float64 { return float64(c[((l*2+m)*3+n)*2]) })
			checkSum(t, p.B, b, func(n int) float64 { return float64(c[((l*2+m)*3+n)*2+1]) })
		}
	}
}

// checkSum compares m with the sum over n of c(n) times t's n-th matrix.
func checkSum(t *testing.T, m *kernels.Matrix, tensor *gguf.Tensor, c func(n int) float64) {
	t.Helper()
	all, err := tensor.Floats()
	if err != nil {
		t.Fatal(err)
	}
	cols, rows, bases := tensor.Dims[0], tensor.Dims[1], tensor.Dims[2]
	if m.Cols() != cols || m.Rows() != rows {
		t.Fatalf("%s is %d by %d, want %d by %d", tensor.Name, m.Rows(), m.Cols(), rows, cols)
	}
	got := make([]float32, cols)
	for r := range rows {
		m.Row(got, r)
		for k := range cols {
			var want float64
			for n := range bases {
				want += c(n) * float64(all[(n*rows+r)*cols+k])
			}
			if math.Abs(float64(got[k])-want) > 1e-5 {
				t.Errorf("%s: element %d, %d is %g, want %g", tensor.Name, r, k, got[k], want)
			}
		}
	}
}

// TestModules pins the order of the coefficients.
func TestModules(t *testing.T) {
	for arch, want := range map[string]string{
		"qwen3": "[ffn_down ffn_gate attn_k attn_output attn_q ffn_up attn_v]",
		"gpt2":  "[attn_output attn_qkv ffn_up ffn_down]",
		"llama": "[ffn_down ffn_gate attn_k attn_output attn_q ffn_up attn_v]",
		"qwen2": "[ffn_down ffn_gate attn_k attn_output attn_q ffn_up attn_v]",
		"bert":  "[]",
	} {
		if got := fmt.Sprint(lora.Modules(arch)); got != want {
			t.Errorf("%s has %s, want %s", arch, got, want)
		}
	}
}

func TestMixErrors(t *testing.T) {
	b, err := lora.ParseBasis(parse(t, basis))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Mix(make([]float32, 23)); err == nil || err.Error() != "lora: 23 coefficients, want 24 (2 layers, 2 modules, 3 bases, 2)" {
		t.Errorf("got %v", err)
	}
	for _, v := range []float64{math.NaN(), math.Inf(-1)} {
		c := make([]float32, 24)
		c[7] = float32(v)
		if _, err := b.Mix(c); err == nil || !strings.HasPrefix(err.Error(), "lora: coefficient 7 is ") {
			t.Errorf("%g: got %v", v, err)
		}
	}
}

func TestParseBasisErrors(t *testing.T) {
	modules := func(names ...string) func(*gguf.Writer) {
		return func(w *gguf.Writer) {
			w.Set("general.architecture", "paw-basis")
			w.Set("paw.basis.layers", uint32(2))
			w.Set("paw.basis.rank", uint32(2))
			w.Set("paw.basis.bases", uint32(3))
			w.Set("paw.basis.alpha", float32(3))
			w.Set("paw.basis.modules", names)
			basisTensors(w)
		}
	}
	for _, c := range []struct {
		fill func(*gguf.Writer)
		want string
	}{
		{func(w *gguf.Writer) { w.Set("general.architecture", "qwen3") }, `lora: general.architecture is "qwen3", want "paw-basis"`},
		{func(w *gguf.Writer) { w.Set("general.architecture", "paw-basis") }, `lora: paw.basis.layers is missing or not between 1 and 1024`},
		{func(w *gguf.Writer) { basisKeys(w, 2, 0, 3) }, `lora: paw.basis.rank is missing or not between 1 and 1024`},
		{func(w *gguf.Writer) { basisKeys(w, 2, 2, 1<<31) }, `lora: paw.basis.bases is missing or not between 1 and 1024`},
		{func(w *gguf.Writer) { basisKeys(w, 2, 2, 3) }, `lora: module "ffn_down": tensor lora_a or lora_b is missing`},
		{func(w *gguf.Writer) { basisKeys(w, 2, 4, 3); basisTensors(w) }, `lora: module "ffn_down": lora_a has dimensions [4 2 3], want [inputs 4 3]`},
		{func(w *gguf.Writer) { basisKeys(w, 2, 2, 4); basisTensors(w) }, `lora: module "ffn_down": lora_a has dimensions [4 2 3], want [inputs 2 4]`},
		{modules(), `lora: paw.basis.modules is missing or empty`},
		{modules("down_proj"), `lora: module "down_proj": unknown`},
		{modules("attn_q", "attn_q"), `lora: module "attn_q": listed twice`},
	} {
		if _, err := lora.ParseBasis(parse(t, c.fill)); err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

// adapter adds the keys of an adapter.
func adapter(w *gguf.Writer) {
	w.Set("adapter.type", "lora")
	w.Set("adapter.lora.alpha", float32(6))
}

func TestFromGGUF(t *testing.T) {
	ad, err := lora.FromGGUF(parse(t, func(w *gguf.Writer) {
		adapter(w)
		add(w, "blk.2.ffn_up.weight.lora_b", 3, 2, 3)
		add(w, "blk.2.ffn_up.weight.lora_a", 1, 4, 2)
	}))
	if err != nil {
		t.Fatal(err)
	}
	if ad.Layers() != 3 || ad.Layer(0)[lora.Up] != nil || ad.Layer(2)[lora.Up] == nil {
		t.Fatalf("adapter %+v", ad)
	}
	// One token, x = (8, 0, 0, 16): A x = (1/8*8 + 4/8*16, 5/8*8 + 8/8*16) = (9, 21).
	// B = ((3, 4), (5, 6), (7, 8)) / 8, alpha/rank = 3.
	var in kernels.Input
	in.Set([]float32{8, 0, 0, 16}, 1, 4)
	y := make([]float32, 3)
	var scratch lora.Scratch
	base := kernels.FloatMatrix(3, 4, []float32{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1}) // gives 8, 0 and 16
	base.MatMul(y, &in, ad.Layer(2)[lora.Up].Change(&in, 0, &scratch))
	for i, want := range []float32{8 + 3*(27+84)/8., 3 * (45 + 126) / 8., 16 + 3*(63+168)/8.} {
		if y[i] != want {
			t.Errorf("output %d is %g, want %g", i, y[i], want)
		}
	}
}

func TestFromGGUFErrors(t *testing.T) {
	for _, c := range []struct {
		fill func(*gguf.Writer)
		want string
	}{
		{func(w *gguf.Writer) {}, `lora: adapter.type is "", want "lora"`},
		{func(w *gguf.Writer) { w.Set("adapter.type", "lora") }, `lora: adapter.lora.alpha is missing or not a number`},
		{func(w *gguf.Writer) { adapter(w); add(w, "x", 0, 4) }, `lora: tensor "x" is neither lora_a nor lora_b`},
		{func(w *gguf.Writer) { adapter(w); add(w, "x.lora_a", 0, 4) }, `lora: tensor "x.lora_a" has no lora_b`},
		{func(w *gguf.Writer) { adapter(w); add(w, "x.lora_b", 0, 4) }, `lora: tensor "x.lora_b" has no lora_a`},
		{pair("x", 2), `lora: tensor "x.lora_a": want blk.{layer}.{module}.weight before the suffix`},
		{pair("blk.x.attn_q.weight", 2), `lora: tensor "blk.x.attn_q.weight.lora_a": layer "x" is not a number below 1024`},
		{pair("blk.1024.attn_q.weight", 2), `lora: tensor "blk.1024.attn_q.weight.lora_a": layer "1024" is not a number below 1024`},
		{pair("blk.0.attn_x.weight", 2), `lora: tensor "blk.0.attn_x.weight.lora_a": unknown module "attn_x"`},
		{pair("blk.0.attn_q.weight", 3), `lora: tensor "blk.0.attn_q.weight.lora_a": lora_a has rank 2, lora_b 3`},
		{func(w *gguf.Writer) {
			adapter(w)
			add(w, "blk.0.attn_q.weight.lora_a", 0, 4)
			add(w, "blk.0.attn_q.weight.lora_b", 0, 2, 4)
		}, `lora: tensor "blk.0.attn_q.weight.lora_a": dimensions [4], want two`},
		{func(w *gguf.Writer) { pair("blk.0.attn_q.weight", 2)(w); both(w, "blk.00.attn_q.weight", 2) },
			`lora: tensor "blk.00.attn_q.weight.lora_a": block 0 has two changes of attn_q`},
	} {
		if _, err := lora.FromGGUF(parse(t, c.fill)); err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

// pair adds an adapter with one pair, lora_b of the given rank.
func pair(name string, rank int) func(*gguf.Writer) {
	return func(w *gguf.Writer) {
		adapter(w)
		both(w, name, rank)
	}
}

func both(w *gguf.Writer, name string, rank int) {
	add(w, name+".lora_a", 0, 4, 2)
	add(w, name+".lora_b", 0, rank, 4)
}
