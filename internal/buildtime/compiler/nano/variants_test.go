package nano

import (
	"testing"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

var routing = compiler.Spec{Name: "mail.Route", Text: "Route a message. a: one, two. b: three. b: anything else.",
	Result:   enum(compiler.Label{Text: "a"}, compiler.Label{Text: "b"}),
	Examples: []compiler.Example{{Input: "four", Output: "a"}}}

func TestVariants(t *testing.T) {
	const prose, rules, fallback, example = "Route a message.\n", "- one => A\n- two => A\n- three => B\n", "- anything else => B\n", "- four => A\n"
	want := []string{
		prose + rules + fallback + example,
		prose + example + rules + fallback,
		prose + "- one => A\n- three => B\n- two => A\n" + fallback + example,
		prose + "- three => B\n- two => A\n- one => A\n" + fallback + example,
		prose + rules + fallback,
		rules + fallback + example,
	}
	task := parseTask(routing)
	list := distinct(task)
	if len(list) != len(want) || New().Variants(routing) != len(want) {
		t.Fatalf("%d variants, want %d", len(list), len(want))
	}
	for i, v := range list {
		if got := v.write(task); got != want[i] {
			t.Errorf("%s: got\n%swant\n%s", v.name, got, want[i])
		}
	}
	if got := Template(routing); got != want[0] {
		t.Errorf("the template is not the first variant:\n%s", got)
	}
}

// TestVariantsDiffer: a spec without rules and examples can be said in one way only.
func TestVariantsDiffer(t *testing.T) {
	spec := compiler.Spec{Text: "Repeat the text.", Result: compiler.Result{Kind: compiler.Text}}
	if got := New().Variants(spec); got != 1 {
		t.Errorf("%d variants, want 1", got)
	}
}

func TestCompileVariant(t *testing.T) {
	c := New()
	for i := range c.Variants(routing) {
		p, err := c.CompileVariant(t.Context(), routing, i, nil)
		if err != nil {
			t.Fatal(err)
		}
		v := distinct(parseTask(routing))[i]
		if p.Pseudo != v.write(parseTask(routing)) || p.Compiler != v.snapshot() {
			t.Errorf("variant %d is %s:\n%s", i, p.Compiler, p.Pseudo)
		}
	}
}
