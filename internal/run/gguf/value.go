package gguf

import (
	"encoding/binary"
	"math"
)

// kind is the type of a metadata value. The numbers are GGUF's.
type kind uint32

const (
	kindU8 kind = iota
	kindI8
	kindU16
	kindI16
	kindU32
	kindI32
	kindF32
	kindBool
	kindString
	kindArray
	kindU64
	kindI64
	kindF64
)

// size returns the bytes of a scalar, 0 for strings, arrays and unknown kinds.
func (k kind) size() int {
	switch k {
	case kindU8, kindI8, kindBool:
		return 1
	case kindU16, kindI16:
		return 2
	case kindU32, kindI32, kindF32:
		return 4
	case kindU64, kindI64, kindF64:
		return 8
	}
	return 0
}

// value is a metadata value whose extent has been checked. It keeps the
// file's bytes; getters decode them, so parsing allocates nothing for arrays.
type value struct {
	kind  kind
	elem  kind // of an array
	count int  // of an array
	data  []byte
}

// value reads the value of the named key.
func (c *cursor) value(key []byte) value {
	v := value{kind: kind(c.u32("a value's type"))}
	switch {
	case v.kind == kindString:
		v.data = c.text(maxString, "a string")
	case v.kind == kindArray:
		c.array(&v, key)
	case v.kind.size() > 0:
		v.data = c.take(uint64(v.kind.size()), "a value")
	default:
		c.fail("key %q has a value of unknown type %d", key, v.kind)
	}
	return v
}

// array reads the elements of v.
func (c *cursor) array(v *value, key []byte) {
	v.elem = kind(c.u32("an array's type"))
	size := uint64(v.elem.size())
	switch {
	case v.elem == kindString:
		v.count = int(c.count(8, "strings of an array"))
		start := c.off
		for i := 0; i < v.count && c.err == nil; i++ {
			c.text(maxString, "a string of an array")
		}
		v.data = c.data[start:c.off]
	case size > 0:
		v.count = int(c.count(size, "elements of an array"))
		v.data = c.take(uint64(v.count)*size, "an array")
	default:
		c.fail("key %q has an array of unsupported type %d", key, v.elem)
	}
}

// integer decodes a scalar of kind k at the start of b.
func integer(k kind, b []byte) (i int64, ok bool) {
	switch k {
	case kindU8:
		return int64(b[0]), true
	case kindI8:
		return int64(int8(b[0])), true
	case kindU16:
		return int64(binary.LittleEndian.Uint16(b)), true
	case kindI16:
		return int64(int16(binary.LittleEndian.Uint16(b))), true
	case kindU32:
		return int64(binary.LittleEndian.Uint32(b)), true
	case kindI32:
		return int64(int32(binary.LittleEndian.Uint32(b))), true
	case kindI64:
		return int64(binary.LittleEndian.Uint64(b)), true
	case kindU64:
		u := binary.LittleEndian.Uint64(b)
		return int64(u), u <= math.MaxInt64
	}
	return 0, false
}
