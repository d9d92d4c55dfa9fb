package constrain

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/answer/schema"
)

// randomType makes a type of any kind. Those within JSON nest up to depth deep.
func randomType(r *rand.Rand, depth int) schema.Type {
	kinds := []schema.Kind{schema.Text, schema.Bool, schema.Integer, schema.Float, schema.Enum, schema.Time}
	if depth > 0 {
		kinds = append(kinds, schema.Object, schema.Object, schema.List, schema.Map, schema.Optional)
	}
	t := schema.Type{Kind: kinds[r.IntN(len(kinds))]}
	elem := func() *schema.Type { e := randomType(r, depth-1); return &e }
	switch t.Kind {
	case schema.Text:
		switch r.IntN(4) {
		case 0:
			t.Length = &schema.Length{Min: r.IntN(4), Max: 4 + r.IntN(40)}
		case 1:
			t.Pattern = patterns[r.IntN(len(patterns))]
		}
	case schema.Integer:
		t.Min, t.Max = int64(r.Uint64())>>r.IntN(64), r.Uint64()>>r.IntN(64)
		if t.Min > 0 && uint64(t.Min) > t.Max {
			t.Min = -t.Min
		}
	case schema.Float:
		t.Digits = []int{6, 15}[r.IntN(2)]
		if r.IntN(2) == 0 {
			low, high := float64(r.IntN(4000)-2000)/100, float64(r.IntN(2000))/1000
			t.Low, t.High = schema.Decimal(low, 64), schema.Decimal(math.Round(1000*(low+high))/1000, 64)
		}
	case schema.Enum:
		for i := range 1 + r.IntN(5) {
			t.Labels = append(t.Labels, schema.Label{Text: strings.Repeat(`a "é`, r.IntN(3)) + fmt.Sprint(i)})
		}
	case schema.Object:
		for i := range r.IntN(4) {
			t.Fields = append(t.Fields, schema.Field{Name: fmt.Sprintf("f%d", i), Type: randomType(r, depth-1)})
		}
	case schema.List:
		t.Elem = elem()
		if r.IntN(2) == 0 {
			t.Length = &schema.Length{Min: r.IntN(3), Max: 2 + r.IntN(3)}
		}
	case schema.Map, schema.Optional:
		for t.Elem = elem(); t.Elem.Kind == schema.Optional; { // no null within null
			t.Elem = elem()
		}
	}
	return t
}

var patterns = []string{
	`[A-Z]{2}-\d{4}`, `(re|fun|d)+s?`, `^\d+$`, `[^a-z]{0,9}`, `(?i)straße|x`, `"\\"*`, `\p{Greek}+`, `.*x`, ``, `[ab\x01]+`, `\d\d:\d\d`,
}

// A chooser is a model: it prefers some candidates to others.
type chooser func(r *rand.Rand, candidates []int32) int32

// choosers are models that know nothing, and some that try to never end.
func choosers(t Tokens) map[string]chooser {
	best := func(score func(b []byte) int) chooser {
		return func(r *rand.Rand, candidates []int32) int32 {
			chosen, most := candidates[0], math.MinInt
			for i := range min(2000, len(candidates)) {
				id := candidates[(i+r.IntN(len(candidates)))%len(candidates)]
				if n := score(t.Bytes(id)); n > most && id != t.EOS() {
					chosen, most = id, n
				}
			}
			return chosen
		}
	}
	return map[string]chooser{
		"random": func(r *rand.Rand, c []int32) int32 { return c[r.IntN(len(c))] },
		"long":   best(func(b []byte) int { return len(b) }),
		"short":  best(func(b []byte) int { return -len(b) }),
		"endless": best(func(b []byte) int {
			return -strings.Count(string(b), `"`) - strings.Count(string(b), `}`) - strings.Count(string(b), `]`)
		}),
		"digits": best(func(b []byte) int { return strings.Count(string(b), "9") + strings.Count(string(b), "0") }),
	}
}

// TestAnswersFitTheirTypes is the promise of this package: whatever a model
// prefers, within any budget, the answer is complete, and the standard library
// reads it as a value of the type.
func TestAnswersFitTheirTypes(t *testing.T) {
	types, answers := 150, 0
	if testing.Short() {
		types = 30
	}
	r := rand.New(rand.NewPCG(5, 6))
	for name, tokens := range vocabularies() {
		v := NewVocabulary(tokens)
		for range types {
			typ := randomType(r, 3)
			if typ.Open() {
				continue
			}
			c, err := NewBehind(v, typ, []string{"", " "}[r.IntN(2)])
			if err != nil {
				if name == "whole" || name == "large" {
					t.Errorf("%+v: %v", typ, err)
				}
				continue
			}
			for model, choose := range choosers(tokens) {
				for _, spare := range []int{0, 1, r.IntN(10), r.IntN(200)} {
					budget := c.Least() + spare
					if typ.Finite() {
						budget += 21 // labels are not steered
					}
					checkAnswer(t, v, typ, c, budget, func(candidates []int32) int32 { return choose(r, candidates) })
					answers++
					if t.Failed() {
						t.Fatalf("vocabulary %q, model %q, budget %d", name, model, budget)
					}
				}
			}
		}
	}
	t.Logf("%d answers", answers)
}

// checkAnswer writes an answer and checks everything about it.
func checkAnswer(t *testing.T, v *Vocabulary, typ schema.Type, c Constraint, budget int, choose func([]int32) int32) {
	t.Helper()
	description, _ := json.Marshal(typ)
	w := c.Start(budget)
	for n := 0; !w.Done(); n++ {
		if n == budget {
			t.Fatalf("%s: %q is not done after %d tokens", description, w.Answer(), n)
		}
		candidates := w.Candidates()
		if len(candidates) == 0 {
			t.Fatalf("%s: no candidates after %q, %d tokens left", description, w.Answer(), budget-n)
		}
		w.Advance(choose(candidates))
	}
	answer := string(w.Answer())
	value, err := typ.Parse(answer, false)
	if err != nil {
		t.Fatalf("%s: answer %q: %v", description, answer, err)
	}
	again, err := typ.Render(value)
	if err != nil || again != answer {
		t.Fatalf("%s: answer %q is rendered as %q, %v", description, answer, again, err)
	}
}

// partial is a vocabulary without some tokens.
type partial struct {
	Tokens
	missing string // bytes that are no token of their own
}

func (p partial) Bytes(id int32) []byte {
	b := p.Tokens.Bytes(id)
	if len(b) == 1 && strings.Contains(p.missing, string(b)) {
		return nil
	}
	return b
}

// Encode finds the longest tokens; it knows no others than Bytes.
func (p partial) Encode(text string, special bool) (ids []int32) {
	for len(text) > 0 {
		longest := int32(-1)
		for id := range int32(p.Len()) {
			if b := string(p.Bytes(id)); b != "" && strings.HasPrefix(text, b) && (longest < 0 || len(b) > len(p.Bytes(longest))) {
				longest = id
			}
		}
		if longest < 0 {
			return nil
		}
		ids = append(ids, longest)
		text = text[len(p.Bytes(longest)):]
	}
	return ids
}

// vocabularies are the whole one and some that lack single bytes.
func vocabularies() map[string]Tokens {
	return map[string]Tokens{
		"whole":          tokens,
		"large":          newSynthetic(4000),
		"without 9, é":   partial{tokens, "9\xc3\xa9"},
		"without escape": partial{tokens, "\\"},
		"without z, 0":   partial{tokens, "z0"},
	}
}
