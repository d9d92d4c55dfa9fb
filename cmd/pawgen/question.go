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
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/answer/schema"
	"github.com/pawgen/pawgen/internal/buildtime/cli"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/generate"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// question is a call of a function with its committed program.
type question struct {
	function *stubs.Function
	program  []byte
	values   []any // the arguments
}

// question reads a function's name and its arguments, for a command.
func (c *call) question(ctx context.Context, command string, args []string) (*question, error) {
	if len(args) == 0 {
		return nil, cli.BadUsage(command+": no function", "write pawgen "+command+" [package.]function arguments...")
	}
	p, f, err := c.find(ctx, command, args[0])
	if err != nil {
		return nil, err
	}
	values, err := parseArguments(command, f, args[1:])
	if err != nil {
		return nil, err
	}
	file, err := c.program(ctx, p, f)
	if err != nil {
		return nil, err
	}
	return &question{f, file, values}, nil
}

// find loads the package of a function and finds its stub.
func (c *call) find(ctx context.Context, command, name string) (*stubs.Package, *stubs.Function, error) {
	pattern, function := ".", name
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 {
		pattern, function = name[:dot], name[dot+1:]
	}
	if !token.IsIdentifier(function) || pattern == "" {
		return nil, nil, cli.BadUsage(fmt.Sprintf("%s: %q is not the name of a function", command, name), "write [package.]function, such as ./helpdesk.ClassifyIntent")
	}
	packages, err := c.loadOne(ctx, pattern)
	if err != nil {
		return nil, nil, err
	}
	if len(packages) != 1 {
		return nil, nil, cli.BadUsage(fmt.Sprintf("%s: %q is %d packages, want one", command, pattern, len(packages)), c.ManualHint())
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
	return nil, nil, cli.BadUsage(fmt.Sprintf("%s: package %s has no stub %q", command, p.Title(), function), hint)
}

// loadOne loads what stands before the function's name: a pattern of the go
// command, a folder without "./", or the name of the package right here, as
// errors have it.
func (c *call) loadOne(ctx context.Context, pattern string) ([]*stubs.Package, error) {
	if token.IsIdentifier(pattern) {
		if info, err := os.Stat(filepath.Join(c.Dir, pattern)); err == nil && info.IsDir() {
			return stubs.Load(ctx, c.Dir, "./"+pattern)
		}
		if here, err := stubs.Load(ctx, c.Dir, "."); err == nil && here[0].Title() == pattern {
			return here, nil
		}
	}
	return stubs.Load(ctx, c.Dir, pattern)
}

// program reads the program of a function and finds its base model, and says if
// it is stale.
func (c *call) program(ctx context.Context, p *stubs.Package, f *stubs.Function) ([]byte, error) {
	path := generate.ProgramFile(p.Dir, f.Name)
	file, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, annotations.Diagnostics{{Pos: f.Pos, Message: f.Name + ": not compiled yet", Hint: "run go generate"}}
	}
	if err != nil {
		return nil, err
	}
	c.warn(p, f)
	parsed, err := program.Parse(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.ToSlash(stubs.Relative(c.Dir, path)), err)
	}
	return file, c.FindBase(ctx, parsed.Base.ID)
}

// input is what the interpreter reads.
func (q *question) input() (string, error) {
	args := make([]prompt.Argument, len(q.values))
	for i, v := range q.values {
		args[i] = prompt.Argument{Name: q.function.Params[i].Name, Value: v}
	}
	p, err := program.Parse(q.program)
	if err != nil {
		return "", err
	}
	return p.Form.Input(args)
}

// answer runs the program. The result is what [jsonValue] makes of the answer.
func (q *question) answer(ctx context.Context) (any, error) {
	f := q.function
	open, err := generate.Open(f.Spec.Name, q.program, f.Spec.Result)
	if err != nil {
		return nil, err
	}
	input, err := q.input()
	if err != nil {
		return nil, err
	}
	answer, err := open(ctx, input)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Spec.Name, err)
	}
	return jsonValue(f.Spec.Result, answer), nil
}

// jsonValue is an answer with the JSON type of its result.
func jsonValue(t compiler.Result, answer string) any {
	switch {
	case !t.Plain():
		return json.RawMessage(answer)
	case t.Kind == compiler.Optional:
		if answer == schema.Null {
			return nil
		}
		return jsonValue(*t.Elem, answer)
	case t.Kind == compiler.Bool:
		return answer == prompt.Yes
	case t.Kind == compiler.Integer || t.Kind == compiler.Float:
		return json.Number(answer)
	}
	return answer
}

// warn says if the answer may not be that of the spec as it stands now.
func (c *call) warn(p *stubs.Package, f *stubs.Function) {
	var stale annotations.Diagnostics
	errors.As(generate.Check([]*stubs.Package{p}, c.Config()), &stale)
	stale = slices.DeleteFunc(stale, func(d annotations.Diagnostic) bool { return d.Pos != f.Pos })
	if len(stale) > 0 {
		fmt.Fprintln(c.Stderr, stale)
	}
}
