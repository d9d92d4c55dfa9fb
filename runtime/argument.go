package runtime

import (
	"fmt"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/answer/quote"
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

// input gives the text that the interpreter reads for a call, in the form of a
// program with some parameters, and what can be quoted of it.
type input func(form prompt.Form, params []string) (string, source, error)

// arguments is the input of a call.
func arguments(args []Argument) input {
	return func(form prompt.Form, _ []string) (string, source, error) {
		list := make([]prompt.Argument, len(args))
		for i, a := range args {
			list[i] = prompt.Argument{Name: a.name, Value: a.value}
		}
		text, err := form.Input(list)
		if err != nil {
			err = fmt.Errorf("%w: %w", pawgen.ErrBadArgument, err)
		}
		return text, quote.Values(list), err
	}
}

// rendered is an input that is text already. All parameters can be quoted: which are texts is not known.
func rendered(text string) input {
	return func(form prompt.Form, params []string) (string, source, error) {
		return text, sourceOf(form, params, text), nil
	}
}
