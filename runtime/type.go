package runtime

import (
	"strings"

	"github.com/pawgen/pawgen/internal/answer/schema"
)

// Type is a result type: which answers it allows and what they mean. The model
// can write no other answer.
type Type[T any] struct {
	// form describes the answers. It is a function so that declaring a type does no work.
	form func() schema.Type
	// value is what an answer means, of which quotes are taken from the source.
	value func(answer string, from source) (T, error)
}

// change is the type after a change of its form.
func (t Type[T]) change(change func(*schema.Type)) Type[T] {
	form := t.form
	t.form = func() schema.Type {
		f := form()
		change(&f)
		return f
	}
	return t
}

// Length bounds the characters of a String, or the items of a List or Map. A
// String with a length has an end of its own, and white space at its end stays.
func (t Type[T]) Length(min, max int) Type[T] {
	return t.change(func(f *schema.Type) { f.Length = &schema.Length{Min: min, Max: max} })
}

// Abstain names the label of an Enum that means "don't know"; see [pawgen.Result].
func (t Type[T]) Abstain(label string) Type[T] {
	return t.change(func(f *schema.Type) { f.Abstain = label })
}

// String is free text, up to the model's end token or the program's max_tokens.
// White space around it is cut off.
func String[T ~string]() Type[T] {
	return Type[T]{
		form: func() schema.Type { return schema.Type{Kind: schema.Text} },
		value: func(answer string, _ source) (T, error) {
			return T(strings.TrimSpace(strings.ToValidUTF8(answer, "\uFFFD"))), nil
		},
	}
}

// text is the answers of a form as they are written.
func text(form schema.Type) Type[string] {
	t := Type[string]{
		form:  func() schema.Type { return form },
		value: func(answer string, _ source) (string, error) { return answer, nil },
	}
	if form.Open() {
		t.value = String[string]().value
	}
	return t
}

// Match is text that a regular expression (RE2) matches as a whole.
func Match[T ~string](expr string) Type[T] {
	return Type[T]{
		form:  func() schema.Type { return schema.Type{Kind: schema.Text, Pattern: expr} },
		value: func(answer string, _ source) (T, error) { return T(answer), nil },
	}
}

// Bool is an answer of yes or no; within JSON it is true or false.
func Bool[T ~bool]() Type[T] {
	return Type[T]{
		form:  func() schema.Type { return schema.Type{Kind: schema.Bool} },
		value: func(answer string, _ source) (T, error) { return answer == schema.Yes, nil },
	}
}
