package stubs

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"time"
)

// evaluator turns checked expressions into values: constants, literals of
// structs, slices and maps, and times.
type evaluator struct {
	*call
	info *types.Info
}

// value is the value of an expression as a type; it is false after a report.
func (e *evaluator) value(expr ast.Expr, t types.Type) (reflect.Value, bool) {
	if v := e.info.Types[expr].Value; v != nil {
		return e.constantValue(v, t), true
	}
	switch x := ast.Unparen(expr).(type) {
	case *ast.CompositeLit:
		return e.literal(x, t)
	case *ast.UnaryExpr:
		if p, ok := t.Underlying().(*types.Pointer); ok && x.Op == token.AND {
			return e.pointer(x.X, p.Elem())
		}
	case *ast.Ident:
		if e.info.Types[x].IsNil() {
			return reflect.Zero(rebuild(t)), true
		}
	case *ast.CallExpr:
		return e.callValue(x, t)
	}
	return e.notConstant(expr)
}

func (e *evaluator) notConstant(expr ast.Expr) (reflect.Value, bool) {
	return reflect.Value{}, e.bad(expr.Pos(), "write it out", "%s is not a constant", types.ExprString(expr))
}

// constantValue is a constant as a type, which may be []byte.
func (e *evaluator) constantValue(v constant.Value, t types.Type) reflect.Value {
	to := reflect.New(rebuild(t)).Elem()
	switch {
	case to.Kind() == reflect.String:
		to.SetString(constant.StringVal(v))
	case to.Kind() == reflect.Slice:
		to.SetBytes([]byte(constant.StringVal(v)))
	case to.Kind() == reflect.Bool:
		to.SetBool(constant.BoolVal(v))
	case to.CanInt():
		n, _ := constant.Int64Val(constant.ToInt(v))
		to.SetInt(n)
	case to.CanUint():
		n, _ := constant.Uint64Val(constant.ToInt(v))
		to.SetUint(n)
	case to.Kind() == reflect.Float32:
		x, _ := constant.Float32Val(constant.ToFloat(v))
		to.SetFloat(float64(x))
	default:
		x, _ := constant.Float64Val(constant.ToFloat(v))
		to.SetFloat(x)
	}
	return to
}

// pointer is a pointer to the value of an expression.
func (e *evaluator) pointer(expr ast.Expr, elem types.Type) (reflect.Value, bool) {
	v, ok := e.value(expr, elem)
	if !ok {
		return v, false
	}
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	return p, true
}

// literal is the value of a composite literal; where its type is left out, it
// may stand for a pointer.
func (e *evaluator) literal(lit *ast.CompositeLit, t types.Type) (reflect.Value, bool) {
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return e.pointer(lit, u.Elem())
	case *types.Struct:
		if !isTime(t) {
			return e.structLiteral(lit, t, u)
		}
	case *types.Slice:
		return e.sliceLiteral(lit, t, u)
	case *types.Map:
		return e.mapLiteral(lit, t, u)
	}
	return e.notConstant(lit)
}

func (e *evaluator) structLiteral(lit *ast.CompositeLit, t types.Type, u *types.Struct) (reflect.Value, bool) {
	to := reflect.New(rebuild(t)).Elem()
	good := true
	for i, expr := range lit.Elts {
		if pair, ok := expr.(*ast.KeyValueExpr); ok {
			expr = pair.Value
			for i = 0; i < u.NumFields() && u.Field(i).Name() != pair.Key.(*ast.Ident).Name; i++ {
			}
		}
		if skipped(u.Tag(i)) {
			continue
		}
		v, ok := e.value(expr, u.Field(i).Type())
		if good = good && ok; ok {
			to.Field(i).Set(v)
		}
	}
	return to, good
}

func (e *evaluator) sliceLiteral(lit *ast.CompositeLit, t types.Type, u *types.Slice) (reflect.Value, bool) {
	to := reflect.MakeSlice(rebuild(t), 0, len(lit.Elts))
	good := true
	for _, expr := range lit.Elts {
		if pair, ok := expr.(*ast.KeyValueExpr); ok {
			return to, e.bad(pair.Pos(), "list the items", "an index in a slice is not supported")
		}
		v, ok := e.value(expr, u.Elem())
		if good = good && ok; ok {
			to = reflect.Append(to, v)
		}
	}
	return to, good
}

func (e *evaluator) mapLiteral(lit *ast.CompositeLit, t types.Type, u *types.Map) (reflect.Value, bool) {
	to := reflect.MakeMap(rebuild(t))
	good := true
	for _, expr := range lit.Elts {
		pair := expr.(*ast.KeyValueExpr) // the type checker wants keys
		key, keyOK := e.value(pair.Key, u.Key())
		v, ok := e.value(pair.Value, u.Elem())
		if good = good && keyOK && ok; keyOK && ok {
			to.SetMapIndex(key, v)
		}
	}
	return to, good
}

// callValue is the value of a conversion, of new(value), or of time.Date.
func (e *evaluator) callValue(call *ast.CallExpr, t types.Type) (reflect.Value, bool) {
	if e.info.Types[call.Fun].IsType() && len(call.Args) == 1 {
		return e.value(call.Args[0], t)
	}
	if p, ok := t.Underlying().(*types.Pointer); ok && e.info.Types[call.Fun].IsBuiltin() && len(call.Args) == 1 && !e.info.Types[call.Args[0]].IsType() {
		return e.pointer(call.Args[0], p.Elem())
	}
	if e.names(call.Fun, "time", "Date") && len(call.Args) == 8 && e.names(call.Args[7], "time", "UTC") {
		var numbers [7]int
		for i, arg := range call.Args[:7] {
			v := e.info.Types[arg].Value
			if v == nil {
				return e.notConstant(arg)
			}
			n, _ := constant.Int64Val(constant.ToInt(v))
			numbers[i] = int(n)
		}
		at := time.Date(numbers[0], time.Month(numbers[1]), numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], time.UTC)
		return reflect.ValueOf(at), true
	}
	return e.notConstant(call)
}

// names says whether an expression is what a package declares by a name.
func (e *evaluator) names(expr ast.Expr, path, name string) bool {
	selector, ok := expr.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	object := e.info.Uses[selector.Sel]
	return object != nil && object.Pkg() != nil && object.Pkg().Path() == path && object.Name() == name
}
