package stubs

import (
	"go/token"
	"go/types"
	"slices"
)

// input says why a type can't be a parameter; nil if it can. The position of
// the problem is that of the parameter.
func (r *reader) input(t types.Type) *problem {
	if !writable(t) {
		if _, args := Declared(t); args != nil {
			return &problem{token.NoPos, "the type arguments of " + r.typeString(t) + " are not supported", hintAlias}
		}
	}
	if s, ok := t.Underlying().(*types.Slice); ok && isByte(s.Elem()) {
		return nil // text
	}
	bad, why := r.inJSON(t, nil)
	if bad == nil && !writable(t) {
		bad, why = t, "give the struct type a name"
	}
	if bad != nil {
		if bad == t {
			return &problem{token.NoPos, "parameter type " + r.typeString(t) + " is not supported", why}
		}
		return &problem{token.NoPos, "parameter type " + r.typeString(t) + " holds " + r.typeString(bad) + ", which is not supported", why}
	}
	return nil
}

// inJSON finds a type within t that encoding/json can't write in a form that
// says something, with what to do instead; nil if there is none.
func (r *reader) inJSON(t types.Type, inside []types.Type) (bad types.Type, hint string) {
	if isTime(t) {
		return nil, ""
	}
	if slices.ContainsFunc(inside, func(o types.Type) bool { return types.Identical(o, t) }) {
		return t, "pass a value that ends, such as a slice"
	}
	if _, ok := types.Unalias(t).(*types.Named); ok {
		inside = append(inside, t)
	}
	if method := ownMarshal(t); method != "" {
		return t, "use a type without the method " + method
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if _, ok := scalar(t); ok {
			return nil, ""
		}
	case *types.Pointer:
		return r.inJSON(u.Elem(), inside)
	case *types.Slice:
		if isByte(u.Elem()) {
			return t, "use string; in JSON, bytes would be base64"
		}
		return r.inJSON(u.Elem(), inside)
	case *types.Map:
		if b, ok := u.Key().Underlying().(*types.Basic); !ok || b.Kind() != types.String {
			return t, "make the keys strings"
		}
		return r.inJSON(u.Elem(), inside)
	case *types.Struct:
		return r.fieldsInJSON(t, u, inside)
	}
	return t, paramTypes
}

// fieldsInJSON is inJSON for the fields of a struct.
func (r *reader) fieldsInJSON(t types.Type, u *types.Struct, inside []types.Type) (bad types.Type, hint string) {
	for i := range u.NumFields() {
		f := u.Field(i)
		switch {
		case f.Embedded():
			return t, "give the embedded field " + f.Name() + " a name"
		case !f.Exported():
			return t, "export the field " + f.Name() + ", or use a struct without it"
		case skipped(u.Tag(i)):
			continue
		}
		if bad, hint = r.inJSON(f.Type(), inside); bad != nil {
			return bad, hint
		}
	}
	return nil, ""
}

// ownMarshal is a method by which a type writes JSON in its own way, "" if it has none.
func ownMarshal(t types.Type) string {
	for _, name := range []string{"MarshalJSON", "MarshalText", "MarshalJSONTo"} {
		if object, _, _ := types.LookupFieldOrMethod(t, true, nil, name); object != nil {
			if _, ok := object.(*types.Func); ok {
				return name
			}
		}
	}
	return ""
}
