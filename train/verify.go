package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/pawgen/pawgen/internal/buildtime/compiler/nano"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/transformer"
)

// verifyError bounds the relative error (root mean square) of what the engine
// computes on the exported networks against PyTorch on the trained ones, in
// float32. Weights and activations of eight bits explain two percent on a
// trained interpreter, up to sixteen in coefficients of a compiler that was
// trained in float32 and so never saw rounding; a tensor in the wrong place gives
// about one.
const verifyError = 0.25

// reference is a case that train.py wrote.
type reference struct {
	Compiler     []int32   `json:"compiler"`     // a compiler's prompt
	Coefficients []float32 `json:"coefficients"` // what the compiler network makes of it
	Interpreter  []int32   `json:"interpreter"`  // a prompt with an input
	Logits       []float32 `json:"logits"`       // of the token after it, without adapter
}

// verify compares the exported networks with PyTorch's results.
func verify(dir string) error {
	data, err := os.ReadFile(filepath.Join(dir, "reference.json"))
	if err != nil {
		return err
	}
	var cases []reference
	if err := json.Unmarshal(data, &cases); err != nil {
		return err
	}
	f, err := gguf.Open(interpreterFile)
	if err != nil {
		return err
	}
	defer f.Close()
	m, err := transformer.Load(f)
	if err != nil {
		return err
	}
	ctx := context.Background()
	comp := nano.New()
	var worst float64
	for i, c := range cases {
		got, err := comp.Coefficients(ctx, c.Compiler)
		if err != nil {
			return err
		}
		hidden, err := m.Forward(ctx, m.NewCache(), nil, c.Interpreter, nil)
		if err != nil {
			return err
		}
		logits := make([]float32, len(c.Logits))
		m.Logits(logits, hidden, nil)
		for what, e := range map[string]float64{"coefficients": distance(got, c.Coefficients), "logits": distance(logits, c.Logits)} {
			worst = max(worst, e)
			if !(e < verifyError) {
				return fmt.Errorf("case %d: %s are off by %.3f (want less than %g): export again", i, what, e, verifyError)
			}
		}
	}
	fmt.Printf("%d cases, relative error at most %.4f\n", len(cases), worst)
	return nil
}

// distance is |a-b| / |b|.
func distance(a, b []float32) float64 {
	if len(a) != len(b) {
		return math.Inf(1)
	}
	var d, n float64
	for i := range a {
		d += math.Pow(float64(a[i]-b[i]), 2)
		n += math.Pow(float64(b[i]), 2)
	}
	return math.Sqrt(d / n)
}
