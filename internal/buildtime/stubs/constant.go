package stubs

import (
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
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

// evaluate is the value of an expression as a type, or false after a report. The
// type checker sees the literal []typ{expr}, which converts expr as the
// assignment to a parameter would.
func (c *call) evaluate(expr, typ ast.Expr, t types.Type, hint string) (reflect.Value, bool) {
	literal := &ast.CompositeLit{
		Type:   &ast.ArrayType{Lbrack: expr.Pos(), Elt: typ},
		Lbrace: expr.Pos(),
		Elts:   []ast.Expr{expr},
		Rbrace: expr.End(),
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
	if err := types.CheckExpr(c.fset, c.pkg.Types, c.stub.decl.Pos(), literal, info); err != nil {
		pos, message := expr.Pos(), err.Error()
		var e types.Error
		if errors.As(err, &e) {
			message = strings.Replace(e.Msg, " in array or slice literal", "", 1)
			if c.fset.File(e.Pos) == c.parsed {
				pos = e.Pos
			}
		}
		return reflect.Value{}, c.bad(pos, hint, "%s", message)
	}
	return (&evaluator{c, info}).value(expr, t)
}

// resultExpr is the type expression of the answer, within that of the first result.
func (c *call) resultExpr() ast.Expr {
	node := c.stub.resultNode()
	index, generic := node.(*ast.IndexExpr)
	switch {
	case c.function.Stream:
		return &ast.Ident{NamePos: node.Pos(), Name: "string"}
	case c.function.Details && generic:
		return index.Index
	}
	return node
}

// output reads the right side of a call and renders it as an answer.
func (c *call) output(expr ast.Expr) (string, bool) {
	typ, t := c.resultExpr(), c.function.Result
	shape := c.function.Shape
	if star, ok := typ.(*ast.StarExpr); ok && !isPointerExpr(expr) {
		typ, t = star.X, shape.Elem.Type // what is there may be written as it is
		shape = shape.Elem
	}
	v, ok := c.evaluate(expr, typ, t, c.choices())
	if !ok {
		return "", false
	}
	if shape.Form.Kind == compiler.Enum {
		if _, err := shape.label(v); err != nil {
			return "", c.bad(expr.Pos(), c.choices(), "%s is not one of the constants of %s", types.ExprString(expr), c.typeString(shape.Type))
		}
	}
	if shape.Form.Kind == compiler.Text {
		if !c.clean(expr, v.String()) {
			return "", false
		}
	}
	if shape != c.function.Shape {
		p := reflect.New(v.Type())
		p.Elem().Set(v)
		v = p
	}
	text, err := c.function.Shape.answer(v)
	if err != nil {
		return "", c.bad(expr.Pos(), "", "no answer of its type: %v", err)
	}
	return text, true
}

// isPointerExpr says whether an expression is written as a pointer or nil.
func isPointerExpr(expr ast.Expr) bool {
	switch x := ast.Unparen(expr).(type) {
	case *ast.UnaryExpr:
		return x.Op == token.AND
	case *ast.CallExpr:
		return isIdent(x.Fun, "new")
	case *ast.Ident:
		return x.Name == "nil"
	}
	return false
}

// clean reports text that no answer can be, and says whether there was none.
func (c *call) clean(expr ast.Expr, text string) bool {
	if !utf8.ValidString(text) {
		return c.bad(expr.Pos(), "correct the escapes", "answer %q is not valid UTF-8", text)
	}
	if c.function.Spec.Result.Open() && strings.TrimSpace(text) != text {
		return c.bad(expr.Pos(), "remove it", "answer %q has white space around it, which is cut off every answer", text)
	}
	return true
}

// choices is the hint that lists an enum's constants, "" for other results.
func (c *call) choices() string {
	var names []string
	shape := c.function.Shape
	if shape.Elem != nil {
		shape = shape.Elem
	}
	for _, l := range shape.Labels {
		name := l.Const.Name()
		if l.Const.Pkg() != c.pkg.Types {
			name = l.Const.Pkg().Name() + "." + name
		}
		names = append(names, name)
	}
	return oneOf(names)
}

// oneOf is the hint that lists names; there is none for a single one.
func oneOf(names []string) string {
	const most = 12
	switch n := len(names); {
	case n < 2:
		return ""
	case n > most:
		return "use " + strings.Join(names[:most], ", ") + " or another of the " + strconv.Itoa(n)
	}
	return "use " + strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
