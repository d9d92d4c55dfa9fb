package lora

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
)

// Architecture returns the architecture, of those of the public service's
// interpreters, whose modules the basis has, "" if there is none.
func (b *Basis) Architecture() string {
	for _, arch := range []string{"qwen3", "gpt2"} {
		if slices.Equal(Modules(arch), b.Modules()) {
			return arch
		}
	}
	return ""
}

// Project returns the coefficients whose mixture is nearest to an adapter, and
// the residual: how far that mixture is from it, as a share of its own norm. An
// adapter that was mixed over this basis and rounded to Q4_0 leaves what the
// rounding added, 0.05 to 0.15; its coefficients come from the numbers that the
// rounding left as they were, see [anchors].
func (b *Basis) Project(a *Adapter) (coefficients []float32, residual float64, err error) {
	if a.Layers() != b.layers {
		return nil, 0, fmt.Errorf("lora: the adapter has %d layers, the basis %d", a.Layers(), b.layers)
	}
	coefficients = make([]float32, b.layers*len(b.modules)*b.bases*2)
	var jobs []projection
	for i, m := range b.modules {
		for l := range b.layers {
			p := a.Layer(l)[m.module]
			if p == nil {
				return nil, 0, fmt.Errorf("lora: the adapter does not change %v of layer %d", m.module, l)
			}
			if p.A.Rows() != b.rank || p.A.Cols() != m.inputs || p.B.Rows() != m.outputs || p.Scale != b.alpha/float32(b.rank) {
				return nil, 0, fmt.Errorf("lora: the adapter's %v of layer %d is %d to %d by rank %d and scale %g, want %d to %d by %d and %g", m.module, l,
					p.A.Cols(), p.B.Rows(), p.A.Rows(), p.Scale, m.inputs, m.outputs, b.rank, b.alpha/float32(b.rank))
			}
		}
		jobs = append(jobs, projection{b, m, i, 0}, projection{b, m, i, 1})
	}
	rests, norms, errs := make([]float64, len(jobs)), make([]float64, len(jobs)), make([]error, len(jobs))
	var done sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for j, job := range jobs {
		done.Go(func() {
			free <- struct{}{}
			rests[j], norms[j], errs[j] = job.run(a, coefficients)
			<-free
		})
	}
	done.Wait()
	var rest, norm float64
	for j := range jobs {
		if errs[j] != nil {
			return nil, 0, errs[j]
		}
		rest, norm = rest+rests[j], norm+norms[j]
	}
	if norm == 0 {
		return coefficients, 0, nil
	}
	return coefficients, math.Sqrt(rest / norm), nil
}

// projection is the work on one side of one module.
type projection struct {
	basis  *Basis
	module basisModule
	i      int // of the module
	side   int // 0 is A, 1 is B
}

// run sets the coefficients of all layers. It returns the sums of the squares
// of what is left and of what there was.
func (p projection) run(a *Adapter, coefficients []float32) (rest, norm float64, err error) {
	b, t := p.basis, p.module.a
	if p.side == 1 {
		t = p.module.b
	}
	size := t.Elements() / b.bases
	all := make([]float32, t.Elements())
	if err := gguf.Dequantize(t.Type, t.Data, all); err != nil {
		return 0, 0, err
	}
	base := func(n int) []float32 { return all[n*size:][:size] }
	gram := make([][]float64, b.bases) // lower triangle
	for n := range gram {
		gram[n] = make([]float64, n+1)
		for k := range gram[n] {
			gram[n][k] = dot(base(n), base(k))
		}
	}
	factor := cholesky(gram)
	target, right := make([]float32, size), make([]float64, b.bases)
	for l := range b.layers {
		pair := a.Layer(l)[p.module.module]
		decode(target, []*kernels.Matrix{pair.A, pair.B}[p.side])
		for n := range right {
			right[n] = dot(base(n), target)
		}
		c := factor.solve(right)
		whole := dot(target, target)
		left := p.subtract(target, c, base)
		if exact := anchors([]*gguf.Tensor{pair.a, pair.b}[p.side]); left < rounding*whole && len(exact) > 2*b.bases {
			decode(target, []*kernels.Matrix{pair.A, pair.B}[p.side])
			c = fit(exact, target, b.bases, base)
			left = p.subtract(target, c, base)
		}
		for n, x := range c {
			coefficients[((l*len(b.modules)+p.i)*b.bases+n)*2+p.side] = float32(x)
		}
		rest, norm = rest+left, norm+whole
	}
	return rest, norm, nil
}

