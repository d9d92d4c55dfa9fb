package accuracy

import (
	"github.com/pawgen/pawgen/internal/answer/quote"
	"github.com/pawgen/pawgen/internal/answer/schema"
)

// Quoting is the function with answers that are quotes, if it is one of text
// whose examples all quote their inputs; else false. Cases are not looked at:
// whoever writes a stub doesn't know them either.
func (f Function) Quoting() (Function, bool) {
	if !f.Spec.Result.Open() || len(f.Spec.Examples) == 0 {
		return f, false
	}
	for _, e := range f.Spec.Examples {
		if _, ok := quote.Find(quote.Values(e.Args), e.Output, schema.Words); !ok {
			return f, false
		}
	}
	f.Spec.Result.Quote = schema.Words
	return f, true
}
