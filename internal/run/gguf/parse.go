package gguf

import (
	"bytes"
	"fmt"
)

const (
	magic            = "GGUF"
	version          = 3
	defaultAlignment = 32
	alignmentKey     = "general.alignment"
)

// Parse reads a file's header. The file keeps data: tensors point into it, so
// data must not change.
func Parse(data []byte) (*File, error) {
	c := &cursor{data: data}
	if !bytes.HasPrefix(data, []byte(magic)) {
		return nil, fmt.Errorf("gguf: the file starts with %q, want %q", data[:min(len(data), 4)], magic)
	}
	c.off = len(magic)
	if v := c.u32("the version"); c.err == nil && v != version {
		return nil, fmt.Errorf("gguf: version %d is not supported, want %d", v, version)
	}
	// The smallest tensor description has 8+4+8+4+8 bytes, the smallest key 8+4+1.
	tensors := c.count(32, "tensors")
	keys := c.count(13, "keys")
	f := &File{values: map[string]value{}, byName: map[string]*Tensor{}}
	for i := uint64(0); i < keys && c.err == nil; i++ {
		f.addKey(c)
	}
	for i := uint64(0); i < tensors && c.err == nil; i++ {
		f.addTensor(c)
	}
	if c.err != nil {
		return nil, c.err
	}
	alignment, err := f.alignment()
	if err != nil {
		return nil, err
	}
	start := c.off + (alignment-c.off%alignment)%alignment
	if err := place(f.tensors, data, start, alignment); err != nil {
		return nil, err
	}
	return f, nil
}

func (f *File) addKey(c *cursor) {
	key := c.text(maxName, "a key")
	v := c.value(key)
	if f.Has(string(key)) {
		c.fail("key %q is there twice", key)
	}
	if c.err == nil {
		f.values[string(key)] = v
	}
}

func (f *File) addTensor(c *cursor) {
	t := c.tensor()
	if f.byName[t.Name] != nil {
		c.fail("tensor %q is there twice", t.Name)
	}
	if c.err == nil {
		f.tensors = append(f.tensors, t)
		f.byName[t.Name] = t
	}
}

// alignment returns what tensors' offsets are multiples of.
func (f *File) alignment() (int, error) {
	if !f.Has(alignmentKey) {
		return defaultAlignment, nil
	}
	a, ok := f.Uint(alignmentKey)
	if !ok || a < 1 || a > 1<<20 || a&(a-1) != 0 {
		return 0, fmt.Errorf("gguf: %s is %d, want a power of two up to %d", alignmentKey, a, 1<<20)
	}
	return int(a), nil
}
