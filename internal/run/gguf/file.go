package gguf

import (
	"encoding/binary"
	"math"
)

// File is a parsed GGUF file. It is safe for concurrent use until [File.Close].
type File struct {
	values  map[string]value
	tensors []*Tensor
	byName  map[string]*Tensor
	unmap   func() error
}

// Close unmaps a file that [Open] mapped. Nothing of the file, and no model or
// adapter that was loaded from it, may be used afterwards; strings stay valid.
func (f *File) Close() error {
	if f.unmap == nil {
		return nil
	}
	unmap := f.unmap
	f.unmap = nil
	return unmap()
}

// Has says whether the file has the key.
func (f *File) Has(key string) bool {
	_, ok := f.values[key]
	return ok
}

// String returns a string value; ok is false if the key is missing or of another type.
func (f *File) String(key string) (s string, ok bool) {
	v, ok := f.values[key]
	if !ok || v.kind != kindString {
		return "", false
	}
	return string(v.data), true
}

// Uint returns an integer value that is not negative, whatever its width.
func (f *File) Uint(key string) (u uint64, ok bool) {
	v, ok := f.values[key]
	if !ok {
		return 0, false
	}
	if v.kind == kindU64 {
		return binary.LittleEndian.Uint64(v.data), true
	}
	i, ok := integer(v.kind, v.data)
	if !ok || i < 0 {
		return 0, false
	}
	return uint64(i), true
}

// Float returns a floating-point value of either width.
func (f *File) Float(key string) (x float64, ok bool) {
	v, ok := f.values[key]
	switch {
	case ok && v.kind == kindF32:
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(v.data))), true
	case ok && v.kind == kindF64:
		return math.Float64frombits(binary.LittleEndian.Uint64(v.data)), true
	}
	return 0, false
}

// Bool returns a boolean value.
func (f *File) Bool(key string) (b, ok bool) {
	v, ok := f.values[key]
	if !ok || v.kind != kindBool {
		return false, false
	}
	return v.data[0] != 0, true
}

// Strings returns an array of strings. They share one allocation.
func (f *File) Strings(key string) (list []string, ok bool) {
	v, ok := f.values[key]
	if !ok || v.kind != kindArray || v.elem != kindString {
		return nil, false
	}
	all := string(v.data)
	list = make([]string, v.count)
	off := 0
	for i := range list {
		n := int(binary.LittleEndian.Uint64(v.data[off:]))
		off += 8
		list[i] = all[off : off+n]
		off += n
	}
	return list, true
}

// Ints returns an array of integers of any width; ok is false if one does not
// fit in an int64.
func (f *File) Ints(key string) (list []int64, ok bool) {
	v, ok := f.values[key]
	if !ok || v.kind != kindArray {
		return nil, false
	}
	size := v.elem.size()
	if _, ok := integer(v.elem, make([]byte, 8)); !ok {
		return nil, false
	}
	list = make([]int64, v.count)
	for i := range list {
		if list[i], ok = integer(v.elem, v.data[i*size:]); !ok {
			return nil, false
		}
	}
	return list, true
}

// Floats returns an array of floating-point numbers of single precision.
func (f *File) Floats(key string) (list []float32, ok bool) {
	v, ok := f.values[key]
	if !ok || v.kind != kindArray || v.elem != kindF32 {
		return nil, false
	}
	list = make([]float32, v.count)
	for i := range list {
		list[i] = math.Float32frombits(binary.LittleEndian.Uint32(v.data[4*i:]))
	}
	return list, true
}

// Tensor returns the named tensor.
func (f *File) Tensor(name string) (*Tensor, bool) {
	t, ok := f.byName[name]
	return t, ok
}

// Tensors returns all tensors in the order of the file. Callers must not
// change the slice.
func (f *File) Tensors() []*Tensor {
	return f.tensors
}
