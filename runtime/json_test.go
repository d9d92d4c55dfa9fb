package runtime

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/program"
)

// order has a field of every kind.
type order struct {
	ID     string `json:"id"`
	Count  int8
	Price  float32
	Dept   department
	Urgent *bool
	Due    *time.Time
	Tags   []string
	Notes  map[string]department
	Next   struct{ Name string }
}

var orders = Struct[order](
	Field("id", Match[string](`[A-Z]{2}-\d{4}`)),
	Field("Count", IntRange[int8](-3, 9)),
	Field("Price", FloatRange[float32](0, 99.5)),
	Field("Dept", Enum(departments...)),
	Field("Urgent", Optional(Bool[bool]())),
	Field("Due", Optional(Time())),
	Field("Tags", List[[]string](String[string]().Length(1, 8)).Length(1, 3)),
	Field("Notes", Map[map[string]department](Enum(departments...))),
	Field("Next", Struct[struct{ Name string }](Field("Name", String[string]()))),
)

// TestStructs calls random programs; whatever they answer is an order.
func TestStructs(t *testing.T) {
	calls := 60
	if testing.Short() {
		calls = 5
	}
	for i := range calls {
		p := model.Program("test.Func", fmt.Sprint("Order ", i))
		p.MaxTokens = 190 + i
		f := NewFunc("test.Func", mustEncode(t, p), orders)
		for _, m := range messages[:2] {
			r := explain(t, f, m)
			o := r.Value
			if len(o.ID) != 7 || o.Count < -3 || o.Count > 9 || o.Price < 0 || o.Price > 99.5 || o.Dept < billing || o.Dept > other ||
				len(o.Tags) < 1 || len(o.Tags) > 3 || !json.Valid([]byte(r.Text)) || r.Usage.Answer > p.MaxTokens {
				t.Fatalf("answer %s is the order %+v", r.Text, o)
			}
			for _, d := range o.Notes {
				if d < billing || d > other {
					t.Fatalf("answer %s has the note %d", r.Text, d)
				}
			}
		}
	}
}

// Keys and punctuation are forced: the model decides only about values.
func TestStructsDecideOnlyValues(t *testing.T) {
	f := NewFunc("test.Func", file(), Struct[struct{ First, Second bool }](Field("First", Bool[bool]()), Field("Second", Bool[bool]())))
	if r := explain(t, f, "hello"); r.Usage.Decided != 2 {
		t.Errorf("%q: %d decisions, want 2 of %v", r.Text, r.Usage.Decided, r.Tokens)
	}
}

func TestOptionalLabels(t *testing.T) {
	f := NewFunc("test.Func", file(), Optional(Enum(departments...)))
	for _, m := range messages {
		r := explain(t, f, m)
		if (r.Value == nil) != (r.Text == "null") {
			t.Errorf("%q is %v", r.Text, r.Value)
		}
		if r.Value != nil && departments[*r.Value-1].Text != r.Text {
			t.Errorf("%q is %v", r.Text, *r.Value)
		}
	}
}

func TestAbstained(t *testing.T) {
	f := NewFunc("test.Func", file(), Enum(departments...).Abstain("other"))
	for _, m := range messages {
		if r := explain(t, f, m); r.Abstained != (r.Value == other) {
			t.Errorf("%v: abstained is %v", r.Value, r.Abstained)
		}
	}
}

// TestTypeErrors has types that no program can answer.
func TestTypeErrors(t *testing.T) {
	small := file(func(p *program.Program) { p.MaxTokens = 20 })
	wantError(t, callError(NewFunc("test.Func", small, orders)), pawgen.ErrMaxTokens, "max_tokens is 20", "//paw:max_tokens")
	wantError(t, callError(NewFunc("test.Func", file(), Match[string]("a^b"))), pawgen.ErrBadType, "matches no text")
	wantError(t, callError(NewFunc("test.Func", file(), IntRange[int](5, 3))), pawgen.ErrBadType, "integer from 5 to 3")
	f := NewFunc("test.Func", file(), Bool[bool]())
	_, err := f.Call(context.Background(), Arg("ch", []any{make(chan int)}))
	wantError(t, err, pawgen.ErrBadArgument, "ch: prompt: json: unsupported type")
}

func callError[T any](f *Func[T]) error {
	_, err := f.Call(context.Background(), Arg("msg", "hello"))
	return err
}

// A long input leaves no room for the shortest order, and for nothing else.
func TestStructsWithoutRoom(t *testing.T) {
	f := NewFunc("test.Func", file(), orders)
	fits := 0
	for n := 0; n < 600; n += 25 {
		_, err := f.Call(context.Background(), Arg("msg", strings.Repeat("x", n)))
		switch {
		case err == nil:
			fits++
		case !errors.Is(err, pawgen.ErrContextOverflow):
			t.Errorf("%d characters: %v", n, err)
		}
	}
	if fits == 0 || fits == 24 {
		t.Errorf("%d of 24 inputs fit, want some", fits)
	}
}

func TestIntegerJSON(t *testing.T) {
	type name string
	got := []string{integerJSON(billingUS), integerJSON(uint8(7)), integerJSON(name("a")), integerJSON(int64(-1))}
	if want := []string{"2", "7", "", "-1"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
