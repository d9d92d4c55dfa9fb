package constrain

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/answer/quote"
	"github.com/pawgen/pawgen/internal/answer/schema"
)

var (
	ofWords      = schema.Type{Kind: schema.Text, Quote: schema.Words}
	ofCharacters = schema.Type{Kind: schema.Text, Quote: schema.Characters}
)

// quotesOf are all answers of a type for one input.
func quotesOf(t *testing.T, typ schema.Type, lead string, values ...string) []string {
	t.Helper()
	c, err := NewBehind(vocabulary, typ, lead)
	if err != nil {
		t.Fatal(err)
	}
	var list []quote.Value
	for _, v := range values {
		list = append(list, quote.Value{Text: v})
	}
	answers, _ := explore(t, For(c, list))
	return answers
}

func TestQuotes(t *testing.T) {
	optional := schema.Type{Kind: schema.Optional, Elem: &ofWords}
	list := schema.Type{Kind: schema.List, Elem: &ofWords, Length: &schema.Length{Max: 1}}
	object := schema.Type{Kind: schema.Object, Fields: []schema.Field{{Name: "a", Type: ofWords}, {Name: "b", Type: optional}}}
	for _, test := range []struct {
		typ    schema.Type
		lead   string
		values []string
		want   []string
	}{
		{ofWords, "", []string{"fun fund"}, []string{"fun", "fun fund", "fund"}},
		{ofWords, " ", []string{"fun fund"}, []string{"fun", "fun fund", "fund"}},
		{ofWords, "", []string{"fun", "re"}, []string{"fun", "re"}},
		{ofWords, "", []string{"a\x01b"}, []string{"a", "b"}},
		{ofWords, "", []string{"\xffé"}, []string{"é"}},
		{ofWords, " ", []string{"a\r\nb"}, []string{"a", "a\r\n  b", "b"}},
		{ofWords, "", []string{"a\r\nb"}, []string{"a", "a\r\nb", "b"}},
		{ofWords, " ", nil, []string{""}},
		{ofWords, " ", []string{" \n"}, []string{""}},
		{ofCharacters, "", []string{"ab"}, []string{"a", "ab", "b"}},
		{optional, " ", []string{`"x`}, []string{`"\""`, `"\"x"`, `"x"`, `null`}},
		{optional, "", []string{"a\r\nb"}, []string{`"a"`, `"a\r\nb"`, `"b"`, `null`}},
		{optional, " ", []string{" "}, []string{`null`}},
		{list, "", []string{"1 2"}, []string{`["1 2"]`, `["1"]`, `["2"]`, `[]`}},
		{list, "", []string{""}, []string{`[]`}},
		{object, " ", []string{"x"}, []string{`{"a":"x","b":"x"}`, `{"a":"x","b":null}`}},
		{object, " ", []string{""}, []string{`{"a":"","b":null}`}},
	} {
		slices.Sort(test.want)
		if got := quotesOf(t, test.typ, test.lead, test.values...); !slices.Equal(got, test.want) {
			t.Errorf("%q behind %q: answers are %q, want %q", test.values, test.lead, got, test.want)
		}
	}
}

// quoting makes texts of a type quotes.
func quoting(r *rand.Rand, t schema.Type) schema.Type {
	if t.Kind == schema.Text {
		return []schema.Type{ofWords, ofWords, ofCharacters, {Kind: schema.Text}}[r.IntN(4)]
	}
	if t.Elem != nil {
		elem := quoting(r, *t.Elem)
		t.Elem = &elem
	}
	t.Fields = slices.Clone(t.Fields)
	for i, f := range t.Fields {
		t.Fields[i].Type = quoting(r, f.Type)
	}
	return t
}

