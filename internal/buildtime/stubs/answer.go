package stubs

import (
	"fmt"
	"go/constant"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/pawgen/pawgen/internal/answer/schema"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// answer is a Go value, made by [rebuild], as answers have it.
func (s *Shape) answer(v reflect.Value) (string, error) {
	value, err := s.value(v)
	if err != nil {
		return "", err
	}
	return s.Form.Render(value)
}

// value is a Go value for [schema.Type.Render].
func (s *Shape) value(v reflect.Value) (any, error) {
	switch s.Form.Kind {
	case compiler.Optional:
		if v.IsNil() {
			return nil, nil
		}
		return s.Elem.value(v.Elem())
	case compiler.Object:
		return s.fields(v)
	case compiler.List:
		values := make([]any, v.Len())
		for i := range values {
			item, err := s.Elem.value(v.Index(i))
			if err != nil {
				return nil, fmt.Errorf("item %d: %w", i, err)
			}
			values[i] = item
		}
		return values, nil
	case compiler.Map:
		return s.entries(v)
	case compiler.Enum:
		return s.label(v)
	case compiler.Bool:
		return v.Bool(), nil
	case compiler.Integer:
		return schema.Number(fmt.Sprint(v.Interface())), nil
	case compiler.Float:
		return schema.Number(schema.Decimal(v.Float(), v.Type().Bits())), nil
	case compiler.Time:
		return v.Interface().(time.Time), nil
	}
	return v.String(), nil
}

// fields are those of a struct that answers have.
func (s *Shape) fields(v reflect.Value) (any, error) {
	var values []any
	for i := range v.NumField() {
		if skipped(string(v.Type().Field(i).Tag)) {
			continue
		}
		n := len(values)
		part, err := s.Fields[n].value(v.Field(i))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Form.Fields[n].Name, err)
		}
		values = append(values, part)
	}
	return values, nil
}

// entries are those of a map, in the order of their keys.
func (s *Shape) entries(v reflect.Value) (any, error) {
	entries := []schema.Entry{}
	for _, key := range v.MapKeys() {
		part, err := s.Elem.value(v.MapIndex(key))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		entries = append(entries, schema.Entry{Key: key.String(), Value: part})
	}
	slices.SortFunc(entries, func(a, b schema.Entry) int { return strings.Compare(a.Key, b.Key) })
	return entries, nil
}

// label is the text of a constant.
func (s *Shape) label(v reflect.Value) (any, error) {
	var have constant.Value
	switch {
	case v.CanInt():
		have = constant.MakeInt64(v.Int())
	case v.CanUint():
		have = constant.MakeUint64(v.Uint())
	default:
		have = constant.MakeString(v.String())
	}
	for _, l := range s.Labels {
		if constant.Compare(have, token.EQL, l.Const.Val()) {
			return l.Text, nil
		}
	}
	return nil, fmt.Errorf("%v is not one of the constants", have)
}
