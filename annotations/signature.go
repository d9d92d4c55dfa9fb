package annotations

import (
	"go/ast"
	"go/types"
	"math"

	"github.com/pawgen/pawgen/compiler"
)

// What the hints offer instead of a type that is not supported.
const (
	paramTypes  = "use string, bool, a number, or a named type of one of these"
	resultTypes = "use string, bool, an integer, or a string or integer type with constants"
	hintAlias   = "give the type a name and use that, as in: type Text = Of[[]byte]"
	results     = "return one value, or one value and an error"
)

// params reads the parameters of a stub into f and says whether they are fine.
func (r *reader) params(s *stub, sig *types.Signature, f *Function) bool {
	fine := true
	bad := func(node ast.Node, hint, format string, args ...any) {
		r.reportAt(node.Pos(), hint, f.Name+": "+format, args...)
		fine = false
	}
	i := 0
	for _, field := range s.decl.Type.Params.List {
		if len(field.Names) == 0 {
			bad(field, "name it; the name tells the interpreter what the value is", "parameter %d has no name", i+1)
			i++
		}
		for _, name := range field.Names {
			t := sig.Params().At(i).Type()
			i++
			_, isScalar := scalar(t)
			switch {
			case name.Name == "_":
				bad(name, "name it; the name tells the interpreter what the value is", "parameter %d has no name", i)
			case name.Name == f.Names().Twin:
				bad(name, "rename it", "parameter %s has the name of the generated twin", name.Name)
			case isEllipsis(field.Type):
				bad(field.Type, "take one value, such as a string", "variadic parameter %s is not supported", name.Name)
			case isContext(t) && i == 1:
				f.Context = true
			case isContext(t):
				bad(field.Type, "make it the first parameter", "context.Context is parameter %d, want it first and once", i)
			case t == types.Typ[types.Invalid]:
				fine = false // the type checker has said why
			case !isScalar:
				bad(field.Type, paramTypes, "parameter type %s is not supported", r.typeString(t))
			case !writable(t):
				bad(field.Type, hintAlias, "the type arguments of %s are not supported", r.typeString(t))
			default:
				f.Params = append(f.Params, Param{name.Name, t})
				f.Spec.Params = append(f.Spec.Params, compiler.Param{Name: name.Name, Type: r.typeString(t)})
			}
		}
	}
	if fine && len(f.Params) == 0 {
		bad(s.decl.Name, "add one, such as text string", "no parameter for the input")
	}
	return fine
}

// result reads the results of a stub into f and says whether they are fine.
func (r *reader) result(s *stub, sig *types.Signature, f *Function) (bool, error) {
	list := s.decl.Type.Results
	n := sig.Results().Len()
	switch {
	case n == 0:
		r.reportAt(s.decl.Name.Pos(), results, "%s: no result", f.Name)
		return false, nil
	case n > 2:
		r.reportAt(list.Pos(), results, "%s: %d results, want one or two", f.Name, n)
		return false, nil
	case n == 2 && !isError(sig.Results().At(1).Type()):
		second := list.List[len(list.List)-1].Type
		r.reportAt(second.Pos(), results, "%s: second result is %s, want error", f.Name, r.typeString(sig.Results().At(1).Type()))
		return false, nil
	}
	f.Error = n == 2
	f.Result = sig.Results().At(0).Type()
	if f.Result == types.Typ[types.Invalid] {
		return false, nil
	}
	node := list.List[0].Type
	basic, ok := scalar(f.Result)
	if !ok || basic.Info()&types.IsFloat != 0 {
		r.reportAt(node.Pos(), resultTypes, "%s: result type %s is not supported", f.Name, r.typeString(f.Result))
		return false, nil
	}
	if !writable(f.Result) {
		r.reportAt(node.Pos(), hintAlias, "%s: the type arguments of %s are not supported", f.Name, r.typeString(f.Result))
		return false, nil
	}
	enum, err := r.enum(node, f)
	if err != nil || enum != noEnum {
		return enum == goodEnum, err
	}
	f.Spec.Result = plainResult(basic)
	return true, nil
}

// plainResult is the result of a type without labels. Int and uint have the
// range of 64-bit machines, because a program must not depend on the machine
// that compiled it.
func plainResult(basic *types.Basic) compiler.Result {
	switch {
	case basic.Info()&types.IsBoolean != 0:
		return compiler.Result{Kind: compiler.Bool}
	case basic.Info()&types.IsString != 0:
		return compiler.Result{Kind: compiler.Text}
	}
	unused := 64 - 8*types.SizesFor("gc", "amd64").Sizeof(basic) // bits
	if basic.Info()&types.IsUnsigned != 0 {
		return compiler.Result{Kind: compiler.Integer, Max: math.MaxUint64 >> unused}
	}
	return compiler.Result{Kind: compiler.Integer, Min: math.MinInt64 >> unused, Max: math.MaxInt64 >> unused}
}

// scalar gives the basic type below a type if values of it can be inputs:
// strings, bools, integers (other than uintptr) and floats.
func scalar(t types.Type) (*types.Basic, bool) {
	b, ok := t.Underlying().(*types.Basic)
	if !ok || b.Kind() == types.Uintptr {
		return nil, false
	}
	return b, b.Info()&(types.IsString|types.IsBoolean|types.IsInteger|types.IsFloat) != 0
}

func isContext(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == "Context" && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "context"
}

func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}

func isEllipsis(e ast.Expr) bool {
	_, ok := e.(*ast.Ellipsis)
	return ok
}

// typeString is a type as the package's own source writes it.
func (r *reader) typeString(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == r.pkg.Types {
			return ""
		}
		return p.Name()
	})
}
