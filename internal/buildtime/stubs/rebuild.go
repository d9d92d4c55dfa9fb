package stubs

import (
	"go/types"
	"reflect"
	"time"
)

// rebuild is a Go type as package reflect knows it, so that values of examples
// are real values, which encoding/json writes as it will write those of calls.
// Named types become what is below their names; int and uint have 64 bits on
// every machine. The type must be one that [reader.input] or a shape allows.
func rebuild(t types.Type) reflect.Type {
	if isTime(t) {
		return reflect.TypeFor[time.Time]()
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return basics[u.Kind()]
	case *types.Pointer:
		return reflect.PointerTo(rebuild(u.Elem()))
	case *types.Slice:
		return reflect.SliceOf(rebuild(u.Elem()))
	case *types.Map:
		return reflect.MapOf(rebuild(u.Key()), rebuild(u.Elem()))
	case *types.Struct:
		fields := make([]reflect.StructField, u.NumFields())
		for i := range fields {
			fields[i] = reflect.StructField{Name: u.Field(i).Name(), Type: reflect.TypeFor[struct{}](), Tag: reflect.StructTag(u.Tag(i))}
			if !skipped(u.Tag(i)) {
				fields[i].Type = rebuild(u.Field(i).Type())
			}
		}
		return reflect.StructOf(fields)
	}
	return reflect.TypeFor[struct{}]()
}

var basics = map[types.BasicKind]reflect.Type{
	types.String: reflect.TypeFor[string](), types.Bool: reflect.TypeFor[bool](),
	types.Int: reflect.TypeFor[int64](), types.Int8: reflect.TypeFor[int8](), types.Int16: reflect.TypeFor[int16](),
	types.Int32: reflect.TypeFor[int32](), types.Int64: reflect.TypeFor[int64](),
	types.Uint: reflect.TypeFor[uint64](), types.Uint8: reflect.TypeFor[uint8](), types.Uint16: reflect.TypeFor[uint16](),
	types.Uint32: reflect.TypeFor[uint32](), types.Uint64: reflect.TypeFor[uint64](),
	types.Float32: reflect.TypeFor[float32](), types.Float64: reflect.TypeFor[float64](),
}
