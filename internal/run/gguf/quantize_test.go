package gguf_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
)

func TestHalf(t *testing.T) {
	for _, c := range []struct {
		x float32
		h uint16
	}{
		{0, 0}, {float32(math.Copysign(0, -1)), 0x8000}, {1, 0x3c00}, {-2, 0xc000}, {65504, 0x7bff},
		{65519.99, 0x7bff}, {65520, 0x7c00}, {1e30, 0x7c00}, {float32(math.Inf(-1)), 0xfc00},
		{0x1p-24, 1}, {0x1p-25, 0}, {0x1.000002p-25, 1}, {0x1.8p-24, 2}, {0x1p-14, 0x400}, {0x1.ff8p-15, 0x3ff}, {0x1.fffp-15, 0x400},
		{1 + 0x1p-11, 0x3c00}, {1 + 0x3p-11, 0x3c02}, {1 + 0x1.001p-11, 0x3c01}, {1e-30, 0},
	} {
		if h := gguf.HalfFromFloat(c.x); h != c.h {
			t.Errorf("HalfFromFloat(%g) = %#x, want %#x", c.x, h, c.h)
		}
	}
	for h := range 1 << 16 {
		x := gguf.HalfToFloat(uint16(h))
		back := gguf.HalfFromFloat(x)
		if x != x {
			if back&0x7fff <= 0x7c00 {
				t.Errorf("NaN %#x became %#x", h, back)
			}
			continue
		}
		if back != uint16(h) {
			t.Errorf("%#x became %g and then %#x", h, x, back)
		}
	}
}

func TestBfloat(t *testing.T) {
	for _, c := range []struct{ x, want float32 }{
		{1, 1}, {1 + 0x1p-8, 1}, {1 + 0x3p-8, 1 + 0x1p-6}, {1 + 0x1.01p-8, 1 + 0x1p-7}, {math.MaxFloat32, float32(math.Inf(1))},
	} {
		if got := round(t, gguf.BF16, []float32{c.x})[0]; got != c.want {
			t.Errorf("%g became %g, want %g", c.x, got, c.want)
		}
	}
	if got := round(t, gguf.BF16, []float32{math.Float32frombits(0x7f800001)})[0]; got == got {
		t.Errorf("NaN became %g", got)
	}
}

// round encodes and decodes x.
func round(t *testing.T, typ gguf.Type, x []float32) []float32 {
	t.Helper()
	data, err := gguf.Quantize(typ, x)
	if err != nil {
		t.Fatal(err)
	}
	y := make([]float32, len(x))
	if err := gguf.Dequantize(typ, data, y); err != nil {
		t.Fatal(err)
	}
	return y
}

// TestBlocks pins the bytes of one block of each quantised type: worked out
// by hand from the formats' definitions.
func TestBlocks(t *testing.T) {
	x := make([]float32, 32)
	x[0], x[1], x[2], x[16], x[31] = 127, -127, 0.5, -2.5, 1
	for _, c := range []struct {
		typ  gguf.Type
		want string
	}{
		// d = 1; halves round away from zero.
		{gguf.Q8_0, "003c" + "7f8101" + "00000000000000000000000000" + "fd" + "0000000000000000000000000000" + "01"},
		// d = 127/-8 = -15.875 = 0xcbf0; q = trunc(x/d + 8.5): 127 -> 0, -127 -> 16, kept at 15.
		{gguf.Q4_0, "f0cb" + "808f" + "8888888888888888888888888888"},
		// d = 254/15 = 16.933 = 0x4c3c, m = -127 = 0xd7f0; q = trunc((x+127)/d + 0.5): 127 -> 15, -127 -> 0,
		// -2.5 -> 7.85, all others 8.
		{gguf.Q4_1, "3c4c" + "f0d7" + "7f8088" + "88888888888888888888888888"},
		// d = 127/-16 = -7.9375 = 0xc7f0; q = trunc(x/d + 16.5): 127 -> 0, -127 -> 32, kept at 31; all others 16.
		{gguf.Q5_0, "f0c7" + "feffffff" + "000f" + "0000000000000000000000000000"},
		// d = 254/31 = 8.19 = 0x4819, m = -127; q = trunc((x+127)/d + 0.5): 127 -> 31, -127 -> 0; 0 -> 16;
		// 0.5 -> 16.06, -2.5 -> 15.7, 1 -> 16.1.
		{gguf.Q5_1, "1948" + "f0d7" + "fdfffeff" + "ff0000" + "00000000000000000000000000"},
		// d = -1; -127 is 127, nearest to 113; 0 and 0.5 are nearest to 1 (place 8); -2.5 to 1 too, 1 (as -1) to 1.
		{gguf.IQ4_NL, "00bc" + "808f" + "8888888888888888888888888888"},
	} {
		data, err := gguf.Quantize(c.typ, x)
		if err != nil || hex.EncodeToString(data) != c.want {
			t.Errorf("%v: got %x, %v\nwant %s", c.typ, data, err, c.want)
		}
	}
}

