package kernels

import "sync"

// mostInterleaved bounds the floating-point matrices that keep a copy with their
// rows interleaved. Those of small models and adapters take little memory and are
// multiplied with few tokens at a time; rows of large ones are interleaved anew
// for each product.
const mostInterleaved = 1 << 20

// prepare sets what a matrix makes when it is first asked for.
func (m *Matrix) prepare() *Matrix {
	if !m.typ.Quantized() && m.rows*m.cols <= mostInterleaved {
		m.interleaved = sync.OnceValue(m.interleaveAll)
	}
	return m
}

// interleaveAll returns the rows interleaved by 16, [groups, cols, 16]; the last
// group is filled up with arbitrary numbers.
func (m *Matrix) interleaveAll() []float32 {
	var w Work
	groups := (m.rows + panelRows - 1) / panelRows
	all := make([]float32, groups*panelRows*m.cols)
	for g := range groups {
		m.interleaveRows(all[g*panelRows*m.cols:], &w, g*panelRows)
	}
	return all
}

// interleaveRows sets dst, [cols, 16], to the 16 rows from i on, as many as
// there are.
func (m *Matrix) interleaveRows(dst []float32, w *Work, i int) {
	n := min(panelRows, m.rows-i)
	rows := m.floats
	if rows != nil {
		rows = rows[i*m.cols:]
	} else {
		w.floats = grow(w.floats, panelRows*m.cols)
		rows = w.floats
		for r := range n {
			m.Row(rows[r*m.cols:][:m.cols], i+r)
		}
	}
	interleave(dst, Rows{rows, n, m.cols, m.cols})
}

// multiplyFloats multiplies rows [first, first+n) with all tokens; first is a
// multiple of 16.
func (m *Matrix) multiplyFloats(p product, w *Work, first, n int) {
	k, ok := floatKernelOf()
	if !ok {
		m.multiplyFloatRows(p.dst[first:], m.rows, p.in, w, n, func(i int) int { return first + i }, p.add)
		return
	}
	in := p.in
	w.acc = grow(w.acc, in.tokens*panelRows)
	for i := first; i < first+n; i += panelRows {
		rows, columns := min(panelRows, m.rows-i), m.columns(w, i)
		p.start(w.acc, panelRows, i, rows, 0, in.tokens)
		for r := 0; r < rows; r += k.lanes {
			k.run(&w.acc[r], &in.x[0], &columns[r], in.tokens, m.cols, in.cols, panelRows)
		}
		p.finish(w.acc, panelRows, i, rows, 0, in.tokens)
	}
}

// columns returns the 16 rows from i on interleaved, [cols, 16].
func (m *Matrix) columns(w *Work, i int) []float32 {
	if m.interleaved != nil {
		return m.interleaved()[i*m.cols:]
	}
	w.w = grow(w.w, panelRows*m.cols)
	m.interleaveRows(w.w, w, i)
	return w.w
}
