package kernels_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
)

// machines are what the tests switch off to have every kernel at work: with
// less and less, down to the generic code.
var machines = []struct {
	name string
	off  kernels.Feature
}{
	{"all", 0},
	{"without VNNI", kernels.VNNI},
	{"AVX2", kernels.VNNI | kernels.AVX512},
	{"AVX512 only", kernels.VNNI | kernels.AVX2},
	{"NEON", kernels.DotProd},
	{"generic", kernels.Features()},
}

// on runs f as on the machine.
func on(off kernels.Feature, f func()) {
	defer kernels.Disable(off)()
	f()
}

// everywhere compares what f returns on all machines with what the generic code
// gives.
func everywhere(t *testing.T, name string, f func() []float32) {
	t.Helper()
	var want []float32
	on(machines[len(machines)-1].off, func() { want = f() })
	for _, m := range machines[:len(machines)-1] {
		if m.off != 0 && m.off&kernels.Features() == 0 {
			continue // there is nothing to switch off
		}
		on(m.off, func() {
			if i := differ(f(), want); i >= 0 {
				t.Fatalf("%s, %s: element %d is %g, want %g", name, m.name, i, f()[i], want[i])
			}
		})
	}
}

// differ returns the first index where two vectors' bits differ, -1 if none
// does. All NaNs are alike: which one comes out of two is the processor's choice.
func differ(a, b []float32) int {
	for i := range a {
		if math.Float32bits(a[i]) != math.Float32bits(b[i]) && (a[i] == a[i] || b[i] == b[i]) {
			return i
		}
	}
	return -1
}

const canary = 12345.678

// guarded returns memory for n results, and what panics if others than them
// were written.
func guarded(n, offset int) (dst []float32, check func()) {
	all := make([]float32, offset+n+32)
	for i := range all {
		all[i] = canary
	}
	return all[offset:][:n], func() {
		for i, v := range all {
			if (i < offset || i >= offset+n) && v != canary {
				panic(fmt.Sprintf("result %d of %d was written", i-offset, n))
			}
		}
	}
}

// matMul multiplies into guarded memory.
func matMul(m *kernels.Matrix, x []float32, offset int) []float32 {
	tokens := len(x) / m.Cols()
	dst, check := guarded(tokens*m.Rows(), offset)
	var in kernels.Input
	in.Set(x, tokens, m.Cols())
	m.MatMul(dst, &in)
	check()
	return dst
}

var quantized = slices.DeleteFunc(gguf.Types(), func(t gguf.Type) bool { return !t.Quantized() })

// TestPanels compares all kernels of matrices with the generic code.
func TestPanels(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for _, typ := range append([]gguf.Type{gguf.F32, gguf.F16, gguf.BF16}, quantized...) {
		step, _ := typ.Block()
		if typ == gguf.F16 || typ == gguf.BF16 {
			step = 7
		}
		for cols := step; cols <= 1024; cols += step {
			rows, tokens := 1+r.IntN(20), 1+r.IntN(5)
			m, err := kernels.NewMatrix(typ, rows, cols, encode(t, typ, normal(r, rows*cols)))
			if err != nil {
				t.Fatal(err)
			}
			offset := r.IntN(4)
			x := normal(r, tokens*cols+offset)[offset:]
			clear(x[:min(32, cols)])
			name := fmt.Sprintf("%v, %d rows, %d columns, %d tokens", typ, rows, cols, tokens)
			everywhere(t, name, func() []float32 { return matMul(m, x, offset) })
		}
	}
}

// TestPanelCounts has all small numbers of rows and tokens.
func TestPanelCounts(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for _, typ := range append([]gguf.Type{gguf.F32, gguf.F16, gguf.BF16}, quantized...) {
		for rows := 1; rows <= 65; rows++ {
			m, err := kernels.NewMatrix(typ, rows, 256, encode(t, typ, normal(r, rows*256)))
			if err != nil {
				t.Fatal(err)
			}
			for tokens := range 9 {
				x := normal(r, tokens*256)
				everywhere(t, fmt.Sprintf("%v, %d rows, %d tokens", typ, rows, tokens), func() []float32 { return matMul(m, x, 1) })
			}
		}
	}
}

