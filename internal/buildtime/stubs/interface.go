package stubs

import "go/ast"

// methods gives the stubs of an interface: all its methods, if one of them has
// directives. Generated code implements the interface, so none may be missing.
func (r *reader) methods(spec *ast.TypeSpec, t *ast.InterfaceType) []*stub {
	var stubs []*stub
	found := false
	for _, m := range t.Methods.List {
		f, ok := m.Type.(*ast.FuncType)
		if !ok || len(m.Names) == 0 {
			continue
		}
		list := parse(m.Doc)
		found = found || len(list) > 0
		stubs = append(stubs, &stub{&ast.FuncDecl{Doc: m.Doc, Name: m.Names[0], Type: f}, list, spec.Name.Name})
	}
	if !found {
		return nil
	}
	for _, m := range t.Methods.List {
		if len(m.Names) == 0 {
			r.reportAt(m.Pos(), "list the methods", "interface %s embeds a type, which pawgen can't implement", spec.Name.Name)
		}
	}
	if spec.TypeParams != nil {
		r.reportAt(spec.TypeParams.Pos(), "write one interface for each type", "%s: a generic interface can't be implemented", spec.Name.Name)
	}
	return stubs
}

// interfaces gives the stubs of the interfaces in a declaration, and notes what
// the comments of their methods are about.
func (r *reader) interfaces(owners map[*ast.CommentGroup]string, d *ast.GenDecl) []*stub {
	var stubs []*stub
	for _, spec := range d.Specs {
		spec, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		t, ok := spec.Type.(*ast.InterfaceType)
		if !ok {
			continue
		}
		for _, m := range t.Methods.List {
			owners[m.Doc] = "func"
		}
		stubs = append(stubs, r.methods(spec, t)...)
	}
	return stubs
}
