package kernels

import (
	"math"
	"testing"
)

// relative returns |got-want| / max(|want|, floor).
func relative(got, want, floor float64) float64 {
	return math.Abs(got-want) / math.Max(math.Abs(want), floor)
}

func TestExp(t *testing.T) {
	for i := -87000; i <= 88000; i++ {
		x := float32(i) / 1000
		if e := relative(float64(Exp(x)), math.Exp(float64(x)), 0); e > 2e-7 {
			t.Fatalf("Exp(%g) = %g, relative error %g", x, Exp(x), e)
		}
	}
	inf := float32(math.Inf(1))
	for _, c := range []struct{ x, want float32 }{{0, 1}, {-87.01, 0}, {88.01, inf}, {inf, inf}, {-inf, 0}, {1e-30, 1}} {
		if got := Exp(c.x); got != c.want {
			t.Errorf("Exp(%g) = %g, want %g", c.x, got, c.want)
		}
	}
	if nan := Exp(float32(math.NaN())); nan == nan {
		t.Errorf("Exp(NaN) = %g", nan)
	}
}

func TestSoftmax(t *testing.T) {
	x := []float32{1000, 1001, 999, -1000}
	Softmax(x)
	z := 1 + math.Exp(-1) + math.Exp(-2)
	for i, want := range []float64{math.Exp(-1) / z, 1 / z, math.Exp(-2) / z, 0} {
		if relative(float64(x[i]), want, 1e-30) > 3e-7 {
			t.Errorf("element %d is %g, want %g", i, x[i], want)
		}
	}
	Softmax(nil)
}

func TestSwiGLU(t *testing.T) {
	gate := []float32{-100, -2, 0, 3, 100}
	up := []float32{2, -3, 4, 5, -1}
	for i, g := range append([]float32(nil), gate...) {
		want := float64(g) / (1 + math.Exp(-float64(g))) * float64(up[i])
		got := []float32{g}
		SwiGLU(got, up[i:])
		if relative(float64(got[0]), want, 1e-30) > 4e-7 {
			t.Errorf("silu(%g) * %g = %g, want %g", g, up[i], got[0], want)
		}
	}
}

func TestRMSNorm(t *testing.T) {
	x := []float32{3, -4, 0, 5}
	want := math.Sqrt((9+16+25)/4. + 0.5)
	got := make([]float32, 4)
	RMSNorm(got, x, []float32{1, 2, 3, -1}, 0.5)
	for i, w := range []float64{3 / want, -8 / want, 0, -5 / want} {
		if relative(float64(got[i]), w, 1e-30) > 2e-7 {
			t.Errorf("element %d is %g, want %g", i, got[i], w)
		}
	}
}

// TestElementary compares with package math, whose results may differ in the
// last places.
func TestElementary(t *testing.T) {
	for i := range 20000 {
		x := float64(i)*0.017 + 1e-3
		s, c := sinCos(x * 100)
		for name, e := range map[string]float64{
			"exp64":  relative(exp64(x), math.Exp(x), 0),
			"exp64-": relative(exp64(-x), math.Exp(-x), 0),
			"log64":  relative(log64(x*x), math.Log(x*x), 1),
			"erf":    relative(erf(x/30), math.Erf(x/30), 0),
			"sin":    relative(s, math.Sin(x*100), 1),
			"cos":    relative(c, math.Cos(x*100), 1),
		} {
			if !(e < 5e-15) {
				t.Fatalf("%s at %g: error %g", name, x, e)
			}
		}
	}
	if erf(-0.5) != -erf(0.5) || erf(0) != 0 || erf(7) != 1 {
		t.Error("erf is wrong at -0.5, 0 or 7")
	}
}

func TestGELU(t *testing.T) {
	for i := -8000; i < 8000; i++ {
		x := float64(i) / 1000
		got := []float32{float32(x)}
		GELU(got)
		if want := x / 2 * (1 + math.Erf(x/math.Sqrt2)); math.Abs(float64(got[0])-want) > 1e-6 {
			t.Fatalf("GELU(%g) = %g, want %g", x, got[0], want)
		}
	}
}

func TestRotary(t *testing.T) {
	const n, position = 6, 12345
	f := Frequencies(1e6, n)
	cos, sin := make([]float32, n/2), make([]float32, n/2)
	Angles(cos, sin, f, position)
	x := []float32{1, 2, 3, 4, 5, 6}
	Rotate(x, cos, sin)
	for i := range n / 2 {
		angle := position * math.Pow(1e6, -2*float64(i)/n)
		a, b := float64(i+1), float64(i+1+n/2)
		want := [2]float64{a*math.Cos(angle) - b*math.Sin(angle), b*math.Cos(angle) + a*math.Sin(angle)}
		if math.Abs(float64(x[i])-want[0]) > 2e-6 || math.Abs(float64(x[i+n/2])-want[1]) > 2e-6 {
			t.Errorf("pair %d is %g, %g, want %g", i, x[i], x[i+n/2], want)
		}
	}
}

func TestGELUTanh(t *testing.T) {
	for i := -12000; i < 12000; i++ {
		x := float64(float32(i) / 1000)
		got := []float32{float32(x)}
		GELUTanh(got)
		want := x / (1 + math.Exp(-2*math.Sqrt(2/math.Pi)*(x+0.044715*x*x*x)))
		if relative(float64(got[0]), want, 1e-30) > 2e-5 || math.Abs(float64(got[0])-want) > 2e-7*math.Max(1, x) {
			t.Fatalf("GELUTanh(%g) = %g, want %g", x, got[0], want)
		}
	}
	inf := float32(math.Inf(1))
	for _, c := range []struct{ x, want float32 }{{0, 0}, {1e30, 1e30}, {-1e30, 0}, {inf, inf}} {
		got := []float32{c.x}
		GELUTanh(got)
		if got[0] != c.want {
			t.Errorf("GELUTanh(%g) = %g, want %g", c.x, got[0], c.want)
		}
	}
}

func TestLayerNorm(t *testing.T) {
	x := []float32{3, -4, 0, 5}
	root := math.Sqrt((4+25+1+16)/4. + 0.5)
	LayerNorm(x, x, []float32{1, 2, 3, -1}, []float32{0, 10, -1, 2}, 0.5)
	for i, w := range []float64{2 / root, -10/root + 10, -3/root - 1, -4/root + 2} {
		if relative(float64(x[i]), w, 1e-30) > 4e-7 {
			t.Errorf("element %d is %g, want %g", i, x[i], w)
		}
	}
}
