package runtime

import (
	"encoding/json"
	"fmt"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/answer/quote"
	"github.com/pawgen/pawgen/internal/answer/schema"
)

// Edges says where quotes may begin and end.
type Edges string

// The edges of quotes.
const (
	Words      = Edges(schema.Words)      // not within a word
	Characters = Edges(schema.Characters) // between any two characters
)

// Quote is a piece of the input: of the value of any parameter that is text. It
// is empty only if there is nothing to quote, as in an input of white space.
func Quote[T ~string](edges Edges) Type[T] {
	return Type[T]{
		form:  func() schema.Type { return schema.Type{Kind: schema.Text, Quote: schema.Quoting(edges)} },
		value: func(answer string, _ source) (T, error) { return T(answer), nil },
	}
}

// PlacedQuote is [Quote] with its place.
func PlacedQuote(edges Edges) Type[pawgen.Quote] {
	form := schema.Type{Kind: schema.Text, Quote: schema.Quoting(edges), Placed: true}
	return Type[pawgen.Quote]{
		form:  func() schema.Type { return form },
		value: func(answer string, from source) (pawgen.Quote, error) { return from.place(form, answer) },
	}
}

// source is what quotes are taken from.
type source []quote.Value

// place is a quote with its place.
func (s source) place(t schema.Type, text string) (pawgen.Quote, error) {
	p, ok := quote.Find(s, text, t.Quote)
	if !ok && text != "" {
		return pawgen.Quote{}, fmt.Errorf("internal error: %q is no quote", text)
	}
	return pawgen.Quote{Text: text, Param: p.Param, Start: p.Start, End: p.End}, nil
}

// placeJSON is place as encoding/json reads it.
func (s source) placeJSON(t schema.Type, text string) (string, error) {
	q, err := s.place(t, text)
	if err != nil {
		return "", err
	}
	data, err := json.Marshal(q)
	return string(data), err
}

// sourceOf takes apart an input that is text already.
func sourceOf(form prompt.Form, params []string, text string) source {
	var s source
	for i, value := range form.Values(params, text) {
		v := quote.Value{Text: value}
		if i < len(params) {
			v.Param = params[i]
		}
		s = append(s, v)
	}
	return s
}
