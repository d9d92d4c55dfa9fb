package stubs

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// calls reads the examples and tests of a stub into f, also those of its files.
func (r *reader) calls(s *stub, f *Function) {
	seen := map[string]answered{}
	for _, word := range []string{"example", "test"} { // examples first: a test repeats them, not they it
		for _, d := range s.directives {
			if d.word != word || d.value == "" {
				continue
			}
			c := call{reader: r, directive: d, stub: s, function: f}
			e, ok := c.read()
			if !ok {
				continue
			}
			r.repeats(f, seen, d, e)
			if word == "test" {
				f.Tests = append(f.Tests, Test{r.relative(r.fset.Position(d.pos)), e})
			} else {
				f.Spec.Examples = append(f.Spec.Examples, e)
			}
		}
	}
	r.fileTests(f, seen)
}

// answered is what an earlier example or test says about an input.
type answered struct {
	directive
	output string
}

// repeats reports an input that has another answer elsewhere, and a test that tests an example.
func (r *reader) repeats(f *Function, seen map[string]answered, d directive, e compiler.Example) {
	first, ok := seen[e.Input]
	switch {
	case !ok:
		seen[e.Input] = answered{d, e.Output}
	case first.output != e.Output:
		r.reportAt(d.pos, "one input has one answer; correct one of the two", "%s: answer %q contradicts %q at %s", f.Name, e.Output, first.output, r.where(first.pos))
	case d.word == "test" && first.word == "example":
		r.reportAt(d.pos, "test an input that the compiler does not get to see", "%s: test is the same as the example at %s", f.Name, r.where(first.pos))
	}
}

// call is one paw:example or paw:test of a stub.
type call struct {
	*reader
	directive
	stub     *stub
	function *Function
	parsed   *token.File // the value as the parser saw it
}

// bad reports a mistake in the call. It is always false.
func (c *call) bad(pos token.Pos, hint, format string, args ...any) bool {
	c.reportAt(c.real(pos), hint, c.function.Name+": "+format, args...)
	return false
}

// real is where a position of the parsed value lies in the source file.
func (c *call) real(pos token.Pos) token.Pos {
	if c.parsed == nil || c.fset.File(pos) != c.parsed {
		return pos
	}
	return c.at + token.Pos(c.parsed.Offset(pos))
}

// read parses and type-checks "F(args) == value" and renders both sides.
func (c *call) read() (compiler.Example, bool) {
	var e compiler.Example
	args, value, ok := c.split()
	if !ok || !c.count(args) {
		return e, false
	}
	var arguments []prompt.Argument
	types := c.stub.paramTypes(c.function.Context)
	for i, p := range c.function.Params {
		v, fine := c.evaluate(args.Args[i], types[i], p.Type, "")
		if !fine {
			ok = false
			continue
		}
		if _, err := prompt.Text(v.Interface()); err != nil {
			ok = c.bad(args.Args[i].Pos(), "", "%v", err)
		}
		arguments = append(arguments, prompt.Argument{Name: p.Name, Value: v.Interface()})
	}
	output, fine := c.output(value)
	if !fine || !ok {
		return e, false
	}
	return example(arguments, output), true
}

// example is one of arguments that can all be rendered.
func example(args []prompt.Argument, output string) compiler.Example {
	input, err := prompt.Unframed.Input(args)
	if err != nil {
		panic(err) // they have been rendered before
	}
	return compiler.Example{Input: input, Output: output, Args: args}
}

// split parses the directive's value.
func (c *call) split() (call *ast.CallExpr, value ast.Expr, ok bool) {
	form := "write " + c.function.Method + "(" + strings.Join(c.function.paramNames(), ", ") + ") == value"
	expr, err := parser.ParseExprFrom(c.fset, "", c.value, 0)
	if err != nil {
		pos, message := c.at, err.Error()
		var list scanner.ErrorList
		if errors.As(err, &list) && len(list) > 0 {
			pos, message = c.at+token.Pos(min(list[0].Pos.Offset, len(c.value))), list[0].Msg
		}
		return nil, nil, c.bad(pos, form, "%s: %s", c.word, message)
	}
	c.parsed = c.fset.File(expr.Pos())
	compare, ok := ast.Unparen(expr).(*ast.BinaryExpr)
	if ok {
		call, ok = ast.Unparen(compare.X).(*ast.CallExpr)
	}
	if !ok || compare.Op != token.EQL || call.Ellipsis.IsValid() {
		return nil, nil, c.bad(c.at, form, "%s is not a call compared with its answer", c.word)
	}
	if !isIdent(call.Fun, c.function.Method) {
		return nil, nil, c.bad(call.Fun.Pos(), form, "%s calls another function, %s", c.word, types.ExprString(call.Fun))
	}
	return call, compare.Y, true
}

// paramNames are the names of the parameters.
func (f *Function) paramNames() []string {
	var names []string
	for _, p := range f.Params {
		names = append(names, p.Name)
	}
	return names
}

// count reports a call with too many or too few arguments.
func (c *call) count(call *ast.CallExpr) bool {
	got, want := len(call.Args), len(c.function.Params)
	if got == want {
		return true
	}
	pos := call.Rparen
	if got > want {
		pos = call.Args[want].Pos()
	}
	hint := "give " + strings.Join(c.function.paramNames(), ", ")
	if c.function.Context {
		hint += "; the context is left out"
	}
	return c.bad(pos, hint, "%s has %d arguments, want %d", c.word, got, want)
}
