package kernels

import (
	"sync"
	"unsafe"

	"github.com/pawgen/pawgen/internal/run/gguf"
)

// mostInterleaved bounds the floating-point matrices that keep a copy of singles
// with their rows interleaved. Those of small models and adapters take little
// memory and are multiplied with few tokens at a time. Larger ones, and those in
// 16 bits, are packed like quantised ones if their columns are whole blocks; rows
// of others are interleaved anew for each product.
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

// packsFloats reports whether a floating-point matrix is packed.
func (m *Matrix) packsFloats() bool {
	_, ok := floatKernelOf()
	small := m.typ == gguf.F32 && m.rows*m.cols <= mostInterleaved
	return ok && !m.typ.Quantized() && !small && m.floats == nil && m.rows >= pair && m.cols%Block == 0
}

// multiplyFloatRecords multiplies rows [first, first+n) with all tokens; first is a
// multiple of 32.
func (m *Matrix) multiplyFloatRecords(p product, w *Work, first, n int) {
	in, size := p.in, packings[m.typ].size()
	single := in.tokens == 1 && m.typ != gguf.F32 && columnsKernelOf(m.typ).single != nil
	w.acc = grow(w.acc, max(pair, in.tokens*panelRows))
	for i := first; i < first+n; i += pair {
		records := p.sources[0].records(w, 0, i)
		if single {
			rows := min(pair, m.rows-i)
			p.start(w.acc[:pair], pair, i, rows, 0, 1)
			columnsKernelOf(m.typ).single(&w.acc[0], &in.x[0], &records[0], m.cols/Block)
			p.finish(w.acc, pair, i, rows, 0, 1)
			continue
		}
		for g := 0; g < 2 && i+g*panelRows < m.rows; g++ {
			at := i + g*panelRows
			rows := min(panelRows, m.rows-at)
			p.start(w.acc, panelRows, at, rows, 0, in.tokens)
			m.addColumns(w, in, records[g*size:], rows)
			p.finish(w.acc, panelRows, at, rows, 0, in.tokens)
		}
	}
}

// addColumns adds to w.acc, [tokens, 16], the products of 16 rows, the first of
// whose records is given and the others of which are each the next but one.
// Singles' records are columns; others' are decoded, 256 columns at a time.
func (m *Matrix) addColumns(w *Work, in *Input, records []byte, rows int) {
	k, _ := floatKernelOf()
	step, size := 1, packings[m.typ].size()
	columns := floatsOf(records)
	if m.typ != gguf.F32 {
		step = panelBlocks
		w.w = grow(w.w, panelBlocks*Block*panelRows)
		columns = w.w
	}
	for b := 0; b < m.cols/Block; b += step {
		blocks := min(step, m.cols/Block-b)
		if m.typ != gguf.F32 {
			columnsKernelOf(m.typ).decode(&columns[0], &records[2*b*size], blocks)
		}
		for r := 0; r < rows; r += k.lanes {
			k.run(&w.acc[r], &in.x[b*Block], &columns[r], in.tokens, blocks*Block, in.cols, panelRows)
		}
		if m.typ == gguf.F32 {
			columns = columns[min(2*Block*panelRows, len(columns)):]
		}
	}
}

// floatsOf returns the singles that records are; their memory is whole lines from an
// address on that singles can have.
func floatsOf(b []byte) []float32 {
	return unsafe.Slice((*float32)(unsafe.Pointer(&b[0])), len(b)/4)
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
