package kernels

import (
	"fmt"

	"github.com/pawgen/pawgen/internal/gguf"
)

// Matrix is the weight of a linear layer, [rows, cols]: outputs, inputs. Its
// bytes stay as they are in the file.
type Matrix struct {
	typ        gguf.Type
	rows, cols int
	data       []byte    // [rows] rows of typ.Bytes(cols) bytes, at any address
	floats     []float32 // instead of data: [rows, cols]

	interleaved func() []float32 // of a small matrix of floats; see interleave
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

// MatMul sets dst, [tokens, rows], to the product of each token's activations
// with every row.
func (m *Matrix) MatMul(dst []float32, in *Input) { m.multiply(dst, in, set) }

// AddMatMul adds the product to dst.
func (m *Matrix) AddMatMul(dst []float32, in *Input) { m.multiply(dst, in, Add) }

// set copies x to dst.
func set(dst, x []float32) { copy(dst, x) }

// multiply gives all products to put, some of a token's at a time.
func (m *Matrix) multiply(dst []float32, in *Input, put func(dst, x []float32)) {
	m.check(in)
	if in.tokens == 0 {
		return
	}
	run := m.product(dst[:in.tokens*m.rows], in, put)
	in.Crew.Share((m.rows+pair-1)/pair, m.cost(in.tokens), func(w *Work, first, n int) {
		first *= pair
		run(w, first, min(n*pair, m.rows-first))
	})
}

// cost is about how long a product takes, as [Crew.Share] counts it: reading a
// weight takes as long as multiplying it with some tokens.
func (m *Matrix) cost(tokens int) int { return m.rows * m.cols * (tokens + 15) / 2 }

// product prepares the input and returns what multiplies n rows from first on.
func (m *Matrix) product(dst []float32, in *Input, put func(dst, x []float32)) func(w *Work, first, n int) {
	if !m.typ.Quantized() {
		return func(w *Work, first, n int) { m.multiplyFloats(dst, in, w, put, first, n) }
	}
	if k := panelKernelOf(m.typ); k != nil {
		in.quantizeBlocks()
		return func(w *Work, first, n int) { m.multiplyPanels(dst, in, w, k, put, first, n) }
	}
	in.quantize()
	return func(w *Work, first, n int) { m.multiplyEach(dst, in, w, put, first, n) }
}

// multiplyEach multiplies rows [first, first+n) one by one.
func (m *Matrix) multiplyEach(dst []float32, in *Input, w *Work, put func(dst, x []float32), first, n int) {
	w.acc = grow(w.acc, in.tokens*n)
	for i := range n {
		m.multiplyRow(w.acc[i:], n, in, w, first+i)
	}
	m.put(dst, w.acc, n, put, first, n, 0, in.tokens)
}

// put gives n results of tokens [from, to), those of rows from first on, to put;
// they are stride apart in acc.
func (m *Matrix) put(dst, acc []float32, stride int, put func(dst, x []float32), first, n, from, to int) {
	for t := from; t < to; t++ {
		put(dst[t*m.rows+first:][:n], acc[(t-from)*stride:][:n])
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
		m.multiplyFloatRows(dst, len(rows), in, w, len(rows), func(i int) int { return int(rows[i]) })
		return
	}
	in.quantize()
	for i, row := range rows {
		m.multiplyRow(dst[i:], len(rows), in, w, int(row))
	}
}

// check panics if the input does not fit.
func (m *Matrix) check(in *Input) {
	if in.cols != m.cols {
		panic(fmt.Sprintf("kernels: internal error: %d activations for %d columns", in.cols, m.cols))
	}
}

// multiplyRow sets dst[token*stride] to the products of row i.
func (m *Matrix) multiplyRow(dst []float32, stride int, in *Input, w *Work, i int) {
	f := formats[m.typ]
	w.unpack(f, m.row(i), m.cols/Block)
	w.multiplyRow(dst, stride, f.kind, in)
}
