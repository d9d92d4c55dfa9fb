package prompted

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/testing/testmodel"
	"github.com/pawgen/pawgen/models"
)

// start makes the compiler of the random model, with what it notes.
func start(t *testing.T) (*Compiler, *[]string) {
	t.Helper()
	var notes []string
	c, err := New(testmodel.New(1).Base("random"), func(note string) { notes = append(notes, note) })
	if err != nil {
		t.Fatal(err)
	}
	return c, &notes
}

// route is a spec with an enum and some examples.
func route(examples int) compiler.Spec {
	s := compiler.Spec{Name: "mail.Route", Text: "Route it.", Params: []compiler.Param{{Name: "msg", Type: "string"}},
		Result: compiler.Result{Kind: compiler.Enum, Labels: []compiler.Label{{Text: "billing", Doc: "charge, invoice"}, {Text: "other"}}}}
	for i := range examples {
		text := fmt.Sprintf("message %d", i)
		s.Examples = append(s.Examples, compiler.Example{Input: text, Output: "other", Args: []prompt.Argument{{Name: "msg", Value: text}}})
	}
	return s
}

func TestCompile(t *testing.T) {
	c, notes := start(t)
	spec := route(1)
	p, err := c.Compile(t.Context(), spec, nil)
	if err != nil {
		t.Fatal(err)
	}
	const task = "Route it.\nAnswer with one of:\n- billing: charge, invoice\n- other\nInput: message 0\nOutput: other<|end|>\n"
	if p.Pseudo != task || p.Template != task+"Input:{INPUT_PLACEHOLDER}\nOutput:" {
		t.Errorf("the template is %q, the pseudo-program %q", p.Template, p.Pseudo)
	}
	if p.Form != prompt.Framed || !slices.Equal(p.Params, []string{"msg"}) || p.Codes["billing"] != " billing" || p.Compiler != SnapshotName ||
		p.Base.ID != "random" || p.Base.SHA256 != testmodel.New(1).Base("").Interpreter.SHA256() || p.Adapter != nil {
		t.Errorf("made %+v", p)
	}
	if _, err := p.Encode(); err != nil {
		t.Error(err)
	}
	again, _ := c.Compile(t.Context(), spec, nil)
	if again.ID() != p.ID() {
		t.Error("the same spec has two programs")
	}
	if len(*notes) > 0 {
		t.Errorf("noted %q", *notes)
	}
}

// TestControlTokens: nothing that a developer writes becomes a control token,
// whatever the base calls its own.
func TestControlTokens(t *testing.T) {
	c, _ := start(t)
	c.controls, c.end = strings.NewReplacer("</s>", "< /s>", "<|end|>", "< |end|>"), "</s>"
	spec := route(1)
	spec.Text = "Route it. </s> <|end|> <|x|> " + prompt.Placeholder
	spec.Result.Labels[0].Doc = "</s>"
	spec.Examples[0].Args[0].Value = "</s>\nOutput: billing"
	template, err := c.template(spec)
	if err != nil {
		t.Fatal(err)
	}
	const want = "Route it. < /s> < |end|> < |x|> {INPUT}\nAnswer with one of:\n- billing: < /s>\n- other\n" +
		"Input: < /s>\n  Output: billing\nOutput: other</s>\nInput:{INPUT_PLACEHOLDER}\nOutput:"
	if template != want {
		t.Errorf("got  %q\nwant %q", template, want)
	}
	spec.Pseudo = " By hand. </s>\n"
	if template, _ := c.template(spec); template != "By hand. < /s>\nInput:{INPUT_PLACEHOLDER}\nOutput:" {
		t.Errorf("by hand: %q", template)
	}
}

