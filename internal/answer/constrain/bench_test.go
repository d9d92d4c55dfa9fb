package constrain

import (
	"math/rand/v2"
	"testing"

	"github.com/pawgen/pawgen/internal/answer/schema"
)

// synthetic is a vocabulary of the size and shape of Qwen3's: single bytes,
// words with and without a space, pieces of code, other scripts, long runs.
type synthetic struct {
	tokens [][]byte
	ids    map[string]int32
}

func (s *synthetic) Len() int              { return len(s.tokens) }
func (s *synthetic) EOS() int32            { return 256 }
func (s *synthetic) Bytes(id int32) []byte { return s.tokens[id] }

func (s *synthetic) Encode(text string, special bool) (ids []int32) {
	for len(text) > 0 {
		n := min(len(text), longest)
		for ; n > 1; n-- {
			if _, ok := s.ids[text[:n]]; ok {
				break
			}
		}
		ids = append(ids, s.ids[text[:n]])
		text = text[n:]
	}
	return ids
}

func newSynthetic(size int) *synthetic {
	s := &synthetic{ids: map[string]int32{}}
	add := func(token string) {
		if _, ok := s.ids[token]; !ok && token != "" {
			s.ids[token] = int32(len(s.tokens))
			s.tokens = append(s.tokens, []byte(token))
		}
	}
	for b := range 256 {
		add(string([]byte{byte(b)}))
	}
	s.tokens = append(s.tokens, nil) // the end token
	r := rand.New(rand.NewPCG(7, 8))
	pick := func(from []rune, n int) (out string) {
		for range n {
			out += string(from[r.IntN(len(from))])
		}
		return out
	}
	letters, signs, chinese := []rune("eeetaoinshrdlucmfwgypbvk"), []rune("\"\"\"',.:;(){}[]=/\\<>-_ \n\t"), []rune("的一是不了人我在有他这为之大来以个中上们")
	for len(s.tokens) < size {
		switch n := 1 + r.IntN(10); r.IntN(20) {
		case 0, 1:
			add(pick(signs, 1+n/3))
		case 2, 3, 4:
			add(pick(chinese, 1+n/3))
		case 5:
			add(pick([]rune(" "), n*4))
		case 6, 7, 8, 9, 10, 11:
			add(pick(letters, n))
		default:
			add(" " + pick(letters, n))
		}
	}
	return s
}

// order is a struct of many kinds.
var order = schema.Type{Kind: schema.Object, Fields: []schema.Field{
	{Name: "id", Type: schema.Type{Kind: schema.Text, Pattern: `[A-Z]{2}-\d{4}`}},
	{Name: "customer", Type: schema.Type{Kind: schema.Text}},
	{Name: "note", Type: schema.Type{Kind: schema.Text, Length: &schema.Length{Min: 3, Max: 200}}},
	{Name: "quantity", Type: schema.Type{Kind: schema.Integer, Min: 1, Max: 99}},
	{Name: "price", Type: schema.Type{Kind: schema.Float, Digits: 15, Low: "0", High: "9999.5"}},
	{Name: "urgency", Type: schema.Type{Kind: schema.Enum, Labels: []schema.Label{{Text: "high"}, {Text: "low"}}}},
	{Name: "due", Type: schema.Type{Kind: schema.Optional, Elem: &schema.Type{Kind: schema.Time}}},
	{Name: "tags", Type: schema.Type{Kind: schema.List, Elem: &schema.Type{Kind: schema.Text}}},
}}

const qwen = 151_936 // tokens of Qwen3

func BenchmarkVocabulary(b *testing.B) {
	tokens := newSynthetic(qwen)
	for b.Loop() {
		NewVocabulary(tokens).sort()
	}
}

// BenchmarkNew makes the automaton of a struct, everything from the start.
func BenchmarkNew(b *testing.B) {
	v := NewVocabulary(newSynthetic(qwen))
	for b.Loop() {
		clear(v.leaves)
		if _, err := New(v, order); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMask is the candidates in states of a struct: those of a mask that
// is known, and those of one that must be built first.
func BenchmarkMask(b *testing.B) {
	v := NewVocabulary(newSynthetic(qwen))
	c, err := New(v, order)
	if err != nil {
		b.Fatal(err)
	}
	for _, path := range []string{
		`{"id":"AB`, `{"id":"AB-1234","customer":"`, `{"id":"AB-1234","customer":"An`, `{"id":"AB-1234","customer":"An","note":"please`,
		`{"id":"AB-1234","customer":"An","note":"please","quantity":1`, `{"id":"AB-1234","customer":"An","note":"please","quantity":1,"price":12.5`,
	} {
		w := c.Start(1000).(*walk)
		p := w.grammar.start
		for i := range len(path) {
			p, _ = p.next(path[i])
		}
		enter := func(first bool) func(b *testing.B) {
			return func(b *testing.B) {
				for b.Loop() {
					if first {
						clear(p.state.(leafState).masks)
					}
					w.forced = nil
					w.enter(p)
				}
				b.ReportMetric(float64(len(w.candidates)), "candidates")
			}
		}
		name := path[max(0, len(path)-8):]
		b.Run(name+"/first", enter(true))
		b.Run(name+"/later", enter(false))
	}
}

// BenchmarkAnswer is a whole answer of random tokens, without a model.
func BenchmarkAnswer(b *testing.B) {
	v := NewVocabulary(newSynthetic(qwen))
	c, err := New(v, order)
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(9, 10))
	tokens := 0
	for b.Loop() {
		w := c.Start(200)
		for ; !w.Done(); tokens++ {
			w.Advance(w.Candidates()[r.IntN(len(w.Candidates()))])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(tokens), "ns/token")
}
