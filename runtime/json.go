package runtime

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/pawgen/pawgen/internal/answer/schema"
)

// FieldType is a field of a [Struct], from [Field].
type FieldType struct {
	name string
	form func() schema.Type
}

// Field is a field with its name in JSON.
func Field[T any](name string, t Type[T]) FieldType { return FieldType{name, t.form} }

// Struct is a JSON object with exactly the given fields, in their order.
func Struct[T any](fields ...FieldType) Type[T] {
	return fromJSON[T](func() schema.Type {
		t := schema.Type{Kind: schema.Object}
		for _, f := range fields {
			t.Fields = append(t.Fields, schema.Field{Name: f.name, Type: f.form()})
		}
		return t
	})
}

// List is a JSON array.
func List[S ~[]E, E any](item Type[E]) Type[S] {
	return fromJSON[S](func() schema.Type { return schema.Type{Kind: schema.List, Elem: pointer(item.form())} })
}

// Map is a JSON object with any keys.
func Map[M ~map[K]V, K ~string, V any](value Type[V]) Type[M] {
	return fromJSON[M](func() schema.Type { return schema.Type{Kind: schema.Map, Elem: pointer(value.form())} })
}

// Optional is null, which gives nil, or a value.
func Optional[T any](value Type[T]) Type[*T] {
	form := func() schema.Type { return schema.Type{Kind: schema.Optional, Elem: pointer(value.form())} }
	t := fromJSON[*T](form)
	read := t.value
	t.value = func(answer string, from source) (*T, error) {
		if answer == schema.Null || !form().Finite() {
			return read(answer, from)
		}
		v, err := value.value(answer, from)
		return &v, err
	}
	return t
}

// Time is a second in UTC, "2026-01-31T12:00:00Z".
func Time() Type[time.Time] {
	return Type[time.Time]{
		form:  func() schema.Type { return schema.Type{Kind: schema.Time} },
		value: func(answer string, _ source) (time.Time, error) { return time.Parse(time.RFC3339, answer) },
	}
}

// fromJSON is a type whose answers encoding/json reads.
func fromJSON[T any](form func() schema.Type) Type[T] {
	form = sync.OnceValue(form)
	return Type[T]{
		form: form,
		value: func(answer string, from source) (v T, err error) {
			text, err := form().GoJSON(answer, from.placeJSON)
			if err == nil {
				err = json.Unmarshal([]byte(text), &v)
			}
			if err != nil {
				err = fmt.Errorf("internal error: answer %q: %w", answer, err)
			}
			return v, err
		},
	}
}

func pointer[T any](v T) *T { return &v }
