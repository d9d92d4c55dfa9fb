package kernels

import (
	"runtime"
	"sync"

	"github.com/pawgen/pawgen/internal/gguf"
	"github.com/pawgen/pawgen/internal/mmap"
)

// packing is how a quantised matrix is copied for kernels that read it from
// front to back: pairs of 16 rows after each other, of each pair the blocks of
// the type in their order, first the first 16 rows' and then the others'. A
// record, of 16 rows' blocks, is a line of their scales as singles, and then what
// else the blocks have, a line for each 4 bytes.
type packing struct {
	scaleAt int // of the half-precision scale in a block
	dataAt  int // of the rest
	chunks  int // of 16 bytes, which it consists of
}

// size is the bytes of a record.
func (p packing) size() int { return line + 4*line*p.chunks }

// packings has the types that are packed where there are kernels for it.
var packings = map[gguf.Type]packing{
	gguf.Q8_0: {scaleAt: 0, dataAt: 2, chunks: 2},
	gguf.Q4_0: {scaleAt: 0, dataAt: 2, chunks: 1},
	gguf.Q6_K: {scaleAt: 208, dataAt: 0, chunks: 13},
}

// arena is the memory of packed matrices. It is given back when nothing refers
// to it.
type arena struct {
	mu   sync.Mutex
	left []byte
}

// Gather puts the packed copies of matrices that belong together in memory of
// their own, outside the heap. It must be called before their first product; it
// does nothing for small ones.
func Gather(matrices []*Matrix) {
	const small = 1 << 20
	n := 0
	for _, m := range matrices {
		n += m.packedBytes()
	}
	if n < small {
		return
	}
	data, unmap, err := mmap.Anonymous(n)
	if err != nil {
		return // the heap serves too
	}
	a := &arena{left: data}
	runtime.AddCleanup(a, func(unmap func() error) { _ = unmap() }, unmap)
	for _, m := range matrices {
		m.arena = a
	}
}

// take returns n bytes.
func (a *arena) take(n int) []byte {
	if a == nil {
		return make([]byte, n)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if n > len(a.left) {
		return make([]byte, n)
	}
	data := a.left[:n:n]
	a.left = a.left[n:]
	return data
}

// packedBytes is what the packed copy of the matrix takes, 0 if it gets none.
func (m *Matrix) packedBytes() int {
	if !packs(m.typ) {
		return 0
	}
	elements, _ := m.typ.Block()
	return (m.rows + pair - 1) / pair * 2 * (m.cols / elements) * packings[m.typ].size()
}

// packed returns the packed copy of the matrix, made when it is first asked for:
// it is read a third faster than the file and needs less work in each product.
// The file's bytes are hardly read any more, only for single rows.
func (m *Matrix) packed() []byte {
	m.packOnce.Do(func() {
		p := packings[m.typ]
		elements, size := m.typ.Block()
		stride, blocks := m.typ.Bytes(m.cols), m.cols/elements
		m.pack = m.arena.take(m.packedBytes())
		last := make([]byte, panelRows*stride) // with rows of zeros
		record := m.pack
		for i := 0; i < m.rows; i += pair {
			for b := range blocks {
				for g := i; g < i+pair; g += panelRows {
					rows := m.data[min(g, m.rows)*stride:]
					if g+panelRows > m.rows {
						copy(last, rows)
						clear(last[min(len(rows), len(last)):])
						rows = last
					}
					packRows(record[line:], rows[b*size+p.dataAt:], stride, p.chunks)
					for r := range panelRows {
						putScale(record, r, rows[r*stride+b*size+p.scaleAt:])
					}
					record = record[p.size():]
				}
			}
		}
		mmap.Forget(m.data)
	})
	return m.pack
}

// records returns the packed copy from row i, a multiple of 32, on, and the size
// of what is 256 columns of 32 rows in it.
func (m *Matrix) records(i int) (data []byte, step int) {
	p := packings[m.typ]
	elements, _ := m.typ.Block()
	data = m.packed()
	return data[i/panelRows*(m.cols/elements)*p.size():], 2 * panelBlocks * Block / elements * p.size()
}
