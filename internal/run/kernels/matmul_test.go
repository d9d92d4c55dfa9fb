package kernels_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
)

// normal returns n normally distributed numbers.
func normal(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

// encode returns x as a type's bytes at an odd address.
func encode(t testing.TB, typ gguf.Type, x []float32) []byte {
	t.Helper()
	data, err := gguf.Quantize(typ, x)
	if err != nil {
		t.Fatal(err)
	}
	return append(make([]byte, 1, len(data)+1), data...)[1:]
}

// product is the definition of a row times a token: the bits that every
// kernel must give.
func product(typ gguf.Type, row []byte, x []float32) float32 {
	n := len(x)
	if !typ.Quantized() {
		w := make([]float32, n)
		gguf.Dequantize(typ, row, w)
		var s float32
		for k := range w {
			s = float32(s + float32(w[k]*x[k]))
		}
		return s
	}
	w, scales, minima := integers(typ, row, n)
	var s float32
	for b := 0; b < n; b += 32 {
		var amax float32
		for _, v := range x[b:][:32] {
			amax = max(amax, float32(math.Abs(float64(v))))
		}
		var sum, ones int32
		for k := b; k < b+32 && amax > 0; k++ {
			q := int32(math.RoundToEven(float64(float32(x[k] * float32(127/amax)))))
			sum += int32(w[k]) * q
			ones += q
		}
		t := float32(amax / 127)
		scale := float32(scales[b/32] * t)
		s = float32(s + float32(float32(sum)*scale))
		if minima != nil {
			s = float32(s + float32(minima[b/32]*float32(t*float32(ones))))
		}
	}
	return s
}

// halves says where the half-precision numbers of a type's blocks are: the
// scale and, if there is one, the scale of the minima.
var halves = map[gguf.Type][]int{
	gguf.Q4_0: {0}, gguf.Q4_1: {0, 2}, gguf.Q5_0: {0}, gguf.Q5_1: {0, 2}, gguf.Q8_0: {0},
	gguf.Q4_K: {0, 2}, gguf.Q5_K: {0, 2}, gguf.Q6_K: {208}, gguf.IQ4_NL: {0}, gguf.IQ4_XS: {0},
}

// integers returns a row's integers (with Q6_K's integer scales), and the
// scale and the minimum of each 32. It lets gguf decode blocks whose scale, or
// all but the minimum, it has changed.
func integers(typ gguf.Type, row []byte, n int) (w, scales, minima []float32) {
	at := halves[typ]
	set := func(d, dmin uint16) []float32 { // decodes the row with other scales, those above 0
		row := append([]byte(nil), row...)
		_, size := typ.Block()
		for b := 0; b < len(row); b += size {
			if d > 0 {
				binary.LittleEndian.PutUint16(row[b+at[0]:], d-1)
			}
			if len(at) > 1 && dmin > 0 {
				binary.LittleEndian.PutUint16(row[b+at[1]:], dmin-1)
			}
		}
		x := make([]float32, n)
		gguf.Dequantize(typ, row, x)
		return x
	}
	const zero, one = 1, 0x3c00 + 1
	if len(at) > 1 {
		all := set(zero, 0)
		for i := 0; i < n; i += 32 {
			minima = append(minima, all[i])
		}
	}
	w = set(one, zero)
	elements, size := typ.Block()
	for b := 0; b < len(row); b += size {
		d := gguf.HalfToFloat(binary.LittleEndian.Uint16(row[b+at[0]:]))
		for part := range elements / 32 {
			s := d
			if typ == gguf.Q4_K || typ == gguf.Q5_K || typ == gguf.IQ4_XS {
				s *= partScale(typ, row[b:], part, w[b/size*elements+part*32:][:32])
			}
			scales = append(scales, s)
		}
	}
	return w, scales, minima
}

// partScale returns the integer scale of a part of a block, which it divides
// the part's 32 numbers by; all are 0 if the scale is.
func partScale(typ gguf.Type, b []byte, part int, w []float32) float32 {
	var s float32
	if typ == gguf.IQ4_XS {
		s = float32(gguf.IQ4Scale((*[6]byte)(b[2:]), part))
	} else {
		scale, _ := gguf.ScaleMin((*[12]byte)(b[4:]), part)
		s = float32(scale)
	}
	for i := range w {
		if s != 0 {
			w[i] /= s
		}
	}
	return s
}

// TestMatMul compares with the definition, bit for bit, for every type, all
// lengths, numbers of rows and tokens around the kernels' steps.
func TestMatMul(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, typ := range gguf.Types() {
		step, _ := typ.Block()
		if step == 1 {
			step = 37
		}
		for cols := step; cols <= 1024; cols += step {
			rows, tokens := 1+r.IntN(6), 1+r.IntN(7)
			data := encode(t, typ, normal(r, rows*cols))
			x := normal(r, tokens*cols)
			clear(x[:min(32, cols)]) // a block of zeros
			m, err := kernels.NewMatrix(typ, rows, cols, data)
			if err != nil {
				t.Fatal(err)
			}
			checkMatMul(t, fmt.Sprintf("%v, %d rows, %d columns, %d tokens", typ, rows, cols, tokens), m, typ, data, x)
		}
	}
}

func checkMatMul(t *testing.T, name string, m *kernels.Matrix, typ gguf.Type, data []byte, x []float32) {
	t.Helper()
	tokens, size := len(x)/m.Cols(), typ.Bytes(m.Cols())
	var in kernels.Input
	in.Set(make([]float32, 64*m.Cols()), 64, m.Cols()) // leaves something in the buffers
	m.MatMul(make([]float32, 64*m.Rows()), &in)
	in.Set(x, tokens, m.Cols())
	got := make([]float32, tokens*m.Rows())
	m.MatMul(got, &in)
	list := []int32{int32(m.Rows() - 1), 0}
	some := make([]float32, tokens*2)
	m.MatMulRows(some, &in, list)
	for i := range tokens {
		for j := range m.Rows() {
			want := product(typ, data[j*size:][:size], x[i*m.Cols():][:m.Cols()])
			if v := got[i*m.Rows()+j]; math.Float32bits(v) != math.Float32bits(want) {
				t.Fatalf("%s: token %d, row %d: got %g, want %g", name, i, j, v, want)
			}
		}
		for j, row := range list {
			if some[i*2+j] != got[i*m.Rows()+int(row)] {
				t.Fatalf("%s: MatMulRows differs in token %d, row %d", name, i, row)
			}
		}
	}
}

// TestMatMulExtremes multiplies the largest integers, where lanes are fullest.
func TestMatMulExtremes(t *testing.T) {
	const cols = 256
	x := make([]float32, 3*cols)
	for i := range x {
		x[i] = 1
		if i/cols == 1 {
			x[i] = -1
		}
	}
	for typ, at := range halves {
		for _, fill := range []byte{0x00, 0x7f, 0x80, 0xff} {
			data := make([]byte, typ.Bytes(cols))
			_, size := typ.Block()
			for i := range data {
				data[i] = fill
			}
			for b := 0; b < len(data); b += size {
				for _, at := range at {
					binary.LittleEndian.PutUint16(data[b+at:], 0x3c00)
				}
			}
			m, err := kernels.NewMatrix(typ, 1, cols, data)
			if err != nil {
				t.Fatal(err)
			}
			checkMatMul(t, fmt.Sprintf("%v filled with %#x", typ, fill), m, typ, data, x)
		}
	}
}

// TestRounding shows ties going to even, through a weight of 1.
func TestRounding(t *testing.T) {
	w := make([]float32, 32)
	w[1] = 127 // becomes the integer 127, scale 1
	m, err := kernels.NewMatrix(gguf.Q8_0, 1, 32, encode(t, gguf.Q8_0, w))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ x, want float32 }{
		{0.5, 0}, {1.5, 2}, {2.5, 2}, {-0.5, 0}, {-1.5, -2}, {-2.5, -2}, {126.5, 126}, {-127, -127}, {0.51, 1},
	} {
		x := make([]float32, 32)
		x[0], x[1] = 127, c.x // scale 1
		var in kernels.Input
		in.Set(x, 1, 32)
		got := make([]float32, 1)
		m.MatMul(got, &in)
		if got[0] != 127*c.want {
			t.Errorf("%g was rounded to %g, want %g", c.x, got[0]/127, c.want)
		}
	}
}

