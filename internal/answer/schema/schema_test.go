package schema

import (
	"encoding/json"
	"testing"
	"time"
)

// order has a part of every kind.
var order = Type{Kind: Object, Fields: []Field{
	{Name: "id", Type: Type{Kind: Text, Pattern: "[a-z]*"}},
	{Name: "level", Type: Type{Kind: Enum, Labels: []Label{{Text: "low", Value: "1"}, {Text: "hi, \"]", Value: "2"}}}},
	{Name: "levels", Type: Type{Kind: Map, Elem: &Type{Kind: List, Elem: &Type{Kind: Enum, Labels: []Label{{Text: "low", Value: "1"}}}}}},
	{Name: "empty", Type: Type{Kind: Object}},
	{Name: "due", Type: Type{Kind: Optional, Elem: &Type{Kind: Time}}},
	{Name: "share", Type: Type{Kind: Float, Digits: 6, Low: "0", High: "1"}},
	{Name: "sure", Type: Type{Kind: Bool}},
}}

const answer = `{"id":"ab","level":"hi, \"]","levels":{"a:{":["low","low"],"b":[]},"empty":{},"due":null,"share":0.5,"sure":true}`

func TestGoJSON(t *testing.T) {
	got, err := order.GoJSON(answer, nil)
	want := `{"id":"ab","level":2,"levels":{"a:{":[1,1],"b":[]},"empty":{},"due":null,"share":0.5,"sure":true}`
	if err != nil || got != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	plain := Type{Kind: List, Elem: &Type{Kind: Text}}
	if got, err := plain.GoJSON(`["a"]`, nil); err != nil || got != `["a"]` {
		t.Errorf("got %s, %v", got, err)
	}
}

// TestParse reads an answer that people wrote, and renders it as a model does.
func TestParse(t *testing.T) {
	v, err := order.Parse(`{"sure": true, "share": 5e-1, "due": null, "empty": {}, "id": "ab", "levels": {"a:{": ["low", "low"], "b": []}, "level": "hi, \"]"}`, false)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := order.Render(v); err != nil || got != answer {
		t.Errorf("got %s, %v, want %s", got, err, answer)
	}
}

func TestParseMistakes(t *testing.T) {
	list := Type{Kind: List, Elem: &Type{Kind: Integer, Max: 9}, Length: &Length{Max: 2}}
	for _, test := range []struct {
		typ        Type
		text, want string
	}{
		{order, `{"id":"ab"}`, `field "level" is missing`},
		{list, `[1,true]`, `item 1: got a JSON bool in "true"`},
		{list, `[1`, `"[1" is not whole JSON`},
		{list, `[1] 2`, `"[1] 2" is more than one JSON value`},
		{list, `x`, `"x" is not JSON: invalid character 'x' looking for beginning of value`},
		{Type{Kind: Object}, `{"a":1}`, `there is no field "a"`},
		{Type{Kind: Bool}, `maybe`, `"maybe" is neither yes nor no`},
		{Type{Kind: Time}, `today`, `"today" is no time of the form 2026-01-31T12:00:00Z`},
	} {
		if _, err := test.typ.Parse(test.text, false); err == nil || err.Error() != test.want {
			t.Errorf("%s: %v, want %s", test.text, err, test.want)
		}
	}
}

func TestRenderMistakes(t *testing.T) {
	list := Type{Kind: List, Elem: &Type{Kind: Integer, Max: 9}, Length: &Length{Max: 2}}
	for _, test := range []struct {
		typ   Type
		value any
		want  string
	}{
		{list, []any{Number("10")}, "item 0: 10 is not from 0 to 9"},
		{list, []any{Number("1"), Number("1"), Number("1")}, "it has 3 items, want 0 to 2"},
		{Type{Kind: Float, Digits: 6}, Number("0.1234567"), "0.1234567 has 8 digits, want at most 6"},
		{Type{Kind: Float, Digits: 6}, Number("-0"), "a negative zero can't be written"},
		{Type{Kind: Text, Pattern: "a+"}, "ab", `"ab" does not match a+`},
		{Type{Kind: Text, Length: &Length{Min: 2, Max: 3}}, "ü", "it has 1 characters, want 2 to 3"},
		{Type{Kind: List, Elem: &Type{Kind: Text}}, []any{"\x00"}, `item 0: "\x00" holds characters that no answer has`},
		{Type{Kind: Time}, time.Date(2026, 1, 1, 0, 0, 0, 5, time.UTC), "2026-01-01T00:00:00.000000005Z is not a whole second of the years 0 to 9999"},
		{Type{Kind: Enum, Labels: []Label{{Text: "a"}}}, "b", `"b" is no label`},
	} {
		if _, err := test.typ.Render(test.value); err == nil || err.Error() != test.want {
			t.Errorf("%v: %v, want %s", test.value, err, test.want)
		}
	}
}

// FuzzAnswer reads any bytes as an answer of every kind: nothing panics, and
// what is read and rendered is JSON that is read as the same.
func FuzzAnswer(f *testing.F) {
	f.Add(answer)
	f.Add(`{"id":"","level":"low"`)
	f.Fuzz(func(t *testing.T, text string) {
		order.GoJSON(text, nil)
		v, err := order.Parse(text, true)
		if err != nil {
			return
		}
		once, err := order.Render(v)
		if err != nil {
			return
		}
		if rewritten, err := order.GoJSON(once, nil); err != nil || !json.Valid([]byte(rewritten)) {
			t.Errorf("%s becomes %s, %v", once, rewritten, err)
		}
		v, err = order.Parse(once, true)
		if err != nil {
			t.Fatalf("%s: %v", once, err)
		}
		if again, err := order.Render(v); err != nil || again != once {
			t.Errorf("%s becomes %s, %v", once, again, err)
		}
	})
}
