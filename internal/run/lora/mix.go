package lora

import (
	"fmt"
	"runtime"
	"sync"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
)

// mixBlock is how many elements of every matrix are mixed at a time: what 64
// bases and 28 layers have of them stays in a core's own cache. It is a
// multiple of every type's block.
const mixBlock = 2048

// Mix makes the adapter whose matrices are sums over the basis:
// A = sum over n of c[l, m, n, 0] A_n and B = sum over n of c[l, m, n, 1] B_n.
// Coefficients have the shape [layers, modules, bases, 2]. All cores share the
// work; what it needs beside the adapter is less than a megabyte for each.
func (b *Basis) Mix(coefficients []float32) (*Adapter, error) {
	if err := b.checkCoefficients(coefficients); err != nil {
		return nil, err
	}
	ad := &Adapter{layers: make([]Layer, b.layers)}
	var jobs []mixJob
	for i, m := range b.modules {
		as, bs := b.newMix(m.a, i, 0, coefficients), b.newMix(m.b, i, 1, coefficients)
		jobs = append(append(jobs, as.jobs()...), bs.jobs()...)
		for l := range ad.layers {
			a, err := as.matrix(l, b.rank, m.inputs)
			if err != nil {
				return nil, err
			}
			bb, err := bs.matrix(l, m.outputs, b.rank)
			if err != nil {
				return nil, err
			}
			ad.layers[l][m.module] = &Pair{A: a, B: bb, Scale: b.alpha / float32(b.rank), alpha: b.alpha,
				a: as.tensor(l, b.rank, m.inputs), b: bs.tensor(l, m.outputs, b.rank)}
		}
	}
	if err := share(jobs); err != nil {
		return nil, err
	}
	return ad, nil
}

// checkCoefficients refuses a wrong number of them, and what is no number.
func (b *Basis) checkCoefficients(coefficients []float32) error {
	want := b.layers * len(b.modules) * b.bases * 2
	if len(coefficients) != want {
		return fmt.Errorf("lora: %d coefficients, want %d (%d layers, %d modules, %d bases, 2)",
			len(coefficients), want, b.layers, len(b.modules), b.bases)
	}
	for i, c := range coefficients {
		if c-c != 0 { // NaN or an infinity
			return fmt.Errorf("lora: coefficient %d is %g", i, c)
		}
	}
	return nil
}

// mix is the work on one side of one module, for all layers.
type mix struct {
	basis   *gguf.Tensor
	bases   int
	size    int         // elements of one matrix
	weights []float32   // [layers, bases]
	to      gguf.Type   // F32 or Q4_0
	floats  [][]float32 // [layers][size], if to is F32
	data    [][]byte    // [layers], if to is Q4_0
}

// newMix prepares side (0 is A, 1 is B) of module i, whose basis is t.
func (b *Basis) newMix(t *gguf.Tensor, i, side int, coefficients []float32) *mix {
	m := &mix{basis: t, bases: b.bases, size: t.Elements() / b.bases, to: b.adapter}
	for l := range b.layers {
		for n := range b.bases {
			m.weights = append(m.weights, coefficients[((l*len(b.modules)+i)*b.bases+n)*2+side])
		}
		if m.to == gguf.F32 {
			m.floats = append(m.floats, make([]float32, m.size))
		} else {
			m.data = append(m.data, make([]byte, m.to.Bytes(m.size)))
		}
	}
	return m
}

// matrix is the one of layer l, which is filled later.
func (m *mix) matrix(l, rows, cols int) (*kernels.Matrix, error) {
	if m.to == gguf.F32 {
		return kernels.FloatMatrix(rows, cols, m.floats[l]), nil
	}
	return kernels.NewMatrix(m.to, rows, cols, m.data[l])
}

// tensor is the same as part of a file; nil if the file would be of another type.
func (m *mix) tensor(l, rows, cols int) *gguf.Tensor {
	if m.to == gguf.F32 {
		return nil
	}
	return &gguf.Tensor{Type: m.to, Dims: []int{cols, rows}, Data: m.data[l]}
}

// mixJob is one block of a mix.
type mixJob struct {
	*mix
	first, n int // elements
}

func (m *mix) jobs() (list []mixJob) {
	for first := 0; first < m.size; first += mixBlock {
		list = append(list, mixJob{m, first, min(mixBlock, m.size-first)})
	}
	return list
}

// run mixes the block for all layers.
func (j mixJob) run(s *mixScratch) error {
	if err := s.decode(j.basis, j.bases, j.first, j.n); err != nil {
		return err
	}
	layers := len(j.weights) / j.bases
	sums := kernels.Rows{Data: s.sums[:layers*j.n], N: layers, Width: j.n, Stride: j.n}
	kernels.Combine(sums, kernels.Rows{Data: s.bases, N: j.bases, Width: j.n, Stride: j.n},
		kernels.Rows{Data: j.weights, N: layers, Width: j.bases, Stride: j.bases}, &s.work)
	for l := range layers {
		if j.to == gguf.F32 {
			copy(j.floats[l][j.first:], sums.Row(l))
			continue
		}
		data, err := gguf.Quantize(j.to, sums.Row(l))
		if err != nil {
			return err
		}
		copy(j.data[l][j.to.Bytes(j.first):], data)
	}
	return nil
}

// mixScratch is one goroutine's memory.
type mixScratch struct {
	bases []float32 // [bases, n] elements of the basis
	sums  []float32 // [layers, n]
	work  kernels.Work
}

// decode fills bases with the elements from first on of each matrix. Blocks of
// the tensor's type may begin before them and end after.
func (s *mixScratch) decode(t *gguf.Tensor, bases, first, n int) error {
	size := t.Elements() / bases
	block, bytes := t.Type.Block()
	if size%block != 0 || first%block != 0 || n%block != 0 {
		return fmt.Errorf("lora: tensor %q: matrices of %d elements are not whole blocks of %v", t.Name, size, t.Type)
	}
	for i := range bases {
		at := (i*size + first) / block * bytes
		if err := gguf.Dequantize(t.Type, t.Data[at:][:n/block*bytes], s.bases[i*n:][:n]); err != nil {
			return err
		}
	}
	return nil
}

// share runs the jobs on all cores.
func share(jobs []mixJob) error {
	var next, failed = make(chan mixJob), make(chan error, 1)
	var done sync.WaitGroup
	for range min(len(jobs), runtime.GOMAXPROCS(0)) {
		done.Go(func() {
			s := &mixScratch{}
			for j := range next {
				s.resize(j)
				if err := j.run(s); err != nil {
					select {
					case failed <- err:
					default: // one is enough
					}
				}
			}
		})
	}
	for _, j := range jobs {
		next <- j
	}
	close(next)
	done.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// resize makes room for a job.
func (s *mixScratch) resize(j mixJob) {
	if n := j.bases * j.n; len(s.bases) < n {
		s.bases = make([]float32, n)
	}
	if n := len(j.weights) / j.bases * j.n; len(s.sums) < n {
		s.sums = make([]float32, n)
	}
}
