package annotations

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
// and labels need, some perhaps more than once.
func (f *Function) Packages() []*types.Package {
	list := packagesOf(f.Result)
	for _, p := range f.Params {
		list = append(list, packagesOf(p.Type)...)
	}
	for _, l := range f.Labels {
		list = append(list, l.Const.Pkg())
	}
	return list
}

func packagesOf(t types.Type) []*types.Package {
	name, args := Declared(t)
	var list []*types.Package
	if name != nil && name.Pkg() != nil {
		list = append(list, name.Pkg())
	}
	for _, arg := range args {
		list = append(list, packagesOf(arg)...)
	}
	return list
}

// writable says whether generated code can write a type: a basic one, or one
// with a name whose type arguments are writable too.
func writable(t types.Type) bool {
	name, args := Declared(t)
	for _, arg := range args {
		if !writable(arg) {
			return false
		}
	}
	basic, ok := t.(*types.Basic)
	return name != nil || ok && basic.Kind() != types.UnsafePointer
}
