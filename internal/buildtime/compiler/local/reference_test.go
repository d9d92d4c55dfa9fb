package local

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/pawgen/pawgen/internal/buildtime/compiler/mapper"
	"github.com/pawgen/pawgen/internal/buildtime/weights/safetensors"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
)

// scale are the scale models of the published snapshots; testdata/reference.py
// made them and says what must come out.
var scale = []string{"qwen3", "gpt2"}

// How far results may be from PyTorch's. Hidden states and what follows pass
// through keys and values of eight bits, which is what they are off by (half a
// percent, as the rounding of PyTorch's bfloat16); mixing alone is single precision
// in another order; a converted model of Q8_0 rounds weights and activations to 8
// bits.
const (
	tolerance     = 1e-2
	toleranceMix  = 1e-5
	toleranceQ8_0 = 5e-2
)

// reference is what PyTorch computed.
type reference struct {
	Snapshot, Spec, Pseudo, Question string
	Aligned                          []int
	AdapterSHA256                    struct{ Exact string } `json:"adapter_sha256"`

	file *safetensors.File
}

func openReference(t *testing.T, name string) (*Snapshot, *reference) {
	t.Helper()
	s, err := Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	r := &reference{}
	data, err := os.ReadFile(filepath.Join(s.Dir, "reference.json"))
	if err == nil {
		err = json.Unmarshal(data, r)
	}
	if err == nil {
		r.file, err = safetensors.Open(filepath.Join(s.Dir, "reference.safetensors"))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.file.Close() })
	return s, r
}

func (r *reference) floats(t *testing.T, name string) []float32 {
	t.Helper()
	x, _ := r.file.Tensor(name)
	values, err := x.Floats()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return values
}

func (r *reference) ids(name string) (ids []int32) {
	x, _ := r.file.Tensor(name)
	for i := 0; i+8 <= len(x.Data); i += 8 {
		ids = append(ids, int32(binary.LittleEndian.Uint64(x.Data[i:])))
	}
	return ids
}

func loadNetwork(t *testing.T, s *Snapshot) *network {
	t.Helper()
	n, err := s.load()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.close() })
	return n
}

// near fails unless got is within the tolerance of want, by their norms.
func near(t *testing.T, what string, got, want []float32, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	var difference, norm float64
	for i := range want {
		d := float64(got[i]) - float64(want[i])
		difference += d * d
		norm += float64(want[i]) * float64(want[i])
	}
	if off := math.Sqrt(difference / norm); !(off <= tolerance) {
		t.Errorf("%s is off by %.2g, want at most %g", what, off, tolerance)
	} else {
		t.Logf("%s is off by %.2g", what, off)
	}
}

// TestReference follows a compilation step by step.
func TestReference(t *testing.T) {
	for _, name := range scale {
		t.Run(name, func(t *testing.T) {
			s, r := openReference(t, name)
			n := loadNetwork(t, s)
			prompt, err := n.prompt(r.Spec, r.Pseudo)
			if err != nil {
				t.Fatal(err)
			}
			if want := r.ids("tokens"); !slices.Equal(prompt, want) {
				t.Fatalf("tokens are %v, want %v", prompt, want)
			}
			if got := mapper.Aligned(n.decoder.Layers, n.layers); !slices.Equal(got, r.Aligned) {
				t.Errorf("aligned layers are %v, want %v", got, r.Aligned)
			}
			var hidden []float32
			err = mapper.Hidden(context.Background(), n.decoder, prompt, len(n.prefix), n.layers, func(l int, states []float32) {
				hidden = append(hidden, states...)
			}, nil)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "hidden", hidden, r.floats(t, "hidden"), tolerance)
			pooled, err := mapper.Pool(context.Background(), n.decoder, prompt, len(n.prefix), n.layers, nil)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "pooled", pooled, r.floats(t, "pooled"), tolerance)
			for residual, key := range map[bool]string{false: "coefficients", true: "residual.coefficients"} {
				n.mapper.Residual = residual
				near(t, key, n.mapper.Coefficients(pooled), r.floats(t, key), tolerance)
				near(t, key+" of PyTorch's states", n.mapper.Coefficients(r.floats(t, "pooled")), r.floats(t, key), toleranceMix)
			}
		})
	}
}

// TestReferenceQ8_0 does it with a converted model.
func TestReferenceQ8_0(t *testing.T) {
	for _, name := range scale {
		_, r := openReference(t, name)
		s := copySnapshot(t, name)
		if _, err := s.Convert(gguf.Q8_0); err != nil {
			t.Fatal(err)
		}
		n := loadNetwork(t, s)
		got, err := n.coefficients(context.Background(), r.ids("tokens"), nil)
		if err != nil {
			t.Fatal(err)
		}
		near(t, name+": coefficients", got, r.floats(t, "coefficients"), toleranceQ8_0)
	}
}

