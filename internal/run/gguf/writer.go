package gguf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

// Writer collects keys and tensors and writes them as a file. The same calls
// give the same bytes. The first mistake is reported by [Writer.WriteTo].
type Writer struct {
	keys    bytes.Buffer
	nKeys   uint64
	tensors []*source
	seen    map[string]bool // "key " or "tensor " and the name
	size    uint64          // of the data section so far
	err     error
}

// source is a tensor that is to be written.
type source struct {
	Tensor
	from io.Reader // of the elements; nil if they are in Data
}

// NewWriter returns an empty writer.
func NewWriter() *Writer {
	return &Writer{seen: map[string]bool{}}
}

// Set adds a key. The value's type in the file follows from its Go type:
// bool, string, an integer or float of fixed size, or a slice of one of these.
func (w *Writer) Set(key string, value any) {
	k, elem, ok := kindOf(value)
	switch {
	case !ok:
		w.fail("key %q has a value of type %T, which has no place in a file", key, value)
		return
	case key == alignmentKey:
		w.fail("key %q is the writer's own", key)
		return
	case !w.fresh("key", key):
		return
	}
	w.nKeys++
	putString(&w.keys, key)
	put(&w.keys, uint32(k))
	if k == kindArray {
		put(&w.keys, uint32(elem))
	}
	putValue(&w.keys, value)
}

// Add adds a tensor; dims has the contiguous dimension first, data is as
// [Quantize] returns it and is kept, not copied.
func (w *Writer) Add(name string, t Type, dims []int, data []byte) {
	tensor := w.add(name, t, dims)
	if tensor == nil {
		return
	}
	if tensor.bytes != uint64(len(data)) {
		w.fail("tensor %q of %v %v has %d bytes, want %d", name, t, dims, len(data), tensor.bytes)
	}
	tensor.Data = data
}

// AddReader is Add for tensors that are too large to hold: their bytes are
// read while the file is written, so that happens once.
func (w *Writer) AddReader(name string, t Type, dims []int, data io.Reader) {
	if tensor := w.add(name, t, dims); tensor != nil {
		tensor.from = data
	}
}

// add notes a tensor; it returns nil after a mistake.
func (w *Writer) add(name string, t Type, dims []int) *source {
	tensor := &source{Tensor: Tensor{Name: name, Type: t, Dims: append([]int(nil), dims...), offset: w.size}}
	if !w.fresh("tensor", name) {
		return nil
	}
	if len(dims) < 1 || len(dims) > maxDims {
		w.fail("tensor %q has %d dimensions, want 1 to %d", name, len(dims), maxDims)
		return nil
	}
	for _, d := range dims {
		if d < 1 {
			w.fail("tensor %q has a dimension of %d", name, d)
			return nil
		}
	}
	if err := tensor.measure(); err != nil {
		w.err = err
		return nil
	}
	w.tensors = append(w.tensors, tensor)
	w.size += padded(tensor.bytes)
	return tensor
}

// WriteTo writes the file.
func (w *Writer) WriteTo(out io.Writer) (int64, error) {
	if w.err != nil {
		return 0, w.err
	}
	var head bytes.Buffer
	head.WriteString(magic)
	put(&head, uint32(version))
	put(&head, uint64(len(w.tensors)))
	put(&head, w.nKeys)
	head.Write(w.keys.Bytes())
	for _, t := range w.tensors {
		putString(&head, t.Name)
		put(&head, uint32(len(t.Dims)))
		for _, d := range t.Dims {
			put(&head, uint64(d))
		}
		put(&head, uint32(t.Type))
		put(&head, t.offset)
	}
	total, err := writePadded(out, &head, uint64(head.Len()))
	for _, t := range w.tensors {
		if err != nil {
			break
		}
		from := t.from
		if from == nil {
			from = bytes.NewReader(t.Data)
		}
		var n int64
		if n, err = writePadded(out, from, t.bytes); err == io.EOF {
			err = fmt.Errorf("gguf: tensor %q has fewer bytes than its %d", t.Name, t.bytes)
		}
		total += n
	}
	return total, err
}

// fresh notes a name and says whether the writer can go on with it.
func (w *Writer) fresh(what, name string) bool {
	if w.seen[what+" "+name] {
		w.fail("%s %q is there twice", what, name)
	}
	if len(name) > maxName {
		w.fail("%s name of %d bytes, the most is %d", what, len(name), maxName)
	}
	w.seen[what+" "+name] = true
	return w.err == nil
}

func (w *Writer) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf("gguf: "+format, args...)
	}
}

// padded rounds a size up to the alignment.
func padded(n uint64) uint64 {
	return (n + defaultAlignment - 1) / defaultAlignment * defaultAlignment
}

// writePadded writes size bytes of data and zeros up to the alignment.
func writePadded(out io.Writer, data io.Reader, size uint64) (int64, error) {
	n, err := io.CopyN(out, data, int64(size))
	if err != nil {
		return n, err
	}
	m, err := out.Write(make([]byte, padded(size)-size))
	return n + int64(m), err
}

// put appends a fixed-size value or slice of them; a buffer takes them all.
func put(b *bytes.Buffer, v any) {
	if err := binary.Write(b, binary.LittleEndian, v); err != nil {
		panic("gguf: internal error: " + err.Error())
	}
}

func putString(b *bytes.Buffer, s string) {
	put(b, uint64(len(s)))
	b.WriteString(s)
}

// File returns what a reader of the file would see, without writing it. The
// tensors share the data that they were added with; those of [Writer.AddReader]
// are an error.
func (w *Writer) File() (*File, error) {
	if w.err != nil {
		return nil, w.err
	}
	var head bytes.Buffer
	head.WriteString(magic)
	put(&head, uint32(version))
	put(&head, uint64(0))
	put(&head, w.nKeys)
	head.Write(w.keys.Bytes())
	f, err := Parse(head.Bytes())
	if err != nil {
		return nil, err
	}
	for _, s := range w.tensors {
		if s.from != nil {
			return nil, fmt.Errorf("gguf: tensor %q is not in memory", s.Name)
		}
		t := s.Tensor
		f.tensors = append(f.tensors, &t)
		f.byName[t.Name] = &t
	}
	return f, nil
}
