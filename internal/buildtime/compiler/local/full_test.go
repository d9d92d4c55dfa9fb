package local

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/pawgen/pawgen/internal/buildtime/compiler/mapper"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/transformer"
	"github.com/pawgen/pawgen/internal/testing/testmodel"
)

// qwen4B is Qwen3-4B but for its numbers, as pawgen convert writes it: 4.3 GB.
var qwen4B = testmodel.Shape{
	Arch: "qwen3", Layers: 36, Dim: 2560, Heads: 32, KVHeads: 8, HeadDim: 128, FFN: 9728,
	Context: 4096, Words: 151643, Vocab: 151936, Tied: true, Matrices: gguf.Q8_0,
}

// BenchmarkFullSize runs the trained compiler at its published size, with
// random weights, over a prompt of 600 tokens. It writes 4.3 GB into the folder
// that PAWGEN_FULL_SIZE names, unless they are there, and needs as much memory:
//
//	PAWGEN_FULL_SIZE=/tmp/full go test ./internal/buildtime/compiler/local -run x -bench FullSize -benchtime 1x
func BenchmarkFullSize(b *testing.B) {
	dir := os.Getenv("PAWGEN_FULL_SIZE")
	if dir == "" {
		b.Skip("set PAWGEN_FULL_SIZE to a folder with 4.3 GB of room")
	}
	const steps, layers, tokens = 64, 28, 600
	path := filepath.Join(dir, "random-4b-q8_0.gguf")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if _, err := writeSummed(qwen4B.Model(1), dir, func(string) string { return filepath.Base(path) }); err != nil {
			b.Fatal(err)
		}
	}
	start := time.Now()
	f, err := gguf.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	network, err := transformer.Load(f)
	if err != nil {
		b.Fatal(err)
	}
	network.Use(kernels.NewCrew(runtime.GOMAXPROCS(0)))
	b.ReportMetric(time.Since(start).Seconds(), "load-s")
	prompt := make([]int32, tokens)
	for i := range prompt {
		prompt[i] = int32(i * 251 % qwen4B.Words)
	}
	n := layers * 7 * 64 * 2
	m := mapper.Mapper{Trunk: randomAffine(2560, 2560), Head: randomAffine(n, 2560)}
	for b.Loop() {
		pooled, err := mapper.Pool(context.Background(), network, prompt, steps, layers, nil)
		if err != nil {
			b.Fatal(err)
		}
		if got := m.Coefficients(pooled); len(got) != n {
			b.Fatalf("%d coefficients", len(got))
		}
	}
	for metric, key := range map[string]string{"peak-GB": "VmHWM", "anonymous-GB": "RssAnon"} {
		if gb, ok := memory(key); ok {
			b.ReportMetric(gb, metric)
		}
	}
}

func randomAffine(out, in int) mapper.Affine {
	a := mapper.Affine{Weight: make([]float32, out*in), Bias: make([]float32, out)}
	for i := range a.Weight {
		a.Weight[i] = float32(i*7919%1000)/5000 - .1
	}
	return a
}

// memory is a line of Linux's /proc/self/status, in GB.
func memory(key string) (gb float64, ok bool) {
	data, err := os.ReadFile("/proc/self/status")
	match := regexp.MustCompile(key + `:\s+(\d+) kB`).FindSubmatch(data)
	if err != nil || match == nil {
		return 0, false
	}
	kb, err := strconv.ParseFloat(string(match[1]), 64)
	return kb * 1024 / 1e9, err == nil
}
