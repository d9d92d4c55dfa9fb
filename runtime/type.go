package runtime

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/pawgen/pawgen/internal/constrain"
	"github.com/pawgen/pawgen/internal/prompt"
	"github.com/pawgen/pawgen/internal/tokenizer"
)

// Type is a result type: which answers it allows and what they mean. The model
// can write no other answer.
type Type[T any] struct {
	form
	value func(answer string) (T, error)
}

// form is the part of a result type that decoding needs.
type form struct {
	// constraint makes the automaton of the answers for a vocabulary.
	constraint func(*tokenizer.Tokenizer) (constrain.Constraint, error)
	// open says that answers have no end of their own: the program's max_tokens bounds them.
	open bool
	// finite says that the answers are labels, so that the others can be named.
	finite bool
}

// String is free text, up to the model's end token or the program's max_tokens.
// White space around it is cut off.
func String[T ~string]() Type[T] {
	return Type[T]{
		form: form{open: true, constraint: func(t *tokenizer.Tokenizer) (constrain.Constraint, error) {
			return constrain.Text(t), nil
		}},
		value: func(answer string) (T, error) {
			return T(strings.TrimSpace(strings.ToValidUTF8(answer, "\uFFFD"))), nil
		},
	}
}

// Bool is an answer of yes or no.
func Bool[T ~bool]() Type[T] {
	return Enum(Label[T]{prompt.Yes, true}, Label[T]{prompt.No, false})
}

// Int is a decimal number that T can hold.
func Int[T Integer]() Type[T] {
	return Type[T]{
		form: form{constraint: func(t *tokenizer.Tokenizer) (constrain.Constraint, error) {
			lowest, highest := limits[T]()
			c, err := constrain.Integer(t, lowest, highest)
			if err != nil {
				return nil, fmt.Errorf("%w: %w", ErrBadBase, err)
			}
			return c, nil
		}},
		value: parseInt[T],
	}
}

// limits are the smallest and the largest value of T.
func limits[T Integer]() (lowest int64, highest uint64) {
	bits := reflect.TypeFor[T]().Bits()
	if ^T(0) > 0 { // unsigned
		return 0, math.MaxUint64 >> (64 - bits)
	}
	return math.MinInt64 >> (64 - bits), math.MaxInt64 >> (64 - bits)
}

// parseInt reads the decimal number of an answer.
func parseInt[T Integer](answer string) (T, error) {
	bits := reflect.TypeFor[T]().Bits()
	if ^T(0) > 0 { // unsigned
		n, err := strconv.ParseUint(answer, 10, bits)
		return T(n), err
	}
	n, err := strconv.ParseInt(answer, 10, bits)
	return T(n), err
}

// Label is one answer of an enum: what the model writes and the value it stands for.
type Label[T any] struct {
	Text  string
	Value T
}

// Enum is one of the labels. Their texts must differ and none may be empty.
func Enum[T any](labels ...Label[T]) Type[T] {
	return Type[T]{
		form: form{finite: true, constraint: func(t *tokenizer.Tokenizer) (constrain.Constraint, error) {
			texts := make([]string, len(labels))
			for i, l := range labels {
				texts[i] = l.Text
			}
			c, err := constrain.Labels(t, texts)
			if err != nil {
				return nil, fmt.Errorf("%w: %w", ErrBadLabels, err)
			}
			return c, nil
		}},
		value: func(answer string) (T, error) {
			for _, l := range labels {
				if l.Text == answer {
					return l.Value, nil
				}
			}
			var zero T
			return zero, fmt.Errorf("internal error: answer %q is no label", answer)
		},
	}
}
