package stubs

import (
	"go/ast"
	"go/types"
	"math"
	"slices"

	"github.com/pawgen/pawgen/internal/answer/schema"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// What the hints offer instead of a type that is not supported.
const (
	paramTypes  = "use string, bool, a number, time.Time, or structs, slices, maps and pointers of these"
	resultTypes = "use string, bool, a number, time.Time, a type with constants, or structs, slices, maps and pointers of these"
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
			default:
				if p := r.input(t); p != nil {
					bad(field.Type, p.hint, "%s", p.message)
					continue
				}
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
	if !r.wrapped(list.List[0].Type, f) {
		return false, nil
	}
	shaper := &shaper{reader: r, function: f}
	at := place{list.List[0].Type.Pos(), "result type"}
	f.Shape = shaper.shape(f.Result, at)
	if f.Shape == nil || !shaper.limit(f.Shape, firsts(s.directives), at) || !r.abstain(s, f) {
		return false, shaper.err
	}
	f.Labels, f.Spec.Result = f.Shape.Labels, f.Shape.Form
	return true, nil
}

// firsts leaves out directives whose word has stood before; settings reports them.
func firsts(list []directive) []directive {
	var out []directive
	for _, d := range list {
		if !slices.ContainsFunc(out, func(o directive) bool { return o.word == d.word }) {
			out = append(out, d)
		}
	}
	return out
}

// doorPath is the package that has Result.
const doorPath = "github.com/pawgen/pawgen"

// wrapped unwraps results that say how the answer comes, and says whether they are fine.
func (r *reader) wrapped(node ast.Expr, f *Function) bool {
	_, args := Declared(types.Unalias(f.Result))
	switch {
	case isNamed(f.Result, doorPath, "Result"):
		f.Details = true
		f.Result = args[0]
	case isNamed(f.Result, "iter", "Seq2"):
		f.Stream = true
		if args[0] != types.Typ[types.String] || !isError(args[1]) || f.Error {
			r.reportAt(node.Pos(), "return iter.Seq2[string, error] and nothing else", "%s: a stream is of strings, and has its own errors", f.Name)
			return false
		}
		f.Result = args[0]
	}
	return true
}

// abstain notes the label of paw:abstain and says whether it is one.
func (r *reader) abstain(s *stub, f *Function) bool {
	for _, d := range s.directives {
		if d.word != "abstain" || d.value == "" {
			continue
		}
		if f.Shape.Form.Kind != compiler.Enum {
			r.reportAt(d.pos, "remove it, or return a type with constants", "%s: directive %q, but the answer is no label", f.Name, prefix+d.word)
			return false
		}
		var names []string
		for _, l := range f.Shape.Labels {
			if names = append(names, l.Const.Name()); l.Const.Name() == d.value {
				f.Shape.Form.Abstain = l.Text
			}
		}
		if f.Shape.Form.Abstain == "" {
			r.reportAt(d.at, oneOf(names), "%s: %s is not one of the constants of %s", f.Name, d.value, r.typeString(f.Result))
			return false
		}
	}
	return true
}

// PlainResult is the result of a type without labels. Int and uint have the
// range of 64-bit machines, because a program must not depend on the machine
// that compiled it.
func PlainResult(basic *types.Basic) compiler.Result {
	switch {
	case basic.Info()&types.IsBoolean != 0:
		return compiler.Result{Kind: compiler.Bool}
	case basic.Info()&types.IsString != 0:
		return compiler.Result{Kind: compiler.Text}
	case basic.Info()&types.IsFloat != 0:
		bits := 64
		if basic.Kind() == types.Float32 {
			bits = 32
		}
		return compiler.Result{Kind: compiler.Float, Digits: schema.Digits(bits)}
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

func isContext(t types.Type) bool { return isNamed(t, "context", "Context") }

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