// rounding is the most that Q4_0 can account for of a matrix's squared norm.
const rounding = .04

// subtract takes the mixture from target and returns the square of what is left.
func (p projection) subtract(target []float32, c []float64, base func(n int) []float32) float64 {
	for n, x := range c {
		kernels.AddScaled(target, -float32(x), base(n))
	}
	return dot(target, target)
}

// anchors are the elements of a Q4_0 tensor that are exact but for the half
// precision of their block's scale: the one of largest magnitude in each block,
// which the scale is made of. A block where another one rounds to the same has
// none. These few say hundreds of times more about the coefficients than all
// the others.
func anchors(t *gguf.Tensor) (list []int) {
	if t == nil || t.Type != gguf.Q4_0 {
		return nil
	}
	elements, bytes := t.Type.Block()
	for block := 0; block*bytes < len(t.Data); block++ {
		b := t.Data[block*bytes:][:bytes]
		found := -1
		for i, q := range b[2:] {
			for high := range 2 {
				if q>>(4*high)&15 != 0 {
					continue
				}
				if found >= 0 {
					found = elements // not the only one
				} else {
					found = i + high*elements/2
				}
			}
		}
		if scale := gguf.HalfToFloat(uint16(b[0]) | uint16(b[1])<<8); found >= 0 && found < elements && scale != 0 {
			list = append(list, block*elements+found)
		}
	}
	return list
}

// fit solves for the coefficients with the anchors only, as shares of their own
// size. The scale of a block says in which interval its anchor was; alternating
// projections onto the intervals and onto the basis lead to coefficients that
// round to the same scales, if there are any.
func fit(elements []int, target []float32, bases int, base func(n int) []float32) []float64 {
	columns := make([][]float32, bases)
	for n := range columns {
		columns[n] = make([]float32, len(elements))
		for i, at := range elements {
			columns[n][i] = base(n)[at] / target[at]
		}
	}
	gram := make([][]float64, bases)
	for n := range gram {
		gram[n] = make([]float64, n+1)
		for k := range gram[n] {
			gram[n][k] = dot(columns[n], columns[k])
		}
	}
	factor, right := cholesky(gram), make([]float64, bases)
	goal, shares := slices.Repeat([]float32{1}, len(elements)), make([]float32, len(elements))
	var c []float64
	for range rounds {
		for n := range right {
			right[n] = dot(columns[n], goal)
		}
		c = factor.solve(right)
		clear(shares)
		for n, x := range c {
			kernels.AddScaled(shares, float32(x), columns[n])
		}
		outside := 0
		for i, share := range shares {
			low, high := halfInterval(target[elements[i]])
			if goal[i] = max(low, min(high, share)); goal[i] != share {
				outside++
			}
		}
		if outside == 0 {
			break
		}
	}
	return c
}

// rounds bounds the projections of [fit].
const rounds = 100

// halfInterval is what rounds to the scale x/-8 in half precision, as shares of
// x.
func halfInterval(x float32) (low, high float32) {
	const inner = .4999
	bits := gguf.HalfFromFloat(x/8) &^ (1 << 15)
	d := gguf.HalfToFloat(bits)
	low, high = 1, 1
	if bits > 0 {
		low -= inner * (d - gguf.HalfToFloat(bits-1)) / d
	}
	if above := gguf.HalfToFloat(bits + 1); above-above == 0 { // no infinity
		high += inner * (above - d) / d
	}
	return low, high
}