// copySnapshot copies a scale model to where files may be written.
func copySnapshot(t *testing.T, name string) *Snapshot {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", name))); err != nil {
		t.Fatal(err)
	}
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// newBasis makes a snapshot's basis.
func newBasis(t *testing.T, s *Snapshot, typ gguf.Type) *lora.Basis {
	t.Helper()
	t.Setenv("PAWGEN_MODELS", t.TempDir())
	sum, err := s.MakeBasis(typ)
	if err != nil {
		t.Fatal(err)
	}
	again, basis, err := s.Basis()
	if err != nil || again != sum {
		t.Fatalf("basis %s, want %s: %v", again, sum, err)
	}
	return basis
}

// TestReferenceAdapter: from the same coefficients the adapter is the same. It
// is so to the byte where the sums are exact, with bases in single and in half
// precision; else a number may end up one step of Q4_0 away, now and then.
func TestReferenceAdapter(t *testing.T) {
	for _, name := range scale {
		for _, typ := range []gguf.Type{gguf.F32, gguf.F16} {
			_, r := openReference(t, name)
			basis := newBasis(t, copySnapshot(t, name), typ)
			exact := adapterFile(t, basis, name, r.floats(t, "exact.coefficients"))
			sum := sha256.Sum256(exact)
			if got := hex.EncodeToString(sum[:]); got != r.AdapterSHA256.Exact {
				t.Errorf("%s, %v: the exact adapter is %s, want %s", name, typ, got, r.AdapterSHA256.Exact)
			}
			want, err := os.ReadFile(filepath.Join("testdata", name, "adapter.gguf"))
			if err != nil {
				t.Fatal(err)
			}
			got := adapterFile(t, basis, name, r.floats(t, "coefficients"))
			if len(got) != len(want) {
				t.Fatalf("%s: %d bytes, want %d", name, len(got), len(want))
			}
			different := 0
			for i := range want {
				if got[i] != want[i] {
					different++
				}
			}
			if different > len(want)/1000 {
				t.Errorf("%s, %v: %d of %d bytes differ", name, typ, different, len(want))
			}
			t.Logf("%s, %v: %d of %d bytes differ", name, typ, different, len(want))
		}
	}
}

// TestReferenceMatrices compares matrices before they are rounded.
func TestReferenceMatrices(t *testing.T) {
	for _, name := range scale {
		_, r := openReference(t, name)
		s := copySnapshot(t, name)
		w, err := openWeights(s.mapperPath(), s.meta)
		if err != nil {
			t.Fatal(err)
		}
		defer w.file.Close()
		coefficients := r.floats(t, "coefficients")
		for i, m := range w.modules() {
			for side, from := range []string{"A_bases_", "B_bases_"} {
				want, ok := r.file.Tensor("blk.0." + m.module.String() + ".weight.lora_" + string("ab"[side]))
				if !ok {
					continue // only some are kept
				}
				bases, _ := w.file.Tensor(from + m.name)
				all, err := bases.Floats()
				if err != nil {
					t.Fatal(err)
				}
				values, err := want.Floats()
				if err != nil {
					t.Fatal(err)
				}
				got := make([]float32, len(values))
				for n := range s.meta.Bases {
					c := coefficients[(i*s.meta.Bases+n)*2+side]
					for k := range got {
						got[k] += c * all[n*len(got)+k]
					}
				}
				near(t, name+": "+m.name, got, values, toleranceMix)
				ours, err := gguf.Quantize(gguf.Q4_0, values)
				if err != nil {
					t.Fatal(err)
				}
				if file := theirs(t, name, "blk.0."+m.module.String()+".weight.lora_"+string("ab"[side])); !bytes.Equal(ours, file) {
					t.Errorf("%s: Q4_0 of PyTorch's %s is not what it wrote", name, m.name)
				}
			}
		}
	}
}

// theirs is a tensor of the adapter that the reference wrote.
func theirs(t *testing.T, name, tensor string) []byte {
	t.Helper()
	f, err := gguf.Open(filepath.Join("testdata", name, "adapter.gguf"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	x, ok := f.Tensor(tensor)
	if !ok {
		t.Fatalf("no tensor %s", tensor)
	}
	return bytes.Clone(x.Data)
}

// adapterFile mixes an adapter and writes it.
func adapterFile(t *testing.T, basis *lora.Basis, arch string, coefficients []float32) []byte {
	t.Helper()
	a, err := basis.Mix(coefficients)
	if err != nil {
		t.Fatal(err)
	}
	w, err := a.GGUF(arch, gguf.Q4_0)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
