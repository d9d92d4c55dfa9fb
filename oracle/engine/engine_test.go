package main

import (
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/transformer"
)

// modelFile names the model's file, which only some machines have.
const modelFile = "PAWGEN_ORACLE_MODEL"

var update = flag.Bool("update", false, "rewrite the digest of the logits beside the expected values")

// expected is what logits.py writes.
type expected struct {
	Model   string   `json:"model"` // the file's SHA-256
	Prompts []prompt `json:"prompts"`
}

type prompt struct {
	Tokens []int32   `json:"tokens"`
	IDs    []int     `json:"ids"`    // the best tokens, and some others
	Logits []float32 `json:"logits"` // theirs, in single precision throughout
	Llama  float64   `json:"llama"`  // llama.cpp's relative error on these
}

// open returns the model and the values that are expected of it.
func open(t *testing.T) (m *transformer.Model, want expected, sums string) {
	t.Helper()
	path := os.Getenv(modelFile)
	if path == "" {
		t.Skipf("needs a model\n\thint: set %s to the file that the expected values are of", modelFile)
	}
	f, err := gguf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	digest := fileSum(t, path)
	files, err := filepath.Glob("../expected/*.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if want := read(t, file); want.Model == digest {
			m, err := transformer.Load(f)
			if err != nil {
				t.Fatal(err)
			}
			m.Use(kernels.NewCrew(2))
			return m, want, strings.TrimSuffix(file, ".json.gz") + ".sum"
		}
	}
	t.Fatalf("nothing is expected of a model with SHA-256 %s\n\thint: run logits.py with -write", digest)
	return nil, want, ""
}

func fileSum(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func read(t *testing.T, path string) (e expected) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.NewDecoder(z).Decode(&e); err != nil {
		t.Fatal(err)
	}
	return e
}

// TestLogits compares with the reference. Over all prompts the engine's error must
// be no larger than llama.cpp's, and where the two best tokens are further apart than
// three times the typical error of a logit, its best one the same.
func TestLogits(t *testing.T) {
	m, want, _ := open(t)
	var ours, llamas, length float64 // squares
	for i, p := range want.Prompts {
		if testing.Short() && i%10 != 0 {
			continue
		}
		logits, err := last(m, nil, p.Tokens)
		if err != nil {
			t.Fatal(err)
		}
		var difference, own float64
		for j, id := range p.IDs {
			d := float64(logits[id]) - float64(p.Logits[j])
			difference += d * d
			own += float64(p.Logits[j]) * float64(p.Logits[j])
		}
		order := make([]int, len(p.IDs))
		for j := range order {
			order[j] = j
		}
		slices.SortFunc(order, func(a, b int) int { return cmp.Compare(p.Logits[b], p.Logits[a]) })
		ours, llamas, length = ours+difference, llamas+p.Llama*p.Llama*own, length+own
		sure := float64(p.Logits[order[0]]-p.Logits[order[1]]) > 3*math.Sqrt(difference/float64(len(p.IDs)))
		if got := slices.Index(logits, slices.Max(logits)); sure && got != p.IDs[order[0]] {
			t.Errorf("prompt %d: the best token is %d, want %d", i, got, p.IDs[order[0]])
		}
	}
	t.Logf("relative error %.4f, llama.cpp's %.4f", math.Sqrt(ours/length), math.Sqrt(llamas/length))
	if !(ours <= llamas) {
		t.Errorf("relative error %.4f, llama.cpp's is %.4f", math.Sqrt(ours/length), math.Sqrt(llamas/length))
	}
}

// TestSame compares the bits of the logits after two short prompts with a committed
// digest, without some of the instructions that kernels use too.
func TestSame(t *testing.T) {
	m, want, file := open(t)
	prompts := slices.Clone(want.Prompts)
	slices.SortStableFunc(prompts, func(a, b prompt) int { return len(a.Tokens) - len(b.Tokens) })
	for _, off := range []kernels.Feature{0, kernels.VNNI | kernels.AVX512, kernels.Features()} {
		h := sha256.New()
		func() {
			defer kernels.Disable(off)()
			for _, p := range prompts[:2] {
				logits, err := last(m, nil, p.Tokens)
				if err != nil {
					t.Fatal(err)
				}
				if err := binary.Write(h, binary.LittleEndian, logits); err != nil {
					t.Fatal(err)
				}
			}
		}()
		got := hex.EncodeToString(h.Sum(nil)) + "\n"
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		committed, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(committed) {
			t.Errorf("without %b: digest %s, want %s", off, got, committed)
		}
	}
}