// TestError bounds the rounding error of each type by half a step of its grid.
func TestError(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	x := make([]float32, 256*20)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	for _, c := range []struct {
		typ  gguf.Type
		step float64 // of the largest magnitude of 16 or 32 elements; the scale's own rounding included
	}{
		{gguf.F32, 0}, {gguf.F16, 0x1p-11}, {gguf.BF16, 0x1p-8},
		{gguf.Q8_0, 0.55 / 127}, {gguf.Q4_0, 1.01 / 8}, {gguf.Q6_K, 1.3 / 32},
		{gguf.Q4_1, 1.05 / 15}, {gguf.Q5_0, 1.01 / 16}, {gguf.Q5_1, 1.05 / 31},
		// The rounding of the part's scale and minimum, up to 1/126 of the block's largest each, comes on top.
		{gguf.Q4_K, 1.05/15 + 0.05}, {gguf.Q5_K, 1.05/31 + 0.05},
		// The table's ends: -127 and 113; its widest step: 24.
		{gguf.IQ4_NL, 14.5 / 127}, {gguf.IQ4_XS, 14.5/127 + 0.05},
	} {
		y := round(t, c.typ, x)
		for i := range x {
			var most float64
			for _, v := range x[i/32*32:][:32] {
				most = max(most, math.Abs(float64(v)))
			}
			if e := math.Abs(float64(x[i]) - float64(y[i])); e > most*c.step {
				t.Fatalf("%v: element %d: %g became %g, error %g of %g", c.typ, i, x[i], y[i], e/most, c.step)
			}
		}
	}
}

func TestQuantizeErrors(t *testing.T) {
	nan := make([]float32, 256)
	nan[200] = float32(math.NaN())
	inf := make([]float32, 256)
	inf[0] = float32(math.Inf(1))
	large := make([]float32, 256)
	large[0] = 1e10
	for _, typ := range gguf.Types() {
		if !typ.Quantized() {
			continue
		}
		for _, x := range [][]float32{nan, inf, large, make([]float32, 31)} {
			if _, err := gguf.Quantize(typ, x); err == nil {
				t.Errorf("%v took %g, %g", typ, x[0], x[len(x)-1])
			}
		}
		if y := round(t, typ, make([]float32, 256)); y[0] != 0 || y[255] != 0 {
			t.Errorf("%v: zeros became %g", typ, y[0])
		}
		if err := gguf.Dequantize(typ, make([]byte, typ.Bytes(256)-1), make([]float32, 256)); err == nil {
			t.Errorf("%v: short data decoded", typ)
		}
	}
	if _, err := gguf.Quantize(10, nil); err == nil {
		t.Error("an unknown type was quantised")
	}
	if err := gguf.Dequantize(10, nil, nil); err == nil {
		t.Error("an unknown type was dequantised")
	}
}