// TestShapes has matrices of the sizes that models have: rows that end within a
// panel of 256 columns, and columns of whole numbers of 32 rows.
func TestShapes(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 14))
	for _, shape := range [][2]int{{576, 576}, {192, 576}, {1536, 576}, {576, 1536}, {320, 960}, {960, 320}, {64, 2560}, {896, 128}, {1056, 1024}} {
		rows, cols := shape[0], shape[1]
		for _, typ := range slices.Concat([]gguf.Type{gguf.F32, gguf.F16, gguf.BF16}, quantized) {
			if elements, _ := typ.Block(); cols%elements != 0 || testing.Short() && rows*cols > 150_000 {
				continue
			}
			m, err := kernels.NewMatrix(typ, rows, cols, encode(t, typ, normal(r, rows*cols)))
			if err != nil {
				t.Fatal(err)
			}
			for _, tokens := range []int{1, 5, 49} {
				if tokens > 5 && rows*cols > 150_000 {
					continue // an emulator would take minutes
				}
				x := normal(r, tokens*cols)
				everywhere(t, fmt.Sprintf("%v, %d rows, %d columns, %d tokens", typ, rows, cols, tokens), func() []float32 { return matMul(m, x, 1) })
			}
		}
	}
}

// TestChanges applies adapters of any type to some of the tokens, in the pass of
// the matrix or after it.
func TestChanges(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 11))
	for i := range 60 {
		types := []gguf.Type{quantized[i%len(quantized)], gguf.Types()[i%len(gguf.Types())]}
		rows, tokens, cols := 1+r.IntN(70), 1+r.IntN(100), []int{256, 64}
		for j, typ := range types {
			if step, _ := typ.Block(); step > cols[j] {
				cols[j] = step
			}
		}
		var m [2]*kernels.Matrix
		var err error
		for j := range m {
			if m[j], err = kernels.NewMatrix(types[j], rows, cols[j], encode(t, types[j], normal(r, rows*cols[j]))); err != nil {
				t.Fatal(err)
			}
		}
		first := r.IntN(tokens)
		n := 1 + r.IntN(tokens-first)
		if i%3 == 0 { // two parts of tokens, and in one of these a single changed one
			tokens, first, n = 49, 20, 5
		}
		x, low := normal(r, tokens*cols[0]), normal(r, n*cols[1])
		everywhere(t, fmt.Sprintf("%v, %d rows, tokens %d and %d more of %d", types, rows, first, n, tokens), func() []float32 {
			dst, check := guarded(tokens*rows, 1)
			var in, change kernels.Input
			in.Set(x, tokens, cols[0])
			change.Set(low, n, cols[1])
			m[0].MatMul(dst, &in, kernels.Change{First: first, B: m[1], In: &change})
			check()
			return dst
		})
	}
}

// FuzzPanels multiplies arbitrary bytes with arbitrary bits.
func FuzzPanels(f *testing.F) {
	f.Add(uint8(0), uint8(3), uint8(2), []byte("weights of any kind"), []byte("\x00\x00\x80\x7f and activations"))
	f.Add(uint8(1), uint8(17), uint8(1), []byte{0xff}, []byte{0, 0, 128, 63})
	f.Add(uint8(2), uint8(16), uint8(4), []byte{0x80}, []byte{0, 0, 128, 191, 0, 0, 192, 127})
	f.Add(uint8(4), uint8(40), uint8(5), []byte{0x7f, 0x80}, []byte{1, 2, 3, 4, 5})
	f.Fuzz(func(t *testing.T, kind, rows, tokens uint8, weights, activations []byte) {
		types := append([]gguf.Type{gguf.F32, gguf.F16, gguf.BF16}, quantized...)
		typ := types[int(kind)%len(types)]
		elements, size := typ.Block()
		cols := 2 * elements
		if elements == 1 {
			cols = 1 + int(kind)%23
		}
		n := 1 + int(rows)%48
		data := repeat(weights, n*cols/elements*size)
		m, err := kernels.NewMatrix(typ, n, cols, data)
		if err != nil {
			t.Fatal(err)
		}
		x := make([]float32, int(tokens)%8*cols)
		for i, b := 0, repeat(activations, 4*len(x)); i < len(x); i++ {
			x[i] = math.Float32frombits(uint32(b[4*i]) | uint32(b[4*i+1])<<8 | uint32(b[4*i+2])<<16 | uint32(b[4*i+3])<<24)
		}
		everywhere(t, typ.String(), func() []float32 { return matMul(m, x, 0) })
	})
}

// repeat returns n bytes of b over and over.
func repeat(b []byte, n int) []byte {
	if len(b) == 0 {
		b = []byte{0}
	}
	all := make([]byte, n)
	for i := range all {
		all[i] = b[i%len(b)]
	}
	return all
}
