package main

import (
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/cli"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// parseArguments reads arguments as the types of the function's parameters.
// The values are strings, bools, int64s, uint64s, float32s and float64s.
func parseArguments(command string, f *stubs.Function, args []string) ([]any, error) {
	var signature []string
	for i, p := range f.Params {
		signature = append(signature, p.Name+" "+f.Spec.Params[i].Type)
	}
	if len(args) != len(f.Params) {
		return nil, cli.BadUsage(fmt.Sprintf("%s: %s got %d arguments, want %d", command, f.Name, len(args), len(f.Params)),
			fmt.Sprintf("it is %s(%s)", f.Name, strings.Join(signature, ", ")))
	}
	values := make([]any, len(args))
	for i, p := range f.Params {
		value, err := stubs.ParseValue(p.Type, args[i])
		if err != nil {
			return nil, cli.BadUsage(fmt.Sprintf("%s: argument %d: %q is %v", command, i+1, args[i], err), "it is "+signature[i])
		}
		values[i] = value
	}
	return values, nil
}
