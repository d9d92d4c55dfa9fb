package kernels

import (
	"fmt"
	"runtime"

	"github.com/pawgen/pawgen/internal/run/gguf"
)

// Matrix is the weight of a linear layer, [rows, cols]: outputs, inputs. The
// rows as they are in the file are the definition; where the machine has kernels
// for it, a copy with the rows interleaved does the work.
type Matrix struct {
	typ        gguf.Type
	rows, cols int
	data       []byte    // [rows] rows of typ.Bytes(cols) bytes, at any address
	floats     []float32 // instead of data: [rows, cols]

	interleaved func() []float32 // of a small matrix of floats; see interleave

	copy packed
}

// NewMatrix makes a matrix of weights of type t, which are kept, not copied.
func NewMatrix(t gguf.Type, rows, cols int, data []byte) (*Matrix, error) {
	elements, _ := t.Block()
	if elements == 0 {
		return nil, fmt.Errorf("kernels: weights of %v are not supported", t)
	}
	if rows < 1 || cols < 1 || cols%elements != 0 {
		return nil, fmt.Errorf("kernels: a matrix of %v cannot be %d by %d", t, rows, cols)
	}
	if len(data)/rows != t.Bytes(cols) || len(data)%rows != 0 {
		return nil, fmt.Errorf("kernels: a %d by %d matrix of %v has %d bytes", rows, cols, t, len(data))
	}
	return (&Matrix{typ: t, rows: rows, cols: cols, data: data}).prepare(), nil
}

// FloatMatrix makes a matrix of w, [rows, cols], which is kept.
func FloatMatrix(rows, cols int, w []float32) *Matrix {
	return (&Matrix{typ: gguf.F32, rows: rows, cols: cols, floats: w[:rows*cols]}).prepare()
}

// Rows returns the number of outputs.
func (m *Matrix) Rows() int { return m.rows }

// Cols returns the number of inputs.
func (m *Matrix) Cols() int { return m.cols }

// Row decodes row i into dst, [cols].
func (m *Matrix) Row(dst []float32, i int) {
	if m.floats != nil {
		copy(dst, m.floats[i*m.cols:][:m.cols])
		return
	}
	if err := gguf.Dequantize(m.typ, m.row(i), dst[:m.cols]); err != nil {
		panic("kernels: internal error: " + err.Error()) // NewMatrix checked
	}
}

// row returns the bytes of row i.
func (m *Matrix) row(i int) []byte {
	size := m.typ.Bytes(m.cols)
	return m.data[i*size:][:size]
}

// Change is what [Matrix.MatMul] adds to the products of some tokens: the second
// half of an adapter, which is applied in the same pass.
type Change struct {
	First int     // the first of the tokens
	B     *Matrix // of as many rows as the matrix
	In    *Input  // of the tokens, as many as there are
}

// MatMul sets dst, [tokens, rows], to the product of each token's activations
// with every row. The changes' products are added to that, block by block, as if
// their columns came after the matrix's.
func (m *Matrix) MatMul(dst []float32, in *Input, changes ...Change) {
	m.check(in)
	if in.tokens == 0 {
		return
	}
	now, later := m.split(changes)
	m.multiply(product{dst: dst[:in.tokens*m.rows], in: in, changes: now})
	for _, c := range later {
		c.B.check(c.In)
		c.B.multiply(product{dst: dst[c.First*m.rows:][:c.In.tokens*m.rows], in: c.In, add: true})
	}
}

// split returns the changes that can be applied in the pass of the matrix itself
// and those that need one of their own.
func (m *Matrix) split(changes []Change) (now, later []Change) {
	for _, c := range changes {
		if machineKernel(m.typ) != nil && machineKernel(c.B.typ) != nil {
			c.B.check(c.In)
			c.In.quantizeBlocks()
			now = append(now, c)
		} else {
			later = append(later, c)
		}
	}
	return now, later
}

