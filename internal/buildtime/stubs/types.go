package stubs

import "go/types"

// Declared is the declaration of a type that has a name, with its type
// arguments; the name is nil for other types, which need none. Generated code
// writes types in this way.
func Declared(t types.Type) (name *types.TypeName, args []types.Type) {
	var list *types.TypeList
	switch t := t.(type) {
	case *types.Named:
		name, list = t.Obj(), t.TypeArgs()
	case *types.Alias:
		name, list = t.Obj(), t.TypeArgs()
	}
	for i := range list.Len() {
		args = append(args, list.At(i))
	}
	return name, args
}

// Packages lists the packages of all types and constants that f's signature
// and shape need, some perhaps more than once.
func (f *Function) Packages() []*types.Package {
	list := f.Shape.packages()
	for _, p := range f.Params {
		list = append(list, packagesOf(p.Type)...)
	}
	return list
}

// packages lists those of a shape's types and constants.
func (s *Shape) packages() []*types.Package {
	list := packagesOf(s.Type)
	for _, l := range s.Labels {
		list = append(list, l.Const.Pkg())
	}
	for _, f := range s.Fields {
		list = append(list, f.packages()...)
	}
	if s.Elem != nil {
		list = append(list, s.Elem.packages()...)
	}
	return list
}

func packagesOf(t types.Type) []*types.Package {
	name, args := Declared(t)
	var list []*types.Package
	if name != nil && name.Pkg() != nil {
		list = append(list, name.Pkg())
	}
	for _, part := range append(args, parts(t)...) {
		list = append(list, packagesOf(part)...)
	}
	return list
}

// parts are the types that a type without a name is written with.
func parts(t types.Type) []types.Type {
	switch t := t.(type) {
	case *types.Pointer:
		return []types.Type{t.Elem()}
	case *types.Slice:
		return []types.Type{t.Elem()}
	case *types.Map:
		return []types.Type{t.Key(), t.Elem()}
	}
	return nil
}

// writable says whether generated code can write a type: a basic one, one with
// a name whose type arguments are writable too, or a slice, map or pointer of these.
func writable(t types.Type) bool {
	name, args := Declared(t)
	list := append(args, parts(t)...)
	for _, part := range list {
		if !writable(part) {
			return false
		}
	}
	basic, ok := t.(*types.Basic)
	return name != nil || len(list) > 0 || ok && basic.Kind() != types.UnsafePointer
}