// TestDecode pins what random blocks of each type mean: digests of the numbers
// that the formulas of ggml's Python package give for the same bytes.
func TestDecode(t *testing.T) {
	for _, c := range []struct {
		typ    gguf.Type
		scales []int // where the half-precision numbers are in a block
		want   string
	}{
		{gguf.Q4_0, []int{0}, "a1892de23ff14f65"},
		{gguf.Q4_1, []int{0, 2}, "22d1892baa3679d4"},
		{gguf.Q5_0, []int{0}, "73ae95983dfc1405"},
		{gguf.Q5_1, []int{0, 2}, "453d979da0330b5c"},
		{gguf.Q8_0, []int{0}, "0c1a18ded3c31f06"},
		{gguf.Q4_K, []int{0, 2}, "4b2164cb74c9cd8a"},
		{gguf.Q5_K, []int{0, 2}, "45ff5488a2448031"},
		{gguf.Q6_K, []int{208}, "a16dfc8cb97b9489"},
		{gguf.IQ4_NL, []int{0}, "3e9f3e52591f8b98"},
		{gguf.IQ4_XS, []int{0}, "6f509dea74ecbadb"},
	} {
		r := rand.NewPCG(5, uint64(c.typ))
		elements, bytes := c.typ.Block()
		data := make([]byte, 64*bytes)
		for i := range data {
			data[i] = byte(r.Uint64() >> 56)
		}
		for b := 0; b < len(data); b += bytes {
			for _, at := range c.scales {
				data[b+at+1] &^= 0x40 // below 2: neither infinite nor a NaN
			}
		}
		x := make([]float32, 64*elements)
		if err := gguf.Dequantize(c.typ, data, x); err != nil {
			t.Fatal(err)
		}
		out := make([]byte, 0, 4*len(x))
		for _, v := range x {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
		}
		if got := sha256.Sum256(out); hex.EncodeToString(got[:8]) != c.want {
			t.Errorf("%v: the numbers have the digest %x, want %s", c.typ, got[:8], c.want)
		}
	}
}

// encoded are numbers of many sizes: blocks of normal ones, small and large, of one
// sign, of ties, constant, and of zeros.
func encoded() []float32 {
	r := rand.New(rand.NewPCG(7, 7))
	x := make([]float32, 256*64)
	for i := range x {
		x[i] = float32(r.NormFloat64())
		switch i / 32 % 8 {
		case 0:
			x[i] = float32(r.IntN(31) - 15)
		case 1:
			x[i] *= 1e-6
		case 2:
			x[i] = 0
		case 3:
			x[i] = 0.25
		case 4:
			x[i] = -float32(math.Abs(float64(x[i])))
		case 5:
			x[i] *= 1e4
		}
	}
	return x
}

// TestEncode pins the bytes that ggml's Python package, 0.19.0, makes of the same
// numbers. (Where a scale is no normal number, and all is as good as zero, ggml's
// integers are those of a division by it; see inverse.)
func TestEncode(t *testing.T) {
	x := encoded()
	for _, c := range []struct {
		typ  gguf.Type
		want string
	}{
		{gguf.F16, "9fe1b8d9a067f9d2"},
		{gguf.BF16, "4abedef9beb2e1ea"},
		{gguf.Q4_0, "8841b5c0c6fa6a87"},
		{gguf.Q4_1, "6865922c96ba0c6a"},
		{gguf.Q5_0, "e45bb35f90b0c1bd"},
		{gguf.Q5_1, "5223c9257883bc74"},
		{gguf.Q8_0, "2ed771be3918d0ea"},
	} {
		data, err := gguf.Quantize(c.typ, x)
		if err != nil {
			t.Fatal(err)
		}
		if got := sha256.Sum256(data); hex.EncodeToString(got[:8]) != c.want {
			t.Errorf("%v: the bytes have the digest %x, want %s", c.typ, got[:8], c.want)
		}
	}
}
