package runtime

import "github.com/pawgen/pawgen/internal/prompt"

// Scalar is the set of types that an argument may have.
type Scalar interface {
	~string | ~bool | ~float32 | ~float64 | Integer
}

// Integer is the set of integer types.
type Integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 |
		~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

// Argument is an argument of a call, from [Arg].
type Argument struct{ field prompt.Field }

// Arg passes the value of the parameter called name.
func Arg[V Scalar](name string, value V) Argument {
	return Argument{prompt.Field{Name: name, Value: prompt.Value(value)}}
}

// input is the text that the interpreter reads for a call.
func input(args []Argument) string {
	fields := make([]prompt.Field, len(args))
	for i, a := range args {
		fields[i] = a.field
	}
	return prompt.Input(fields)
}
