package runtime

import (
	"fmt"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/prompt"
)

// Integer is the set of integer types.
type Integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 |
		~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

// Argument is an argument of a call, from [Arg].
type Argument struct {
	field prompt.Field
	err   error
}

// Arg passes the value of the parameter called name: a string, bool, number,
// time or []byte as text, anything else as JSON.
func Arg(name string, value any) Argument {
	text, err := prompt.Text(value)
	if err != nil {
		err = fmt.Errorf("%w: %s: %w", pawgen.ErrBadArgument, name, err)
	}
	return Argument{prompt.Field{Name: name, Value: text}, err}
}

// input is the text that the interpreter reads for a call.
func input(args []Argument) (string, error) {
	fields := make([]prompt.Field, len(args))
	for i, a := range args {
		if a.err != nil {
			return "", a.err
		}
		fields[i] = a.field
	}
	return prompt.Input(fields), nil
}