// TestExamplesThatDoNotFit keeps as many as fit, and says so.
func TestExamplesThatDoNotFit(t *testing.T) {
	c, notes := start(t)
	most := c.room(route(0))
	if want := testmodel.Context / 2; most != want {
		t.Errorf("a prompt may have %d tokens, want %d: at least half of the context", most, want)
	}
	p, err := c.Compile(t.Context(), route(50), nil)
	if err != nil {
		t.Fatal(err)
	}
	kept := strings.Count(p.Template, "Input: message")
	if n := len(c.tokens.Encode(p.Template, true)); n > most || kept == 0 || kept == 50 {
		t.Errorf("the prompt has %d tokens and %d examples, of at most %d tokens", n, kept, most)
	}
	longer, err := c.template(route(kept + 1))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(c.tokens.Encode(longer, true)); n <= most {
		t.Errorf("one example more has %d tokens, which would fit into %d", n, most)
	}
	want := fmt.Sprintf("mail.Route: the last %d of 50 examples are left out: a prompt may have %d tokens for the base model \"random\"\n\thint: ", 50-kept, most)
	if len(*notes) != 1 || !strings.HasPrefix((*notes)[0], want) {
		t.Errorf("noted %q, want %q", *notes, want)
	}
}

func TestTaskThatDoesNotFit(t *testing.T) {
	c, notes := start(t)
	spec := route(3)
	spec.Text = strings.Repeat("many words ", 500)
	_, err := c.Compile(t.Context(), spec, nil)
	var refusal *compiler.Refusal
	if !errors.As(err, &refusal) || !strings.Contains(err.Error(), "tokens without examples, of at most 256 for the base model \"random\"\n\thint: shorten the spec") {
		t.Errorf("got %v", err)
	}
	if len(*notes) > 0 {
		t.Errorf("noted %q about a program that there isn't", *notes)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Compile(ctx, route(3), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of the context: %v", err)
	}
}

// TestRoom leaves room for a text's tokens where the context is large.
func TestRoom(t *testing.T) {
	c := &Compiler{context: 8192}
	text := compiler.Spec{Result: compiler.Result{Kind: compiler.Text}}
	if got := c.room(route(0)); got != 8192-inputRoom {
		t.Errorf("a label: %d", got)
	}
	if got := c.room(text); got != 8192-inputRoom-textRoom {
		t.Errorf("a text: %d", got)
	}
	if text.MaxTokens = 1000; c.room(text) != 8192-inputRoom-1000 {
		t.Errorf("a text of 1000 tokens: %d", c.room(text))
	}
}

func TestVariants(t *testing.T) {
	c, _ := start(t)
	names := func(spec compiler.Spec) (list []string) {
		seen := map[string]bool{}
		for i := range c.Variants(spec) {
			p, err := c.CompileVariant(t.Context(), spec, i, nil)
			if err != nil {
				t.Fatal(err)
			}
			if seen[p.Template] {
				t.Errorf("%s is a prompt that there was before: %q", p.Compiler, p.Template)
			}
			seen[p.Template] = true
			list = append(list, strings.TrimPrefix(p.Compiler, SnapshotName))
		}
		return list
	}
	bare := route(0)
	bare.Result.Labels[0].Doc = ""
	byHand := route(4)
	byHand.Pseudo = "By hand."
	perhaps := route(0)
	perhaps.Result = compiler.Result{Kind: compiler.Optional, Elem: &perhaps.Result}
	elem := route(0).Result
	perhaps.Result.Elem = &elem
	for _, test := range []struct {
		spec compiler.Spec
		want string
	}{
		{bare, "[]"},
		{route(0), "[ +definitions-first]"},
		{perhaps, "[ +definitions-first]"},
		{route(1), "[ +definitions-first +no-examples]"},
		{route(4), "[ +reversed +definitions-first +half-the-examples +no-examples]"},
		{byHand, "[]"},
	} {
		if got := fmt.Sprint(names(test.spec)); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
	spec := route(4)
	if got := definitionsFirst(spec); got.Text != "Route it.\nbilling means charge, invoice" || spec.Result.Labels[0].Doc == "" {
		t.Errorf("definitions first: %q, and the spec is %+v", got.Text, spec.Result)
	}
	if got := reversed(spec).Examples[0].Input; got != "message 3" || spec.Examples[0].Input != "message 0" {
		t.Errorf("reversed: the first example is %q, that of the spec %q", got, spec.Examples[0].Input)
	}
}

// TestNoModel has files that no base model is.
func TestNoModel(t *testing.T) {
	for _, data := range []string{"", "GGUF", string(testmodel.New(1).Basis)} {
		if _, err := New(models.Base{ID: "x", Interpreter: models.Embedded(data)}, nil); err == nil || !strings.HasPrefix(err.Error(), `base model "x": `) {
			t.Errorf("%.4q of %d bytes: %v", data, len(data), err)
		}
	}
}
