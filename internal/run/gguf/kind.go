package gguf

import (
	"bytes"
	"reflect"
)

// kindOf returns the kind of a Go value and, for a slice, of its elements.
func kindOf(v any) (k, elem kind, ok bool) {
	switch v.(type) {
	case []uint8, []int8, []uint16, []int16, []uint32, []int32, []float32,
		[]bool, []string, []uint64, []int64, []float64:
		zero := reflect.Zero(reflect.TypeOf(v).Elem()).Interface()
		elem, _, ok = kindOf(zero)
		return kindArray, elem, ok
	case uint8:
		return kindU8, 0, true
	case int8:
		return kindI8, 0, true
	case uint16:
		return kindU16, 0, true
	case int16:
		return kindI16, 0, true
	case uint32:
		return kindU32, 0, true
	case int32:
		return kindI32, 0, true
	case float32:
		return kindF32, 0, true
	case bool:
		return kindBool, 0, true
	case string:
		return kindString, 0, true
	case uint64:
		return kindU64, 0, true
	case int64:
		return kindI64, 0, true
	case float64:
		return kindF64, 0, true
	}
	return 0, 0, false
}

// putValue appends a value that kindOf knows.
func putValue(b *bytes.Buffer, v any) {
	switch v := v.(type) {
	case string:
		putString(b, v)
	case []string:
		put(b, uint64(len(v)))
		for _, s := range v {
			putString(b, s)
		}
	default:
		if r := reflect.ValueOf(v); r.Kind() == reflect.Slice {
			put(b, uint64(r.Len()))
		}
		put(b, v)
	}
}
