package kernels_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
)

// benchmarked are the machines that benchmarks compare.
var benchmarked = []struct {
	name       string
	off, needs kernels.Feature
}{
	{"generic", kernels.Features(), 0},
	{"avx2", kernels.VNNI | kernels.AVX512, kernels.AVX2},
	{"avx512", 0, kernels.AVX512 | kernels.VNNI},
	{"neon", kernels.DotProd, kernels.NEON},
	{"dotprod", 0, kernels.DotProd},
}

// each runs a benchmark on all machines.
func each(b *testing.B, name string, run func(b *testing.B)) {
	for _, m := range benchmarked {
		if !kernels.Has(m.needs) {
			continue
		}
		b.Run(name+"/"+m.name, func(b *testing.B) {
			on(m.off, func() { run(b) })
		})
	}
}

// BenchmarkMatMul multiplies a matrix of Qwen3-0.6B's size, SmolLM2-135M's largest,
// and the nano adapters' small ones.
func BenchmarkMatMul(b *testing.B) {
	r := rand.New(rand.NewPCG(6, 6))
	for _, c := range []struct {
		typ                gguf.Type
		rows, cols, tokens int
	}{
		{gguf.Q8_0, 1024, 1024, 1}, {gguf.Q8_0, 1024, 1024, 40},
		{gguf.Q6_K, 1024, 1024, 1}, {gguf.Q6_K, 1024, 1024, 40},
		{gguf.Q4_0, 1024, 1024, 1}, {gguf.Q4_0, 1024, 1024, 40},
		{gguf.Q4_1, 1536, 576, 1}, {gguf.Q4_1, 1536, 576, 40}, {gguf.Q8_0, 1536, 576, 40},
		{gguf.Q5_0, 1536, 576, 40}, {gguf.Q5_1, 1536, 576, 40}, {gguf.Q4_K, 1024, 1024, 1}, {gguf.Q4_K, 1024, 1024, 40},
		{gguf.F32, 1024, 1024, 1}, {gguf.F32, 1024, 1024, 40},
		{gguf.F16, 1024, 1024, 40},
		{gguf.F32, 8, 128, 40}, {gguf.F32, 128, 8, 40},
	} {
		m, err := kernels.NewMatrix(c.typ, c.rows, c.cols, encode(b, c.typ, normal(r, c.rows*c.cols)))
		if err != nil {
			b.Fatal(err)
		}
		x, dst := normal(r, c.tokens*c.cols), make([]float32, c.tokens*c.rows)
		var in kernels.Input
		each(b, fmt.Sprintf("%v/%dx%d/%d", c.typ, c.rows, c.cols, c.tokens), func(b *testing.B) {
			for b.Loop() {
				in.Set(x, c.tokens, c.cols)
				m.MatMul(dst, &in)
			}
			b.ReportMetric(2*float64(len(dst))*float64(c.cols)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GOPS")
		})
	}
}

// BenchmarkAttention is two heads of Qwen3-0.6B that share keys and values, 16
// tokens that look at a page.
func BenchmarkAttention(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 7))
	const rows, dim = 32, 128
	a := randomAttention(r, dim, rows, []int{kernels.PageTokens})
	integers, scales := kernels.HeadSize(dim)
	head := kernels.HeadOf(dim, make([]int8, integers), make([]float32, scales))
	var w kernels.Work
	for i := range kernels.PageTokens {
		head.Store(i, a.keys[i*dim:][:dim], a.values[i*dim:][:dim], &w)
	}
	tile := w.Tile(rows, dim, kernels.PageTokens)
	for i := range rows {
		tile.SetQuery(i, a.queries[i*dim:][:dim])
	}
	for name, f := range map[string]func(){
		"Scores": func() { tile.Score(0, kernels.PageTokens, head) },
		"Mix":    func() { tile.Mix(0, kernels.PageTokens, head) },
	} {
		each(b, name, func(b *testing.B) {
			for b.Loop() {
				f()
			}
			b.ReportMetric(2*float64(len(a.queries))*kernels.PageTokens*float64(b.N)/b.Elapsed().Seconds()/1e9, "GOPS")
		})
	}
}

// BenchmarkElementwise is what happens to single numbers.
func BenchmarkElementwise(b *testing.B) {
	r := rand.New(rand.NewPCG(8, 8))
	x, up := normal(r, 3072), normal(r, 3072)
	y := make([]float32, len(x))
	m, err := kernels.NewMatrix(gguf.Q8_0, 1, len(x), encode(b, gguf.Q8_0, x))
	if err != nil {
		b.Fatal(err)
	}
	var in kernels.Input
	for name, f := range map[string]func(){
		"Softmax":  func() { kernels.Softmax(y) },
		"SwiGLU":   func() { kernels.SwiGLU(y, up) },
		"GELUTanh": func() { kernels.GELUTanh(y) },
		"Quantize": func() { in.Set(x, 1, len(x)); m.MatMul(y, &in) }, // and one row
	} {
		each(b, name, func(b *testing.B) {
			for b.Loop() {
				copy(y, x)
				f()
			}
		})
	}
}

// BenchmarkBandwidth is how fast memory that no cache holds can be read, which
// bounds products with one token.
func BenchmarkBandwidth(b *testing.B) {
	x := make([]uint64, 256<<20/8)
	for i := range x {
		x[i] = uint64(i)
	}
	var s0, s1, s2, s3 uint64
	b.SetBytes(int64(8 * len(x)))
	for b.Loop() {
		for i := 0; i+4 <= len(x); i += 4 {
			w := (*[4]uint64)(x[i:])
			s0, s1, s2, s3 = s0+w[0], s1+w[1], s2+w[2], s3+w[3]
		}
	}
	if s0+s1+s2+s3 == 0 {
		b.Fatal("no sum")
	}
}
