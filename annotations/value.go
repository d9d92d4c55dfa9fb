package annotations

import (
	"errors"
	"fmt"
	"go/types"
	"math"
	"strconv"
	"strings"
)

// ParseValue reads a value of a parameter's or a result's type from plain text,
// as command lines and CSV files have it. It is a string, bool, int64, uint64,
// float32 or float64. The error completes "the value is ...".
func ParseValue(t types.Type, text string) (value any, err error) {
	basic, _ := scalar(t)
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