// decode decodes a whole matrix.
func decode(dst []float32, m *kernels.Matrix) {
	for i := range m.Rows() {
		m.Row(dst[i*m.Cols():][:m.Cols()], i)
	}
}

func dot(x, y []float32) float64 {
	var s0, s1, s2, s3 float64 // independent, so that additions needn't wait for each other
	n := len(x) &^ 3
	for i := 0; i < n; i += 4 {
		s0 += float64(float64(x[i]) * float64(y[i]))
		s1 += float64(float64(x[i+1]) * float64(y[i+1]))
		s2 += float64(float64(x[i+2]) * float64(y[i+2]))
		s3 += float64(float64(x[i+3]) * float64(y[i+3]))
	}
	for i := n; i < len(x); i++ {
		s0 += float64(float64(x[i]) * float64(y[i]))
	}
	return s0 + s1 + (s2 + s3)
}

// triangle is a lower triangular matrix L with L·Lᵀ the factored one; a row
// whose diagonal is 0 depends on earlier ones and gets the solution 0.
type triangle [][]float64

// dependent is the share of a vector that must be left beside the earlier ones.
const dependent = 1e-10

// cholesky factors a symmetric matrix, of which the lower triangle is given.
func cholesky(a [][]float64) triangle {
	l := make(triangle, len(a))
	for i := range a {
		l[i] = make([]float64, i+1)
		for j := range i + 1 {
			sum := a[i][j]
			for k := range j {
				sum -= float64(l[i][k] * l[j][k])
			}
			switch {
			case i != j && l[j][j] != 0:
				l[i][j] = sum / l[j][j]
			case i == j && sum > dependent*a[i][i]:
				l[i][i] = math.Sqrt(sum)
			}
		}
	}
	return l
}

// solve returns x with L·Lᵀ·x = b.
func (l triangle) solve(b []float64) []float64 {
	x := slices.Clone(b)
	for i := range l {
		for k := range i {
			x[i] -= float64(l[i][k] * x[k])
		}
		x[i] = l.divide(x[i], i)
	}
	for i := len(l) - 1; i >= 0; i-- {
		for k := i + 1; k < len(l); k++ {
			x[i] -= float64(l[k][i] * x[k])
		}
		x[i] = l.divide(x[i], i)
	}
	return x
}

func (l triangle) divide(x float64, i int) float64 {
	if l[i][i] == 0 {
		return 0
	}
	return x / l[i][i]
}

// Distance is how far adapter a is from b, as a share of b's norm, over all
// matrices. It is an error if they don't change the same.
func Distance(a, b *Adapter) (float64, error) {
	if a.Layers() != b.Layers() {
		return 0, fmt.Errorf("lora: adapters of %d and %d layers", a.Layers(), b.Layers())
	}
	var rest, norm float64
	for l := range a.Layers() {
		x, y := a.Layer(l), b.Layer(l)
		for m := range x {
			if (x[m] == nil) != (y[m] == nil) {
				return 0, fmt.Errorf("lora: only one of the adapters changes %v of layer %d", Module(m), l)
			}
			if x[m] == nil {
				continue
			}
			for _, pair := range [][2]*kernels.Matrix{{x[m].A, y[m].A}, {x[m].B, y[m].B}} {
				if pair[0].Rows() != pair[1].Rows() || pair[0].Cols() != pair[1].Cols() {
					return 0, fmt.Errorf("lora: the adapters' %v of layer %d have different sizes", Module(m), l)
				}
				size := pair[0].Rows() * pair[0].Cols()
				u, v := make([]float32, size), make([]float32, size)
				decode(u, pair[0])
				decode(v, pair[1])
				norm += dot(v, v)
				kernels.AddScaled(u, -1, v)
				rest += dot(u, u)
			}
		}
	}
	if norm == 0 {
		return math.Inf(1), nil
	}
	return math.Sqrt(rest / norm), nil
}