// product is a product on its way: dst, [tokens, rows], and what goes there.
type product struct {
	dst     []float32
	in      *Input
	changes []Change
	add     bool     // to what is there
	sources []source // of the matrix and of the changes'
}

// multiply does a product.
func (m *Matrix) multiply(p product) {
	run := m.multiplyEach
	switch {
	case m.packsFloats():
		p.open(m)
		defer p.close()
		run = m.multiplyFloatRecords
	case !m.typ.Quantized():
		run = m.multiplyFloats
	case machineKernel(m.typ) != nil:
		p.in.quantizeBlocks()
		p.open(m)
		defer p.close()
		run = m.multiplyPanels
	default:
		p.in.quantize()
	}
	p.in.Crew.Share((m.rows+pair-1)/pair, m.cost(p.in.tokens), func(w *Work, first, n int) {
		first *= pair
		run(p, w, first, min(n*pair, m.rows-first))
	})
	// Their packed copies are not the collector's; they go with the last of these.
	runtime.KeepAlive(m)
	runtime.KeepAlive(p.changes)
}

// open opens the packed copies of the matrix and of the changes'.
func (p *product) open(m *Matrix) {
	p.sources = append(make([]source, 0, 1+len(p.changes)), m.open())
	for _, c := range p.changes {
		p.sources = append(p.sources, c.B.open())
	}
}

// close closes them.
func (p *product) close() {
	for _, s := range p.sources {
		s.close()
	}
}

// cost is about how long a product takes, as [Crew.Share] counts it: reading a
// weight takes as long as multiplying it with some tokens.
func (m *Matrix) cost(tokens int) int { return m.rows * m.cols * (tokens + 15) / 2 }

// multiplyEach multiplies rows [first, first+n) one by one.
func (m *Matrix) multiplyEach(p product, w *Work, first, n int) {
	f := formats[m.typ]
	for i := first; i < first+n; i++ {
		w.unpack(f, m.row(i), m.cols/Block)
		w.multiplyRow(p.dst[i:], m.rows, f.kind, p.in, p.add)
	}
}

// start sets acc, [tokens, width], to what the sums of n rows from first on of
// tokens [from, to) start with.
func (p product) start(acc []float32, width, first, n, from, to int) {
	if !p.add {
		clear(acc)
		return
	}
	rows := len(p.dst) / p.in.tokens
	for t := from; t < to; t++ {
		copy(acc[(t-from)*width:], p.dst[t*rows+first:][:n])
	}
}

// finish stores what start has begun.
func (p product) finish(acc []float32, width, first, n, from, to int) {
	rows := len(p.dst) / p.in.tokens
	if n == pair && vectorStore(p.dst[from*rows+first:to*rows], acc[:(to-from)*pair], rows) {
		return
	}
	for t := from; t < to; t++ {
		copy(p.dst[t*rows+first:][:n], acc[(t-from)*width:])
	}
}

// MatMulRows is MatMul with the listed rows only: dst is [tokens, len(rows)].
func (m *Matrix) MatMulRows(dst []float32, in *Input, rows []int32) {
	m.check(in)
	if in.tokens == 0 || len(rows) == 0 {
		return
	}
	w := works.Get().(*Work)
	defer works.Put(w)
	if !m.typ.Quantized() {
		m.multiplyFloatRows(dst, len(rows), in, w, len(rows), func(i int) int { return int(rows[i]) }, false)
		return
	}
	in.quantize()
	f := formats[m.typ]
	for i, row := range rows {
		w.unpack(f, m.row(int(row)), m.cols/Block)
		w.multiplyRow(dst[i:], len(rows), f.kind, in, false)
	}
}

// check panics if the input does not fit.
func (m *Matrix) check(in *Input) {
	if in.cols != m.cols {
		panic(fmt.Sprintf("kernels: internal error: %d activations for %d columns", in.cols, m.cols))
	}
}
