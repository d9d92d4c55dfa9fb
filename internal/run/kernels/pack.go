package kernels

import (
	"encoding/binary"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/system/mmap"
)

// packing is how a matrix is copied for kernels that read it from
// front to back: pairs of 16 rows after each other, of each pair the blocks of
// the type in their order, first the first 16 rows' and then the others'. A
// record, of 16 rows' blocks, has a line for each of the fields, and then what
// else the blocks have, a line for each 4 bytes.
type packing struct {
	fields []field
	dataAt int // of the rest in a block
	chunks int // of 16 bytes, which it consists of
}

// field is what a block has once: four bytes of each row in a line of the record.
type field struct {
	at     int                   // in a block
	pack   func(to, from []byte) // sets a row's
	kernel fieldKernel           // sets those of 16 rows and many blocks, nil if there is none
}

// fieldKernel packs a field of blocks, at least one, of 16 rows that are stride bytes
// apart: the first block's is at rows and goes to dst, those of the next are size and
// step bytes later.
type fieldKernel func(dst, rows *byte, stride, blocks, size, step int)

// single takes a half-precision number as a single. word takes four bytes as they
// are: a kernel turns half-precision numbers into singles as it reads them. fifths
// takes 32 fifth bits, those of columns in their order, so that bits i of the four
// bytes belong to columns 4i to 4i+3, those of the i-th line of integers.
func single(at int) field { return field{at, packSingle, singlesKernel} }
func word(at int) field   { return field{at, packWord, wordsKernel} }
func fifths(at int) field { return field{at, packFifths, fifthsKernel} }

func packSingle(to, from []byte) {
	binary.LittleEndian.PutUint32(to, math.Float32bits(half(from)))
}

func packWord(to, from []byte) { *(*[4]byte)(to) = [4]byte(from) }

func packFifths(to, from []byte) {
	binary.LittleEndian.PutUint32(to, spread[from[0]]|spread[from[1]]<<2|spread[from[2]]<<4|spread[from[3]]<<6)
}

// spread puts the low four bits of its index into bits 0 of four bytes and the
// high four into bits 1.
var spread = func() (t [256]uint32) {
	for i := range t {
		for bit := range 8 {
			t[i] |= uint32(i>>bit&1) << (bit%4*8 + bit/4)
		}
	}
	return t
}()

// size is the bytes of a record.
func (p packing) size() int { return line * (len(p.fields) + 4*p.chunks) }

// packings has all types; they are packed where there are kernels. A block of a
// floating-point type is 32 numbers: singles' records are columns of 16 rows, those of
// the others pairs of columns.
var packings = map[gguf.Type]packing{
	gguf.F32:    {nil, 0, 8},
	gguf.F16:    {nil, 0, 4},
	gguf.BF16:   {nil, 0, 4},
	gguf.Q8_0:   {[]field{single(0)}, 2, 2},
	gguf.Q4_0:   {[]field{single(0)}, 2, 1},
	gguf.Q4_1:   {[]field{word(0)}, 4, 1},
	gguf.Q5_0:   {[]field{single(0), fifths(2)}, 6, 1},
	gguf.Q5_1:   {[]field{word(0), fifths(4)}, 8, 1},
	gguf.Q4_K:   {nil, 0, 9},
	gguf.Q5_K:   {nil, 0, 11},
	gguf.Q6_K:   {[]field{single(208)}, 0, 13},
	gguf.IQ4_NL: {[]field{single(0)}, 2, 1},
	gguf.IQ4_XS: {[]field{word(0), word(4)}, 8, 8},
}

// arena is the memory of packed matrices. It is given back when nothing refers
// to it.
type arena struct {
	mu   sync.Mutex
	left []byte
}

// Gather puts the packed copies of matrices that belong together in memory of
// their own, outside the heap, and has them made one after the other: the system
// may take a second to find memory for those of a model, and the first answers
// should not wait for it. It must be called before the matrices' first product; it
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
	for i, m := range matrices {
		m.copy.arena, m.copy.turn = a, patience+int64(i*parts/len(matrices))
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
	if !m.packsFloats() && machineKernel(m.typ) == nil {
		return 0
	}
	return (m.rows + pair - 1) / pair * m.pairBytes()
}

