package schema

import "iter"

// Quoted gives the quotes of a value for [Type.Render], each with its rule.
func (t Type) Quoted(v any) iter.Seq2[string, Quoting] {
	return func(yield func(string, Quoting) bool) { t.quoted(v, yield) }
}

// quoted is Quoted and says whether to go on.
func (t Type) quoted(v any, yield func(string, Quoting) bool) bool {
	switch {
	case v == nil || !t.Quotes():
	case t.Quote != "":
		return yield(v.(string), t.Quote)
	case t.Kind == Optional:
		return t.Elem.quoted(v, yield)
	case t.Kind == Object:
		for i, f := range t.Fields {
			if !f.Type.quoted(v.([]any)[i], yield) {
				return false
			}
		}
	case t.Kind == List:
		for _, item := range v.([]any) {
			if !t.Elem.quoted(item, yield) {
				return false
			}
		}
	case t.Kind == Map:
		for _, e := range v.([]Entry) {
			if !t.Elem.quoted(e.Value, yield) {
				return false
			}
		}
	}
	return true
}
