package gguf

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Keys returns the keys of all values in alphabetical order.
func (f *File) Keys() []string { return slices.Sorted(maps.Keys(f.values)) }

// Describe returns a key's value for messages: a number or a truth value as Go
// writes it, a string in quotes and cut short, "an array of 3 elements", or
// "missing".
func (f *File) Describe(key string) string {
	v, ok := f.values[key]
	if !ok {
		return "missing"
	}
	switch v.kind {
	case kindString:
		const most = 80
		return strconv.Quote(string(v.data[:min(len(v.data), most)]))
	case kindArray:
		return fmt.Sprintf("an array of %d elements", v.count)
	case kindBool:
		return strconv.FormatBool(v.data[0] != 0)
	}
	if u, ok := f.Uint(key); ok {
		return strconv.FormatUint(u, 10)
	}
	if i, ok := integer(v.kind, v.data); ok {
		return strconv.FormatInt(i, 10)
	}
	x, _ := f.Float(key)
	return strconv.FormatFloat(x, 'g', -1, 8*len(v.data))
}
