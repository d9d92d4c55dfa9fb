package gguf

import (
	"maps"
	"slices"
)

// Keys returns the keys of all values in alphabetical order.
func (f *File) Keys() []string { return slices.Sorted(maps.Keys(f.values)) }