// randomInput is text of all scripts, with line ends, quotation marks, what is
// no character, and what is joined to one.
func randomInput(r *rand.Rand) string {
	pieces := []string{"Anna", "fun", "refund", "12", " ", " ", "  ", "\n", "\r\n", "\r", "\t", "\v", "\u0085", "\u2028", "\"", "\\", "\\n", "null", "{", "]", ",", ":",
		"é", "e\u0301", "ß", "漢字", "かな", "ไทย", "서울", "🙂", "👩\u200d💻", "🇩🇪", "\x00", "\xff", "\xe6\xbc", "<|end|>", strings.Repeat("x", 70)}
	var b strings.Builder
	for range r.IntN(14) {
		if r.IntN(9) == 0 {
			b.WriteString(string(rune(r.IntN(0x11000))))
			continue
		}
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

var errNothing = errors.New("the quote is empty, but something could be quoted")

// checkQuotes says which quote of a value stands in none of the values.
func checkQuotes(t schema.Type, v any, values []quote.Value) error {
	for text, rule := range t.Quoted(v) {
		if _, ok := quote.Find(values, text, rule); !ok && text == "" {
			return errNothing
		} else if !ok {
			return fmt.Errorf("%q does not stand in %q", text, values)
		}
	}
	return nil
}

// TestQuotesStandInTheInput is the promise of quotes: whatever a model prefers,
// within any budget, the answer fits its type and its quotes are pieces of the
// input between edges.
func TestQuotesStandInTheInput(t *testing.T) {
	types, answers := 300, 0
	if testing.Short() {
		types = 60
	}
	r := rand.New(rand.NewPCG(11, 12))
	for name, tokens := range vocabularies() {
		v := NewVocabulary(tokens)
		models := choosers(tokens)
		for range types {
			typ := quoting(r, randomType(r, 3))
			lead := []string{"", " "}[r.IntN(2)]
			values := []quote.Value{{Param: "a", Text: randomInput(r)}, {Param: "b", Text: randomInput(r)}}[:1+r.IntN(2)]
			c, err := NewBehind(v, typ, lead)
			if err != nil || !typ.Quotes() {
				continue // vocabularies that can't write all are tried elsewhere
			}
			bound := For(c, values)
			for model, choose := range models {
				for _, spare := range []int{0, r.IntN(10), r.IntN(200)} {
					err := answerQuotes(bound, typ, lead, values, bound.Least()+spare, func(c []int32) int32 { return choose(r, c) })
					if name != "whole" && name != "large" && errors.Is(err, errNothing) {
						err = nil // all that could be quoted can't be written with the vocabulary
					}
					if err != nil {
						description, _ := json.Marshal(typ)
						t.Fatalf("vocabulary %q, model %q, lead %q, %s, input %q: %v", name, model, lead, description, values, err)
					}
					answers++
				}
			}
		}
	}
	t.Logf("%d answers", answers)
	if answers < types {
		t.Errorf("only %d answers", answers)
	}
}

// answerQuotes writes an answer and says what is wrong with it.
func answerQuotes(c Constraint, typ schema.Type, lead string, values []quote.Value, budget int, choose func([]int32) int32) error {
	w := c.Start(budget)
	for n := 0; !w.Done(); n++ {
		candidates := w.Candidates()
		if n == budget || len(candidates) == 0 {
			return fmt.Errorf("%q is not done after %d tokens, %d candidates", w.Answer(), n, len(candidates))
		}
		w.Advance(choose(candidates))
	}
	answer := string(w.Answer())
	if lead != "" && typ.Quote != "" {
		answer = prompt.Unindent(answer)
	}
	value, err := typ.Parse(answer, false)
	if err != nil {
		return err
	}
	return checkQuotes(typ, value, values)
}

func FuzzQuote(f *testing.F) {
	f.Add("My name is Anna\r\n  Schmidt\u2028\"x\\\x00\xff", uint64(1), true, true)
	f.Add("", uint64(2), false, false)
	f.Fuzz(func(t *testing.T, input string, seed uint64, json, framed bool) {
		typ, lead := ofWords, ""
		if seed%3 == 0 {
			typ = ofCharacters
		}
		if json {
			elem := typ
			typ = schema.Type{Kind: schema.List, Elem: &elem, Length: &schema.Length{Min: 1, Max: 3}}
		}
		if framed {
			lead = " "
		}
		c, err := NewBehind(vocabulary, typ, lead)
		if err != nil {
			t.Fatal(err)
		}
		values := []quote.Value{{Text: input}}
		c = For(c, values)
		r := rand.New(rand.NewPCG(seed, 0))
		err = answerQuotes(c, typ, lead, values, c.Least()+r.IntN(50), func(c []int32) int32 { return c[r.IntN(len(c))] })
		if err != nil {
			t.Fatal(err)
		}
	})
}

// BenchmarkQuote is what quoting adds to a call: the constraint of its input,
// and a whole answer of three words.
func BenchmarkQuote(b *testing.B) {
	object := schema.Type{Kind: schema.Object, Fields: []schema.Field{{Name: "name", Type: ofWords}, {Name: "place", Type: ofWords}}}
	for _, size := range []int{300, 2000} {
		text := strings.Repeat("Hello, my name is Anna Schmidt and I'd like to change the date of my order 12-345 to Friday, please. ", 30)[:size]
		for name, typ := range map[string]schema.Type{"text": ofWords, "object": object} {
			for _, vocabulary := range []int{4_000, 49_152, qwen} {
				v := NewVocabulary(newSynthetic(vocabulary))
				c, err := NewBehind(v, typ, " ")
				if err != nil {
					b.Fatal(err)
				}
				r := rand.New(rand.NewPCG(1, 2))
				b.Run(fmt.Sprintf("%s/%d characters/%d tokens", name, size, vocabulary), func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						w := For(c, []quote.Value{{Text: text}}).Start(256)
						for n := 0; !w.Done(); n++ {
							candidates := w.Candidates()
							token := candidates[r.IntN(len(candidates))]
							if n > 6 {
								token = candidates[len(candidates)-1]
							}
							w.Advance(token)
						}
					}
				})
			}
		}
	}
}