// TestNotFinite shows that what is not a number stays so, and that the
// smallest numbers count as zero.
func TestNotFinite(t *testing.T) {
	w := normal(rand.New(rand.NewPCG(1, 2)), 32)
	m, err := kernels.NewMatrix(gguf.Q8_0, 1, 32, encode(t, gguf.Q8_0, w))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1)), 1e-40, 0} {
		x := make([]float32, 32)
		x[3] = v
		var in kernels.Input
		in.Set(x, 1, 32)
		got := []float32{1}
		m.MatMul(got, &in)
		if finite := v-v == 0; finite && got[0] != 0 || !finite && got[0]-got[0] == 0 {
			t.Errorf("%g gave %g", v, got[0])
		}
	}
}

func TestFloatMatrix(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	w := normal(r, 5*7)
	checkMatMul(t, "floats", kernels.FloatMatrix(5, 7, w), gguf.F32, encode(t, gguf.F32, w), normal(r, 2*7))
	row := make([]float32, 7)
	kernels.FloatMatrix(5, 7, w).Row(row, 3)
	if row[0] != w[21] || row[6] != w[27] {
		t.Errorf("row 3 is %v", row)
	}
}

func TestNewMatrixErrors(t *testing.T) {
	for _, c := range []struct {
		typ        gguf.Type
		rows, cols int
		bytes      int
		want       string
	}{
		{10, 1, 32, 20, "kernels: weights of type 10 are not supported"},
		{gguf.Q8_0, 1, 48, 51, "kernels: a matrix of Q8_0 cannot be 1 by 48"},
		{gguf.F32, 0, 48, 0, "kernels: a matrix of F32 cannot be 0 by 48"},
		{gguf.F32, 2, 3, 25, "kernels: a 2 by 3 matrix of F32 has 25 bytes"},
		{gguf.F16, 2, 3, 8, "kernels: a 2 by 3 matrix of F16 has 8 bytes"},
	} {
		_, err := kernels.NewMatrix(c.typ, c.rows, c.cols, make([]byte, c.bytes))
		if err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

func TestMatVec(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for n := range 14 {
		const width = 9
		rows, x := normal(r, n*width), normal(r, width)
		got := make([]float32, n)
		kernels.MatVec(got, rows, x)
		for j := range n {
			var want float32
			for k, v := range x {
				want += float32(rows[j*width+k] * v)
			}
			if got[j] != want {
				t.Fatalf("%d rows: product %d is %g, want %g", n, j, got[j], want)
			}
		}
	}
}
