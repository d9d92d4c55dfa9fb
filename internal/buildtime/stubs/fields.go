package stubs

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strings"
)

// structField is a field as encoding/json and its comments have it.
type structField struct {
	*types.Var
	jsonName     string
	quoted       bool // the json tag has the option "string"
	doc          string
	directives   []directive
	pos, typePos token.Pos
}

// fields lists the fields of a declared struct that encoding/json reads.
func (r *reader) fields(name *types.TypeName, u *types.Struct) ([]structField, error) {
	syntax, err := r.structSyntax(name)
	if err != nil {
		return nil, err
	}
	var list []structField
	for i := range u.NumFields() {
		f := structField{Var: u.Field(i), jsonName: u.Field(i).Name(), pos: u.Field(i).Pos(), typePos: u.Field(i).Pos()}
		tag, options, _ := strings.Cut(reflect.StructTag(u.Tag(i)).Get("json"), ",")
		if skipped(u.Tag(i)) {
			continue
		}
		if tag != "" {
			f.jsonName = tag
		}
		for _, option := range strings.Split(options, ",") {
			f.quoted = f.quoted || option == "string"
		}
		if field := fieldSyntax(syntax, i); field != nil {
			f.doc = fieldDoc(field.Doc, field.Comment)
			f.directives = append(parse(field.Doc), parse(field.Comment)...)
			f.typePos = field.Type.Pos()
		}
		list = append(list, f)
	}
	return list, nil
}

// skipped says whether encoding/json leaves out a field with this tag.
func skipped(tag string) bool { return reflect.StructTag(tag).Get("json") == "-" }

// structSyntax finds the declaration of a struct type; it is nil for a type
// that is declared by another type's name.
func (r *reader) structSyntax(name *types.TypeName) (*ast.StructType, error) {
	files := r.pkg.Syntax
	if name.Pkg() != r.pkg.Types {
		var err error
		if files, err = r.source.files(name.Pkg().Path()); err != nil {
			return nil, err
		}
	}
	for _, f := range files {
		for _, d := range f.Decls {
			d, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range d.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok && t.Name.Name == name.Name() {
					syntax, _ := t.Type.(*ast.StructType)
					return syntax, nil
				}
			}
		}
	}
	return nil, nil
}

// fieldSyntax is the syntax of the field with an index; one line may declare several.
func fieldSyntax(syntax *ast.StructType, index int) *ast.Field {
	if syntax == nil {
		return nil
	}
	for _, f := range syntax.Fields.List {
		if index -= max(1, len(f.Names)); index < 0 {
			return f
		}
	}
	return nil
}

// fieldDoc is what doc and line comment say, a line each, without directives.
func fieldDoc(doc, comment *ast.CommentGroup) string {
	unwrap := func(g *ast.CommentGroup) string { return strings.Join(strings.Fields(g.Text()), " ") }
	return strings.TrimSpace(unwrap(doc) + "\n" + unwrap(comment))
}
