package kernels

import (
	"fmt"
	"sync"

	"github.com/pawgen/pawgen/internal/gguf"
)

// Matrix is the weight of a linear layer, [rows, cols]: outputs, inputs. The
// rows as they are in the file are the definition; where the machine has
// kernels for it, a copy with the rows interleaved does the work.
type Matrix struct {
	typ        gguf.Type
	rows, cols int
	data       []byte    // [rows] rows of typ.Bytes(cols) bytes, at any address
	floats     []float32 // instead of data: [rows, cols]

	packOnce   sync.Once
	pack       []byte    // see packed
	packFloats []float32 // see packedFloats
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
	return &Matrix{typ: t, rows: rows, cols: cols, data: data}, nil
}

// FloatMatrix makes a matrix of w, [rows, cols], which is kept.
func FloatMatrix(rows, cols int, w []float32) *Matrix {
	return &Matrix{typ: gguf.F32, rows: rows, cols: cols, floats: w[:rows*cols]}
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
func (m *Matrix) MatMul(dst []float32, in *Input) {
	m.multiply(dst[:in.tokens*m.rows], in, nil)
}

// MatMulRows is MatMul with the listed rows only: dst is [tokens, len(rows)].
func (m *Matrix) MatMulRows(dst []float32, in *Input, rows []int32) {
	if len(rows) > 0 {
		m.multiply(dst[:in.tokens*len(rows)], in, rows)
	}
}

// multiply multiplies with the listed rows, all if rows is nil.
func (m *Matrix) multiply(dst []float32, in *Input, rows []int32) {
	if in.cols != m.cols {
		panic(fmt.Sprintf("kernels: internal error: %d activations for %d columns", in.cols, m.cols))
	}
	if in.tokens == 0 {
		return
	}
	if rows == nil && m.multiplyPacked(dst, in) {
		return
	}
	n := m.rows
	if rows != nil {
		n = len(rows)
	}
	at := func(i int) int {
		if rows != nil {
			return int(rows[i])
		}
		return i
	}
	kernel := rowKernel(m.typ)
	if kernel == nil {
		m.multiplyFloat(dst, in, n, at)
		return
	}
	in.quantize()
	for i := range n {
		kernel(dst[i:], n, m.row(at(i)), in)
	}
}

// multiplyPacked is multiply for all rows if there is a kernel for it.
func (m *Matrix) multiplyPacked(dst []float32, in *Input) bool {
	if m.typ.Quantized() {
		k, ok := groupKernelOf(m.typ)
		if ok {
			m.multiplyGroups(dst, in, k)
		}
		return ok
	}
	k, ok := floatKernelOf()
	if ok {
		m.multiplyFloatGroups(dst, in, k)
	}
	return ok
}

// rowKernel returns what multiplies one row of type t with all tokens: it sets
// dst[token*stride]. It is nil for floating-point types.
func rowKernel(t gguf.Type) func(dst []float32, stride int, row []byte, in *Input) {
	switch t {
	case gguf.Q8_0:
		return rowQ8
	case gguf.Q4_0:
		return rowQ4
	case gguf.Q6_K:
		return rowQ6K
	case gguf.Q4_1:
		return rowQ41
	case gguf.Q5_0:
		return rowQ50
	case gguf.Q5_1:
		return rowQ51
	case gguf.Q4_K:
		return rowQ4K
	case gguf.Q5_K:
		return rowQ5K
	case gguf.IQ4_NL:
		return rowIQ4NL
	case gguf.IQ4_XS:
		return rowIQ4XS
	}
	return nil
}
