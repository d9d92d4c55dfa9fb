package gguf

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

const maxDims = 4

// Tensor is one tensor of a file.
type Tensor struct {
	Name string
	Type Type
	// Dims are the sizes, the contiguous dimension first: a matrix of a linear
	// layer is [inputs, outputs].
	Dims []int
	// Data are the elements in the file, shared and read-only. They are at any
	// address: nothing may assume alignment.
	Data []byte

	offset uint64 // from the start of the data section
	bytes  uint64 // len(Data), known before Data is
}

// Elements returns the product of the dimensions.
func (t *Tensor) Elements() int {
	n := 1
	for _, d := range t.Dims {
		n *= d
	}
	return n
}

// Floats returns the elements as single precision.
func (t *Tensor) Floats() ([]float32, error) {
	x := make([]float32, t.Elements())
	if err := Dequantize(t.Type, t.Data, x); err != nil {
		return nil, fmt.Errorf("gguf: tensor %q: %s", t.Name, strings.TrimPrefix(err.Error(), "gguf: "))
	}
	return x, nil
}

// tensor reads a tensor's description.
func (c *cursor) tensor() *Tensor {
	t := &Tensor{Name: string(c.text(maxName, "a tensor's name"))}
	n := c.u32("a tensor's number of dimensions")
	if n < 1 || n > maxDims {
		c.fail("tensor %q has %d dimensions, want 1 to %d", t.Name, n, maxDims)
		return t
	}
	for range n {
		d := c.u64("a tensor's dimension")
		if d < 1 || d > math.MaxInt32 {
			c.fail("tensor %q has a dimension of %d, want 1 to %d", t.Name, d, math.MaxInt32)
			return t
		}
		t.Dims = append(t.Dims, int(d))
	}
	t.Type = Type(c.u32("a tensor's type"))
	t.offset = c.u64("a tensor's offset")
	if c.err == nil {
		c.err = t.measure()
	}
	return t
}

// measure sets the size in bytes, after the type and the dimensions.
func (t *Tensor) measure() error {
	elements, bytes := t.Type.Block()
	if elements == 0 {
		return fmt.Errorf("gguf: tensor %q has %v, which is not supported (%s are)", t.Name, t.Type, known())
	}
	if t.Dims[0]%elements != 0 {
		return fmt.Errorf("gguf: tensor %q is %v with rows of %d, want a multiple of %d", t.Name, t.Type, t.Dims[0], elements)
	}
	size := uint64(t.Dims[0]/elements) * uint64(bytes)
	for _, d := range t.Dims[1:] {
		if size > math.MaxInt/uint64(d) {
			return fmt.Errorf("gguf: tensor %q is too large: dimensions %v", t.Name, t.Dims)
		}
		size *= uint64(d)
	}
	// The element count of a quantised type is larger than its size.
	if size/uint64(bytes) > math.MaxInt/uint64(elements) {
		return fmt.Errorf("gguf: tensor %q is too large: dimensions %v", t.Name, t.Dims)
	}
	t.bytes = size
	return nil
}

// place finds the tensors' bytes in the data section, which starts at start.
func place(tensors []*Tensor, data []byte, start, alignment int) error {
	section := data[min(start, len(data)):]
	for _, t := range tensors {
		if t.offset%uint64(alignment) != 0 {
			return fmt.Errorf("gguf: tensor %q is at offset %d, want a multiple of %d", t.Name, t.offset, alignment)
		}
		if t.offset > uint64(len(section)) || t.bytes > uint64(len(section))-t.offset {
			end := float64(start) + float64(t.offset) + float64(t.bytes) // may not fit in an integer
			return fmt.Errorf("gguf: tensor %q ends at %.0f, past the end of the file (%d)", t.Name, end, len(data))
		}
		t.Data = section[t.offset : t.offset+t.bytes : t.offset+t.bytes]
	}
	return overlaps(tensors)
}

// overlaps returns an error if two tensors share bytes.
func overlaps(tensors []*Tensor) error {
	sorted := slices.SortedStableFunc(slices.Values(tensors), func(a, b *Tensor) int {
		if a.offset < b.offset {
			return -1
		}
		return int(min(a.offset-b.offset, 1))
	})
	for i := 1; i < len(sorted); i++ {
		a, b := sorted[i-1], sorted[i]
		if a.offset+a.bytes > b.offset {
			return fmt.Errorf("gguf: tensors %q and %q overlap", a.Name, b.Name)
		}
	}
	return nil
}
