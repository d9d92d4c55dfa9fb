package transformer_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/run/transformer"
)

var (
	update    = flag.Bool("update", false, "rewrite testdata/golden.json")
	reference = flag.String("reference", "", "rewrite testdata/reference.json with this Python, which must have PyTorch")
	only      = flag.String("only", "", "with -reference: the fixtures, a regular `expression`; the others' numbers stay")
)

// logits returns the logits after each token, [tokens, vocab].
func logits(t testing.TB, m *transformer.Model, a *lora.Adapter, tokens []int32) [][]float32 {
	t.Helper()
	var list [][]float32
	_, err := m.Forward(context.Background(), m.NewCache(), a, tokens, func(layer int, x []float32) {
		if layer < m.Layers {
			return
		}
		for i := range tokens {
			row := make([]float32, m.Vocab)
			m.Logits(row, x[i*m.Dim:][:m.Dim], nil)
			list = append(list, row)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// expected is what reference.py computes.
type expected struct {
	Exact [][]float32 `json:"exact"` // with nothing rounded
	Int8  [][]float32 `json:"int8"`  // with attention and activations rounded as the engine does
}

// TestReference compares with PyTorch (testdata/reference.py).
//
// With attention and the activations that meet quantised weights rounded alike,
// only the order of sums differs: each rounding is 6e-8, and a few
// hundred of them in a few dozen sums stay far below 1e-5. (Where such an error
// decides which way a number is rounded, the difference is that of the
// roundings. The fixtures' seeds are ones where that does not happen, and both
// sides always compute the same.)
//
// Against numbers that are not rounded: keys, values and activations that meet
// quantised weights are off by 1/254 of their block's largest at most, about half
// a percent of the typical one. The errors of a sum's terms cancel in part and
// those of successive layers add up as squares: attention alone may cost 1e-2
// in two layers, and all of it 2e-2.
func TestReference(t *testing.T) {
	const file = "testdata/reference.json"
	if *reference != "" {
		writeJSON(t, file, runReference(t))
	}
	var all map[string]expected
	readJSON(t, file, &all)
	for _, f := range fixtures {
		t.Run(f.name, func(t *testing.T) {
			m, a := f.load(t)
			got, want := logits(t, m, a, tokens), all[f.name]
			exact, rounded := 1e-2, 1e-5
			if f.weights.Quantized() {
				exact = 2e-2
			}
			check := func(what string, want [][]float32, most float64) {
				e := relative(t, got, want)
				t.Logf("%s: relative error %.2g", what, e)
				if !(e < most) {
					t.Errorf("%s: relative error %g, want below %g", what, e, most)
				}
			}
			check("exact", want.Exact, exact)
			check("int8", want.Int8, rounded)
		})
	}
}

// relative returns the length of the difference over the length of what is
// wanted, all logits of all tokens taken as one vector.
func relative(t *testing.T, got, want [][]float32) float64 {
	t.Helper()
	if len(got) != len(tokens) || len(want) != len(tokens) {
		t.Fatalf("logits of %d tokens, reference of %d, want %d", len(got), len(want), len(tokens))
	}
	var difference, length float64
	for i := range got {
		if len(got[i]) != len(want[i]) {
			t.Fatalf("%d logits, reference %d", len(got[i]), len(want[i]))
		}
		for j, w := range want[i] {
			d := float64(got[i][j]) - float64(w)
			difference += d * d
			length += float64(w) * float64(w)
		}
	}
	return math.Sqrt(difference / length)
}

// runReference returns the reference logits of all fixtures.
func runReference(t *testing.T) map[string]expected {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	all := map[string]expected{}
	if *only != "" {
		readJSON(t, "testdata/reference.json", &all)
	}
	for _, f := range fixtures {
		if !regexp.MustCompile(*only).MatchString(f.name) {
			continue
		}
		args := []string{"testdata/reference.py", strings.Trim(strings.ReplaceAll(fmt.Sprint(tokens), " ", ","), "[]")}
		args = append(args, write(f.name, f.modelFile(t)))
		if f.lora {
			args = append(args, write(f.name+".lora", f.adapterFile(t)))
		}
		cmd := exec.Command(*reference, args...)
		cmd.Stderr = os.Stderr
		cmd.Env = append(os.Environ(), "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1") // sums in one order
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", f.name, err)
		}
		var e expected
		if err := json.Unmarshal(out, &e); err != nil {
			t.Fatal(err)
		}
		all[f.name] = e
	}
	return all
}

// TestSameBits compares the bytes of all logits with the committed digests.
// It runs on every architecture, and with fewer and fewer of the instructions
// that kernels use: the same weights must give the same bits.
func TestSameBits(t *testing.T) {
	const file = "testdata/golden.json"
	for _, off := range []kernels.Feature{0, kernels.VNNI, kernels.VNNI | kernels.AVX512, kernels.DotProd, kernels.Features()} {
		if off != 0 && (testing.Short() || off&kernels.Features() == 0) {
			continue // no time, or there is nothing to switch off
		}
		got := digests(t, off)
		if *update {
			writeJSON(t, file, got)
		}
		var want map[string]string
		readJSON(t, file, &want)
		for _, f := range fixtures {
			if got[f.name] != want[f.name] {
				t.Errorf("%s without %b: logits have the digest %s, want %s", f.name, off, got[f.name], want[f.name])
			}
		}
	}
}

// digests returns those of all fixtures' logits, without some features.
func digests(t *testing.T, off kernels.Feature) map[string]string {
	defer kernels.Disable(off)()
	got := map[string]string{}
	for _, f := range fixtures {
		m, a := f.load(t)
		got[f.name] = digest(logits(t, m, a, tokens)...)
	}
	return got
}

// digest returns the SHA-256 of numbers as little-endian bytes.
func digest(rows ...[]float32) string {
	h := sha256.New()
	for _, row := range rows {
		for _, v := range row {
			h.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(v)))
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

func readJSON(t *testing.T, path string, v any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatal(err)
	}
}

// writeJSON writes a map with one line per key.
func writeJSON[T any](t *testing.T, path string, all map[string]T) {
	t.Helper()
	var b strings.Builder
	for i, f := range fixtures {
		data, err := json.Marshal(all[f.name])
		if err != nil {
			t.Fatal(err)
		}
		start := ",\n"
		if i == 0 {
			start = "{\n"
		}
		fmt.Fprintf(&b, "%s%q: %s", start, f.name, data)
	}
	b.WriteString("\n}\n")
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestCommittedFixture: what the writer makes of a fixture today is what it
// made when the references were computed, byte for byte.
func TestCommittedFixture(t *testing.T) {
	f := byName(t, "q8_0-tied-lora-q8_0")
	for name, made := range map[string][]byte{"model": f.modelFile(t), "adapter": f.adapterFile(t)} {
		path := filepath.Join("testdata", f.name+"."+name+".gguf")
		if *update {
			if err := os.WriteFile(path, made, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		committed, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(made, committed) {
			t.Errorf("%s: the writer makes another file (%d bytes, committed %d)", path, len(made), len(committed))
		}
	}
}
