package annotations

import (
	"errors"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
	"unicode/utf8"

	"github.com/pawgen/pawgen/compiler"
	"github.com/pawgen/pawgen/internal/prompt"
)

// paramTypes are the type expressions of a stub's parameters, one per name,
// without the context.
func (s *stub) paramTypes(context bool) []ast.Expr {
	var list []ast.Expr
	for _, field := range s.decl.Type.Params.List {
		for range field.Names {
			list = append(list, field.Type)
		}
	}
	if context {
		list = list[1:]
	}
	return list
}

// constant is the value of an expression as a constant of a type, or nil after
// a report. The type checker sees the literal []typ{expr}, which converts expr
// as the assignment to a parameter would.
func (c *call) constant(expr, typ ast.Expr, hint string) constant.Value {
	literal := &ast.CompositeLit{
		Type:   &ast.ArrayType{Lbrack: expr.Pos(), Elt: typ},
		Lbrace: expr.Pos(),
		Elts:   []ast.Expr{expr},
		Rbrace: expr.End(),
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	if err := types.CheckExpr(c.fset, c.pkg.Types, c.stub.decl.Pos(), literal, info); err != nil {
		pos, message := expr.Pos(), err.Error()
		var e types.Error
		if errors.As(err, &e) {
			message = strings.Replace(e.Msg, " in array or slice literal", "", 1)
			if c.fset.File(e.Pos) == c.parsed {
				pos = e.Pos
			}
		}
		c.bad(pos, hint, "%s", message)
		return nil
	}
	v := info.Types[expr].Value
	if v == nil {
		c.bad(expr.Pos(), "write it out", "%s is not a constant", types.ExprString(expr))
	}
	return v
}

// render is a constant of a scalar type as package prompt writes it.
func render(v constant.Value, t types.Type) string {
	basic, _ := scalar(t)
	switch info := basic.Info(); {
	case info&types.IsString != 0:
		return prompt.Value(constant.StringVal(v))
	case info&types.IsBoolean != 0:
		return prompt.Value(constant.BoolVal(v))
	case info&types.IsUnsigned != 0:
		n, _ := constant.Uint64Val(constant.ToInt(v))
		return prompt.Value(n)
	case info&types.IsInteger != 0:
		n, _ := constant.Int64Val(constant.ToInt(v))
		return prompt.Value(n)
	case basic.Kind() == types.Float32:
		x, _ := constant.Float32Val(constant.ToFloat(v))
		return prompt.Value(x)
	default:
		x, _ := constant.Float64Val(constant.ToFloat(v))
		return prompt.Value(x)
	}
}

// answer is the text of an answer. An enum's must be one of its labels.
func (c *call) answer(expr ast.Expr, v constant.Value) (string, bool) {
	if c.function.Spec.Result.Kind != compiler.Enum {
		text := render(v, c.function.Result)
		if !utf8.ValidString(text) {
			return "", c.bad(expr.Pos(), "correct the escapes", "answer %q is not valid UTF-8", text)
		}
		if strings.TrimSpace(text) != text { // only text can have any
			return "", c.bad(expr.Pos(), "remove it", "answer %q has white space around it, which is cut off every answer", text)
		}
		return text, true
	}
	for _, l := range c.function.Labels {
		if constant.Compare(v, token.EQL, l.Const.Val()) {
			return l.Text, true
		}
	}
	return "", c.bad(expr.Pos(), c.choices(), "%s is not one of the constants of %s", types.ExprString(expr), c.typeString(c.function.Result))
}

// choices is the hint that lists an enum's constants, "" for other results.
func (c *call) choices() string {
	var names []string
	for _, l := range c.function.Labels {
		name := l.Const.Name()
		if l.Const.Pkg() != c.pkg.Types {
			name = l.Const.Pkg().Name() + "." + name
		}
		names = append(names, name)
	}
	if len(names) < 2 {
		return ""
	}
	return "use " + strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
