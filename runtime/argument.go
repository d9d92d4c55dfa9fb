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
	name  string
	value any
}

// Arg passes the value of the parameter called name: a string, bool, number,
// time or []byte as text, anything else as JSON.
func Arg(name string, value any) Argument {
	return Argument{name, value}
}

// input gives the text that the interpreter reads for a call, in a program's form.
type input func(form prompt.Form) (string, error)

// arguments is the input of a call.
func arguments(args []Argument) input {
	return func(form prompt.Form) (string, error) {
		list := make([]prompt.Argument, len(args))
		for i, a := range args {
			list[i] = prompt.Argument{Name: a.name, Value: a.value}
		}
		text, err := form.Input(list)
		if err != nil {
			err = fmt.Errorf("%w: %w", pawgen.ErrBadArgument, err)
		}
		return text, err
	}
}

// rendered is an input that is text already.
func rendered(text string) input {
	return func(prompt.Form) (string, error) { return text, nil }
}
