package stubs

import (
	"fmt"
	"go/token"
	"go/types"
	"reflect"

	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/answer/quote"
	"github.com/pawgen/pawgen/internal/answer/schema"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// isPlacedQuote says whether a type is pawgen.Quote, whose values are quotes
// without a directive.
func isPlacedQuote(t types.Type) bool { return isNamed(t, doorPath, "Quote") }

// placedQuote is the shape of pawgen.Quote.
func placedQuote(t types.Type) *Shape {
	return &Shape{Type: t, Form: compiler.Result{Kind: compiler.Text, Quote: schema.Words, Placed: true}}
}

// quoteText is the text of a quote's Go value. The place is the runtime's to
// find, and no answer has another.
func quoteText(v reflect.Value) (string, error) {
	if v.Kind() != reflect.Struct {
		return v.String(), nil
	}
	for i := range v.NumField() {
		if name := v.Type().Field(i).Name; name != "Text" && !v.Field(i).IsZero() {
			return "", fmt.Errorf("%s is given, but answers are compared by the Text of a quote alone", name)
		}
	}
	return v.FieldByName("Text").String(), nil
}

// quoteEdges sets where the quotes of a type begin and end.
func quoteEdges(t *compiler.Result, d directive) *problem {
	switch d.value {
	case "", string(schema.Words):
		t.Quote = schema.Words
	case string(schema.Characters):
		t.Quote = schema.Characters
	default:
		return &problem{d.at, fmt.Sprintf("quote %q is no kind of quote", d.value), "write //paw:quote, or //paw:quote characters for pieces of words"}
	}
	return nil
}

// quotable says whether the function has something to quote, where its answers
// are quotes; at is where the result type stands.
func (r *reader) quotable(f *Function, at token.Pos) bool {
	if !f.Shape.Form.Quotes() {
		return true
	}
	for _, p := range f.Params {
		slice, _ := p.Type.Underlying().(*types.Slice)
		basic, _ := p.Type.Underlying().(*types.Basic)
		if slice != nil && isByte(slice.Elem()) || basic != nil && basic.Info()&types.IsString != 0 {
			return true
		}
	}
	r.reportAt(at, "add a parameter of type string, or remove //paw:quote", "%s: the answer quotes the input, but no parameter is text", f.Name)
	return false
}

// misquoted is a text that an answer quotes and that stands in none of the
// arguments, "" if there is none.
func misquoted(t compiler.Result, args []prompt.Argument, output string) (text string, found bool) {
	if !t.Quotes() {
		return "", false
	}
	value, err := t.Parse(output, false)
	if err != nil {
		return "", false // reported as no answer of its type
	}
	values := quote.Values(args)
	for text, rule := range t.Quoted(value) {
		if _, ok := quote.Find(values, text, rule); !ok {
			return text, true
		}
	}
	return "", false
}

const (
	messageMisquoted = "%q does not stand in the input as a quote"
	hintMisquoted    = "write it as it stands there, whole words without white space around them; what may be missing is a pointer, nil"
)
