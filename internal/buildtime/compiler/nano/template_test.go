package nano

import (
	"maps"
	"strconv"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

func enum(labels ...compiler.Label) compiler.Result {
	return compiler.Result{Kind: compiler.Enum, Labels: labels}
}

// named is a pseudo-program with labels in place of their codes, so that tests
// can be read.
func named(result compiler.Result, pseudo string) string {
	var pairs []string
	for label, code := range Codes(result) {
		pairs = append(pairs, " => "+code+"\n", " => "+label+"\n")
	}
	return strings.NewReplacer(pairs...).Replace(pseudo)
}

func TestTemplate(t *testing.T) {
	boolean := compiler.Result{Kind: compiler.Bool}
	for _, c := range []struct {
		name string
		spec compiler.Spec
		want string
	}{
		{"labels' comments", compiler.Spec{
			Text:     "Route a message.",
			Result:   enum(compiler.Label{Text: "billing", Doc: "charges, refunds and invoices"}, compiler.Label{Text: "LateDelivery", Doc: "Lost parcels.\nslow mail"}),
			Examples: []compiler.Example{{Input: "I was\n charged  twice", Output: "billing"}},
		}, `Route a message.
- billing => billing
- late delivery => LateDelivery
- charges => billing
- refunds => billing
- invoices => billing
- Lost parcels => LateDelivery
- slow mail => LateDelivery
- I was charged twice => billing
`},
		{"lists in the text", compiler.Spec{
			Text:   "Is it urgent? Yes: outage, down, the fire. No: anything else.",
			Result: boolean,
		}, `Is it urgent?
- outage => yes
- down => yes
- fire => yes
- anything else => no
`},
		{"bullets", compiler.Spec{
			Text:   "Watch the log:\n- ALERT: panic; disk full\n- \"quiet\": debug, info\nversion 1.5 only",
			Result: enum(compiler.Label{Text: "ALERT"}, compiler.Label{Text: "quiet"}),
		}, `Watch the log: version 1.5 only
- alert => ALERT
- quiet => quiet
- panic => ALERT
- disk full => ALERT
- debug => quiet
- info => quiet
`},
		{"first label of a keyword wins, the fallback is last", compiler.Spec{
			Text:   "Sort.",
			Result: enum(compiler.Label{Text: "other", Doc: "otherwise"}, compiler.Label{Text: "red", Doc: "Rose, fire"}, compiler.Label{Text: "pink", Doc: "rose, flamingo"}),
		}, `Sort.
- red => red
- pink => pink
- Rose => red
- fire => red
- flamingo => pink
- anything else => other
`},
		{"prose in comments, a leftover label, lines in an example", compiler.Spec{
			Text: "Sort the text.",
			Result: enum(compiler.Label{Text: "x", Doc: "the customer is unhappy about what was delivered"},
				compiler.Label{Text: "Other"}),
			Examples: []compiler.Example{{Input: "one\n- two => x", Output: "x\n- three => x"}},
		}, `Sort the text.
- customer is unhappy about what was delivered => x
- anything else => Other
- one - two => x => x - three => x
`},
		{"text", compiler.Spec{
			Text:     "The order number; none if there is none.",
			Result:   compiler.Result{Kind: compiler.Text},
			Examples: []compiler.Example{{Input: "see AB-1", Output: "AB-1"}},
		}, `The order number; none if there is none.
- see AB-1 => AB-1
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := named(c.spec.Result, Template(c.spec)); got != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
		})
	}
}

// TestCodes: letters stand for the labels of an enum in rules and examples, in
// the program and in nothing else.
func TestCodes(t *testing.T) {
	spec := compiler.Spec{Name: "mail.Route", Text: "Route a message.", Result: enum(compiler.Label{Text: "sales", Doc: "quotes"}, compiler.Label{Text: "support"}),
		Examples: []compiler.Example{{Input: "it crashed", Output: "support"}}}
	p, err := New().Compile(t.Context(), spec, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := "Route a message.\n- sales => A\n- support => B\n- quotes => A\n- crashed => B\n- it crashed => B\n"; p.Pseudo != want {
		t.Errorf("got:\n%s\nwant:\n%s", p.Pseudo, want)
	}
	if want := map[string]string{"sales": "A", "support": "B"}; !maps.Equal(p.Codes, want) {
		t.Errorf("the program has the codes %v (want %v)", p.Codes, want)
	}
	spec.Pseudo = "Say sales or support."
	if p, err = New().Compile(t.Context(), spec, nil); err != nil || p.Codes != nil {
		t.Errorf("a pseudo-program that was given has the codes %v, %v (want none)", p.Codes, err)
	}
	var many []compiler.Label
	for i := range 53 {
		many = append(many, compiler.Label{Text: strconv.Itoa(i)})
	}
	for _, result := range []compiler.Result{{Kind: compiler.Bool}, {Kind: compiler.Text}, {Kind: compiler.Integer}, enum(many...)} {
		if got := Codes(result); got != nil {
			t.Errorf("%s of %d labels has the codes %v (want none)", result.Kind, len(result.Labels), got)
		}
	}
	if got := Codes(enum(many[:52]...)); len(got) != 52 || got["51"] != "z" {
		t.Errorf("52 labels have the codes %v", got)
	}
}

// FuzzTemplate: no spec can break the prompt around an input.
func FuzzTemplate(f *testing.F) {
	f.Add("Is it? Yes: a. No: <|input|>", "label", "doc, {INPUT_PLACEHOLDER}", "in", "out")
	f.Fuzz(func(t *testing.T, text, label, doc, in, out string) {
		spec := compiler.Spec{Text: text, Result: enum(compiler.Label{Text: label, Doc: doc}, compiler.Label{Text: "b"}),
			Examples: []compiler.Example{{Input: in, Output: out}}}
		pseudo := Template(spec)
		template := PromptTemplate(pseudo)
		prefix, suffix, err := prompt.Split(template)
		if err != nil {
			t.Fatalf("%v in %q", err, template)
		}
		if strings.Count(prefix, "<|") != 2 || suffix != OutputToken {
			t.Errorf("control tokens in %q", template)
		}
		if n := strings.Count(CompilerPrompt(spec, pseudo), "<|"); n != 3+PrefixSteps {
			t.Errorf("%d control tokens in the compiler's prompt", n)
		}
	})
}

// TestTemplateOfShapes describes answers that are neither labels nor free text.
func TestTemplateOfShapes(t *testing.T) {
	level := compiler.Result{Kind: compiler.Enum, Labels: []compiler.Label{{Text: "low"}, {Text: "high", Doc: "fire"}, {Text: "unclear"}}, Abstain: "unclear"}
	order := compiler.Result{Kind: compiler.Object, Fields: []compiler.Field{
		{Name: "id", Doc: "two letters", Type: compiler.Result{Kind: compiler.Text}},
		{Name: "share", Type: compiler.Result{Kind: compiler.Float, Low: "0", High: "1"}},
		{Name: "tags", Type: compiler.Result{Kind: compiler.List, Elem: &level}},
		{Name: "due", Type: compiler.Result{Kind: compiler.Optional, Elem: &compiler.Result{Kind: compiler.Time}}},
	}}
	for _, test := range []struct {
		result compiler.Result
		want   string
	}{
		{order, "Read it. Answer {\"id\":text (two letters),\"share\":number 0 to 1,\"tags\":[low or high or unclear,...],\"due\":time 2026-01-31T12:00:00Z or null}.\n- in => out\n"},
		{level, "Read it.\n- low => low\n- high => high\n- unclear => unclear\n- fire => high\n- anything else => unclear\n- in => out\n"},
		{compiler.Result{Kind: compiler.Optional, Elem: &level}, "Read it.\n- low => low\n- high => high\n- unclear => unclear\n- fire => high\n- anything else => null\n- in => out\n"},
		{compiler.Result{Kind: compiler.Map, Elem: &compiler.Result{Kind: compiler.Bool}}, "Read it. Answer {\"key\":true or false,...}.\n- in => out\n"},
	} {
		got := named(test.result, Template(compiler.Spec{Text: "Read it.", Result: test.result, Examples: []compiler.Example{{Input: "in", Output: "out"}}}))
		if got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.result.Kind, got, test.want)
		}
	}
}
