package runtime

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/testing/testmodel"
)

func explain[T any](t *testing.T, f *Func[T], message string) pawgen.Result[T] {
	t.Helper()
	r, err := f.Result(context.Background(), Arg("msg", message))
	if err != nil {
		t.Fatalf("result of %q: %v", message, err)
	}
	return r
}

// TestResultOfLabels checks that the value is that of a plain call, and that
// answer and alternatives share out all there is: the labels of this enum begin
// alike, and few have a share that is left out.
func TestResultOfLabels(t *testing.T) {
	whole := 0
	for i, m := range messages {
		p := model.Program("test.Func", strings.Repeat("x", i+1))
		f := NewFunc("test.Func", testmodel.File(p), Enum(departments...))
		r := explain(t, f, m)
		if want := ask(t, f, m); r.Value != want {
			t.Errorf("%q: value %v, want %v as Call has it", m, r.Value, want)
		}
		sum, last := r.Confidence, 1.0
		for _, a := range r.Alternatives {
			if a.Confidence > last || a.Confidence < leastShare || a.Value == r.Value {
				t.Errorf("%q: alternatives %v of %v are not others in falling order", m, r.Alternatives, r.Value)
			}
			sum, last = sum+a.Confidence, a.Confidence
		}
		if left := len(departments) - 1 - len(r.Alternatives); sum > 1+1e-6 || sum < 1-leastShare*float64(left)-1e-6 {
			t.Errorf("%q: shares %v and %v add up to %v", m, r.Confidence, r.Alternatives, sum)
		}
		if len(r.Alternatives) == len(departments)-1 {
			whole++
		}
		if r.Text != departments[r.Value-1].Text || r.Finish != pawgen.Complete {
			t.Errorf("%q: text %q and finish %q of %v", m, r.Text, r.Finish, r.Value)
		}
	}
	if whole == 0 {
		t.Error("no result names all labels; the shares are not tested")
	}
}

func TestResultOfText(t *testing.T) {
	f := NewFunc("test.Func", file(func(p *program.Program) { p.MaxTokens = 3 }), String[string]())
	r := explain(t, f, "hello")
	if r.Finish != pawgen.Cut || len(r.Tokens) != 3 || r.Usage.Answer != 3 || r.Usage.Decided != 3 || r.Alternatives != nil {
		t.Errorf("result is %+v, want three tokens of a text that was cut", r)
	}
	share, text := 1.0, ""
	for _, token := range r.Tokens {
		share *= token.Confidence
		text += token.Text
	}
	if math.Abs(share-r.Confidence) > 1e-9 || text != r.Text {
		t.Errorf("tokens %v do not make the text %q with confidence %v", r.Tokens, r.Text, r.Confidence)
	}
	if p := f.program; r.Usage.Prompt != len(p.prefix) || r.Usage.Input == 0 {
		t.Errorf("usage is %+v", r.Usage)
	}
}

// A single label needs no model, and is certain.
func TestResultOfOneLabel(t *testing.T) {
	r := explain(t, NewFunc("test.Func", file(), Enum(Label[int]{"only", 7})), "hello")
	if r.Value != 7 || r.Confidence != 1 || r.Usage.Decided != 0 {
		t.Errorf("result is %+v, want 7 with confidence 1 and no decision", r)
	}
}
