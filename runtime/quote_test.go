package runtime

import (
	"strings"
	"testing"

	"github.com/pawgen/pawgen"
)

// TestQuote asks a random model for pieces of messages, in both forms.
func TestQuote(t *testing.T) {
	type who string
	type found struct {
		Name  who           `json:"name"`
		Place *pawgen.Quote `json:"place"`
		Parts []string      `json:"parts"`
	}
	for _, program := range []string{file(), framed("msg")} {
		name := NewFunc("test.Func", program, Quote[who](Words))
		piece := NewFunc("test.Func", program, PlacedQuote(Characters))
		all := NewFunc("test.Func", program, Struct[found](
			Field("name", Quote[who](Words)), Field("place", Optional(PlacedQuote(Words))), Field("parts", List[[]string](Quote[string](Words)).Length(1, 2))))
		for _, m := range append(messages, "first line\r\n second line\u2028third", `"C:\new"`) {
			n := ask(t, name, m)
			if !strings.Contains(m, string(n)) || n == "" && strings.TrimSpace(m) != "" {
				t.Errorf("%q: got %q", m, n)
			}
			q := ask(t, piece, m)
			if m[q.Start:q.End] != q.Text || q.Param != "msg" && q.Text != "" {
				t.Errorf("%q: got %+v", m, q)
			}
			a := ask(t, all, m)
			if p := a.Place; p != nil && (m[p.Start:p.End] != p.Text || p.Param != "msg" || p.Text == "") {
				t.Errorf("%q: got %+v", m, p)
			}
			for _, text := range append(a.Parts, string(a.Name)) {
				if !strings.Contains(m, text) {
					t.Errorf("%q: got %q", m, text)
				}
			}
		}
	}
}

// TestQuoteOfParameters quotes text only, and the same in calls as in tests.
func TestQuoteOfParameters(t *testing.T) {
	f := NewFunc("test.Func", framed("n", "from", "to"), PlacedQuote(Words))
	q, err := f.Call(t.Context(), Arg("n", 12), Arg("from", " "), Arg("to", []byte("x\n Bo")))
	if err != nil || q.Param != "to" || q.Text == "" || q.Text != "x\n Bo"[q.Start:q.End] {
		t.Errorf("got %+v, %v", q, err)
	}
	got, err := f.Answer(t.Context(), "n: .\nfrom:  \nto: x\n   Bo")
	if err != nil || !strings.Contains("x\n Bo", got) && got != "." {
		t.Errorf("got %q, %v", got, err)
	}
	if q, err := f.Call(t.Context(), Arg("n", 12)); err != nil || q != (pawgen.Quote{}) {
		t.Errorf("without text: got %+v, %v", q, err)
	}
}

// TestQuoteStream gives a quote in parts.
func TestQuoteStream(t *testing.T) {
	f := NewFunc("test.Func", framed("msg"), Quote[string](Words))
	const message = "first line\r\n second line"
	var parts strings.Builder
	for part, err := range f.Stream(t.Context(), Arg("msg", message)) {
		if err != nil {
			t.Fatal(err)
		}
		parts.WriteString(part)
	}
	if want := ask(t, f, message); parts.String() != want {
		t.Errorf("parts are %q, want %q", parts.String(), want)
	}
}
