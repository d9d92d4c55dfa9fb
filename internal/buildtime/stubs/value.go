package stubs

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/types"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// ParseValue reads a value of a parameter's or a result's type from plain text,
// as command lines and CSV files have it: numbers, bools and text as they are,
// all else as JSON. It is a value for [prompt.Text]. The error completes "the
// value is ...".
func ParseValue(t types.Type, text string) (value any, err error) {
	basic, ok := scalar(t)
	if !ok {
		return parseJSON(t, text, false)
	}
	bits := 64
	switch basic.Kind() {
	case types.Int8, types.Uint8:
		bits = 8
	case types.Int16, types.Uint16:
		bits = 16
	case types.Int32, types.Uint32, types.Float32:
		bits = 32
	}
	what := "a number"
	switch info := basic.Info(); {
	case info&types.IsString != 0:
		return text, nil
	case info&types.IsBoolean != 0:
		return parseBool(text)
	case info&types.IsUnsigned != 0:
		what = "a whole number from 0"
		value, err = strconv.ParseUint(text, 10, bits)
	case info&types.IsInteger != 0:
		what = "a whole number"
		value, err = strconv.ParseInt(text, 10, bits)
	default:
		value, err = parseFloat(text, bits)
	}
	if errors.Is(err, strconv.ErrRange) {
		return nil, fmt.Errorf("too large for %s", basic.Name())
	}
	if err != nil {
		return nil, fmt.Errorf("not %s", what)
	}
	return value, nil
}

// parseBool accepts what people write.
func parseBool(text string) (any, error) {
	switch strings.ToLower(text) {
	case "true", "yes":
		return true, nil
	case "false", "no":
		return false, nil
	}
	return nil, errors.New("neither true nor false")
}

// parseFloat keeps the size of the type, on which the number's shortest form depends.
func parseFloat(text string, bits int) (any, error) {
	x, err := strconv.ParseFloat(text, bits)
	switch {
	case err != nil:
		return nil, err
	case math.IsNaN(x) || math.IsInf(x, 0):
		return nil, strconv.ErrSyntax // JSON has no such numbers
	case bits == 32:
		return float32(x), nil
	}
	return x, nil
}

// parseJSON reads a value of a type that is no basic one. Times and bytes are
// plain text, unless quoted is set.
func parseJSON(t types.Type, text string, quoted bool) (any, error) {
	slice, _ := t.Underlying().(*types.Slice)
	plain := isTime(t) || slice != nil && isByte(slice.Elem())
	if plain && quoted {
		if err := json.Unmarshal([]byte(text), &text); err != nil {
			return nil, errors.New("no string of JSON")
		}
	}
	switch {
	case isTime(t):
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return nil, errors.New("no time of the form 2026-01-31T12:00:00Z")
		}
		return at, nil
	case plain:
		return []byte(text), nil
	}
	v := reflect.New(rebuild(t))
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(v.Interface()); err != nil {
		return nil, fmt.Errorf("no JSON of its type: %w", err)
	}
	if strings.TrimSpace(text[d.InputOffset():]) != "" {
		return nil, errors.New("more than one JSON value")
	}
	return v.Elem().Interface(), nil
}
