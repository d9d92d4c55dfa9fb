package main

import (
	"errors"
	"fmt"
	"go/types"
	"math"
	"strconv"
	"strings"

	"github.com/pawgen/pawgen/annotations"
)

// parseArguments reads arguments as the types of the function's parameters.
// The values are strings, bools, int64s, uint64s, float32s and float64s.
func parseArguments(f *annotations.Function, args []string) ([]any, error) {
	var signature []string
	for i, p := range f.Params {
		signature = append(signature, p.Name+" "+f.Spec.Params[i].Type)
	}
	if len(args) != len(f.Params) {
		return nil, usageError{fmt.Sprintf("run: %s got %d arguments, want %d", f.Name, len(args), len(f.Params)),
			fmt.Sprintf("it is %s(%s)", f.Name, strings.Join(signature, ", "))}
	}
	values := make([]any, len(args))
	for i, p := range f.Params {
		value, err := parseArgument(p.Type, args[i])
		if err != nil {
			return nil, usageError{fmt.Sprintf("run: argument %d: %q is %v", i+1, args[i], err), "it is " + signature[i]}
		}
		values[i] = value
	}
	return values, nil
}

// parseArgument reads one argument. Its error completes "the argument is ...".
func parseArgument(t types.Type, arg string) (value any, err error) {
	basic := t.Underlying().(*types.Basic) // package annotations lets no other type pass
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
		return arg, nil
	case info&types.IsBoolean != 0:
		return parseBool(arg)
	case info&types.IsUnsigned != 0:
		what = "a whole number from 0"
		value, err = strconv.ParseUint(arg, 10, bits)
	case info&types.IsInteger != 0:
		what = "a whole number"
		value, err = strconv.ParseInt(arg, 10, bits)
	default:
		value, err = parseFloat(arg, bits)
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
func parseBool(arg string) (any, error) {
	switch strings.ToLower(arg) {
	case "true", "yes":
		return true, nil
	case "false", "no":
		return false, nil
	}
	return nil, errors.New("neither true nor false")
}

// parseFloat keeps the size of the type, on which the number's shortest form depends.
func parseFloat(arg string, bits int) (any, error) {
	x, err := strconv.ParseFloat(arg, bits)
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