// block returns how many columns a block has and how many bytes it takes.
func (m *Matrix) block() (elements, bytes int) {
	if !m.typ.Quantized() {
		return Block, m.typ.Bytes(Block)
	}
	return m.typ.Block()
}

// pairBytes is what 32 rows take in the packed copy.
func (m *Matrix) pairBytes() int {
	elements, _ := m.block()
	return 2 * (m.cols / elements) * packings[m.typ].size()
}

// Gathered matrices are copied one after the other, so that what the copies take
// the forgotten part of the file gives back: a part of them in each round of
// uses, from use number patience on.
const (
	patience = 8
	parts    = 32
)

// packed is the packed copy of a matrix: it is read a third faster than the file
// and needs less work in each product.
type packed struct {
	arena *arena // where data is; nil is the heap, and data is made at once
	turn  int64  // the use that makes data, if there is an arena
	uses  atomic.Int64
	ready atomic.Bool
	mu    sync.Mutex // of who makes data
	data  []byte
}

// source is where a product finds the records of a matrix's rows: in the packed
// copy, which it may have to make, or it makes them for itself.
type source struct {
	*Matrix
	kernel *panelKernel
	ready  bool // the copy is there
	making bool // this product makes it
}

// open returns the source for one product, which calls close at its end.
func (m *Matrix) open() source {
	s := source{Matrix: m, kernel: machineKernel(m.typ)}
	c := &m.copy
	s.ready = c.ready.Load()
	if s.ready || c.arena != nil && !m.due() || !c.mu.TryLock() {
		return s
	}
	if s.ready = c.ready.Load(); s.ready {
		c.mu.Unlock()
		return s
	}
	s.making = true
	c.data = c.arena.take(m.packedBytes())
	return s
}

// due counts a use of a gathered matrix and reports whether it is to be copied.
func (m *Matrix) due() bool {
	n := m.copy.uses.Add(1)
	if n == 1 {
		mmap.Expect(m.data)
	}
	return n >= m.copy.turn
}

// close makes what the product has packed known to others. The file's bytes are
// hardly read any more, only for single rows.
func (s source) close() {
	if !s.making {
		return
	}
	s.copy.ready.Store(true)
	s.copy.mu.Unlock()
	mmap.Forget(s.data)
}

// records returns those of the 32 rows from i on: in the packed copy, or in the
// j-th of the buffers for records.
func (s source) records(w *Work, j, i int) []byte {
	n := s.pairBytes()
	if !s.ready && !s.making {
		for len(w.records) <= j {
			w.records = append(w.records, nil)
		}
		w.records[j] = grow(w.records[j], n)
		s.packPair(w.records[j], i)
		return w.records[j]
	}
	records := s.copy.data[i/pair*n:][:n]
	if s.making {
		s.packPair(records, i)
	}
	return records
}

// packPair makes the records of the 32 rows from i on.
func (m *Matrix) packPair(records []byte, i int) {
	p := packings[m.typ]
	elements, size := m.block()
	stride := m.typ.Bytes(m.cols)
	for g := range 2 {
		first := i + g*panelRows
		rows := m.data[min(first, m.rows)*stride:]
		if first+panelRows > m.rows {
			rows = append(make([]byte, 0, panelRows*stride), rows...)[:panelRows*stride] // and rows of zeros
		}
		blocks := m.cols / elements
		for i, f := range p.fields {
			f.packAll(records[g*p.size()+i*line:], rows[f.at:], stride, blocks, size, 2*p.size())
		}
		for b := range blocks {
			record := records[(2*b+g)*p.size():][:p.size()]
			packRows(record[len(p.fields)*line:], rows[b*size+p.dataAt:], stride, p.chunks)
		}
	}
}

// packAll does what a [fieldKernel] does.
func (f field) packAll(dst, rows []byte, stride, blocks, size, step int) {
	_, _ = dst[(blocks-1)*step+line-1], rows[(panelRows-1)*stride+(blocks-1)*size+1] // kernels check nothing
	if f.kernel != nil {
		f.kernel(&dst[0], &rows[0], stride, blocks, size, step)
		return
	}
	for b := range blocks {
		for r := range panelRows {
			f.pack(dst[b*step+4*r:], rows[r*stride+b*size:])
		}
	}
}
