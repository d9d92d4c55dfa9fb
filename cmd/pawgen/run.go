package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/compiler"
	"github.com/pawgen/pawgen/gen"
	"github.com/pawgen/pawgen/internal/program"
	"github.com/pawgen/pawgen/internal/prompt"
)

// run calls one function with its committed program.
func (c *call) run(ctx context.Context, args []string) error {
	flags := c.flags("run")
	asJSON := flags.Bool("json", false, "print one JSON object")
	if done, err := c.parse(flags, args); done {
		return err
	}
	if flags.NArg() == 0 {
		return usageError{"run: no function", "write pawgen run [package.]function arguments..."}
	}
	p, f, err := c.find(ctx, flags.Arg(0))
	if err != nil {
		return err
	}
	values, err := parseArguments(f, flags.Args()[1:])
	if err != nil {
		return err
	}
	output, err := c.answer(ctx, p, f, values)
	if err != nil {
		return err
	}
	if !*asJSON {
		_, err := fmt.Fprintln(c.stdout, output)
		return err
	}
	return c.printJSON(f, values, output)
}

// find loads the package of a function and finds its stub.
func (c *call) find(ctx context.Context, name string) (*annotations.Package, *annotations.Function, error) {
	pattern, function := ".", name
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 {
		pattern, function = name[:dot], name[dot+1:]
	}
	if !token.IsIdentifier(function) || pattern == "" {
		return nil, nil, usageError{fmt.Sprintf("run: %q is not the name of a function", name), "write [package.]function, such as ./helpdesk.ClassifyIntent"}
	}
	packages, err := c.loadOne(ctx, pattern)
	if err != nil {
		return nil, nil, err
	}
	if len(packages) != 1 {
		return nil, nil, usageError{fmt.Sprintf("run: %q is %d packages, want one", pattern, len(packages)), hintManual}
	}
	p := packages[0]
	var names []string
	for _, f := range p.Functions {
		if f.Name == function {
			return p, f, nil
		}
		names = append(names, f.Name)
	}
	hint := "the package has no stubs"
	if len(names) > 0 {
		hint = "it has " + strings.Join(names, ", ")
	}
	return nil, nil, usageError{fmt.Sprintf("run: package %s has no stub %q", p.Title(), function), hint}
}

// loadOne loads what stands before the function's name: a pattern of the go
// command, a folder without "./", or the name of the package right here, as
// errors have it.
func (c *call) loadOne(ctx context.Context, pattern string) ([]*annotations.Package, error) {
	if token.IsIdentifier(pattern) {
		if info, err := os.Stat(filepath.Join(c.dir, pattern)); err == nil && info.IsDir() {
			return annotations.Load(ctx, c.dir, "./"+pattern)
		}
		if here, err := annotations.Load(ctx, c.dir, "."); err == nil && here[0].Title() == pattern {
			return here, nil
		}
	}
	return annotations.Load(ctx, c.dir, pattern)
}

// answer runs the program on the arguments. The result is a string, a bool or
// a [json.Number].
func (c *call) answer(ctx context.Context, p *annotations.Package, f *annotations.Function, values []any) (any, error) {
	path := gen.ProgramFile(p.Dir, f.Name)
	file, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, annotations.Diagnostics{{Pos: f.Pos, Message: f.Name + ": not compiled yet", Hint: "run go generate"}}
	}
	if err != nil {
		return nil, err
	}
	c.warn(p, f)
	if _, err := program.Parse(file); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.ToSlash(annotations.Relative(c.dir, path)), err)
	}
	open, err := gen.Open(f.Spec.Name, file, f.Spec.Result)
	if err != nil {
		return nil, err
	}
	fields := make([]prompt.Field, len(values))
	for i, v := range values {
		fields[i] = prompt.Field{Name: f.Params[i].Name, Value: prompt.Value(v)}
	}
	answer, err := open(ctx, prompt.Input(fields))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Spec.Name, err)
	}
	switch f.Spec.Result.Kind {
	case compiler.Bool:
		return answer == prompt.Yes, nil
	case compiler.Integer:
		return json.Number(answer), nil
	}
	return answer, nil
}

// warn says if the answer may not be that of the spec as it stands now.
func (c *call) warn(p *annotations.Package, f *annotations.Function) {
	var stale annotations.Diagnostics
	errors.As(gen.Check([]*annotations.Package{p}, c.config()), &stale)
	stale = slices.DeleteFunc(stale, func(d annotations.Diagnostic) bool { return d.Pos != f.Pos })
	if len(stale) > 0 {
		fmt.Fprintln(c.stderr, stale)
	}
}

// printJSON prints a call as one object. The input has the parameters' names
// and JSON types.
func (c *call) printJSON(f *annotations.Function, values []any, output any) error {
	input := map[string]any{}
	for i, v := range values {
		input[f.Params[i].Name] = v
	}
	e := json.NewEncoder(c.stdout)
	e.SetEscapeHTML(false)
	return e.Encode(struct {
		Function string         `json:"function"`
		Input    map[string]any `json:"input"`
		Output   any            `json:"output"`
	}{f.Spec.Name, input, output})
}
