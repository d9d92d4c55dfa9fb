package runtime

import (
	"fmt"
	"reflect"
	"strconv"

	"github.com/pawgen/pawgen/internal/answer/schema"
)

// Label is one answer of an enum: what the model writes and the value it stands for.
type Label[T any] struct {
	Text  string
	Value T
}

// Enum is one of the labels. Their texts must differ and none may be empty.
func Enum[T any](labels ...Label[T]) Type[T] {
	return Type[T]{
		form: func() schema.Type {
			t := schema.Type{Kind: schema.Enum}
			for _, l := range labels {
				t.Labels = append(t.Labels, schema.Label{Text: l.Text, Value: integerJSON(l.Value)})
			}
			return t
		},
		value: func(answer string, _ source) (T, error) {
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

// integerJSON is an integer as encoding/json has it; "" for other values.
func integerJSON(value any) string {
	switch v := reflect.ValueOf(value); {
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10)
	}
	return ""
}
