package nano

import (
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// TestListing: each wording of a list gives the same rules.
func TestListing(t *testing.T) {
	const want = "- billing => billing\n- late delivery => LateDelivery\n- charges => billing\n- refunds => billing\n"
	for _, text := range []string{
		"billing: charges, refunds", "Billing = charges, refunds.", "billing - charges and refunds", "billing (charges, refunds)",
		"Use billing for charges and refunds.", "Use billing if it mentions charges or refunds.", "charges, refunds -> billing",
		"charges, refunds: billing", "Charges and refunds mean billing.", "charges and refunds go to billing", "billing means charges, refunds",
		"If it mentions charges or refunds, say billing.", "Pick billing when there is charges or refunds", "Answer billing for: charges, refunds",
	} {
		spec := compiler.Spec{Text: "Sort.\n" + text, Result: enum(compiler.Label{Text: "billing"}, compiler.Label{Text: "LateDelivery"})}
		if got := strings.ToLower(named(spec.Result, Template(spec))); got != strings.ToLower("Sort.\n"+want) {
			t.Errorf("%s: got\n%s", text, got)
		}
	}
}

// TestQuestionListing: yes and no have wordings of their own.
func TestQuestionListing(t *testing.T) {
	const want = "Is it urgent?\n- fire => yes\n- smoke => yes\n- anything else => no\n"
	for _, text := range []string{
		"Yes: fire, smoke. No: anything else.", "Yes if it mentions fire or smoke.", "Answer yes for: fire, smoke, no otherwise.",
		"Yes: fire, smoke. Otherwise no.", "Fire and smoke mean yes. Everything else is no.", "If it mentions fire or smoke, say yes, otherwise no.",
		"yes when it says fire or smoke, else no", "Say yes if there is fire or smoke. Otherwise, answer no.",
	} {
		spec := compiler.Spec{Text: "Is it urgent? " + text, Result: compiler.Result{Kind: compiler.Bool}}
		if got := strings.ToLower(named(spec.Result, Template(spec))); got != strings.ToLower(want) {
			t.Errorf("%s: got\n%s", text, got)
		}
	}
}

// TestNoListing: prose stays prose.
func TestNoListing(t *testing.T) {
	for _, text := range []string{
		"Say yes if the customer is angry about what we delivered last week.", "Is billing for the customer or not?",
		"The order number: none if there is none.", "The answer is one of billing (or so)",
	} {
		if got, lines := listing(text, []compiler.Label{{Text: "yes"}, {Text: "no"}, {Text: "billing"}}); got != text || lines != nil {
			t.Errorf("%s: %q, %v", text, got, lines)
		}
	}
}

// TestTelling: labels without keywords get them from their examples; everyday
// words only where an example has no others.
func TestTelling(t *testing.T) {
	got := Template(compiler.Spec{Text: "Sort.", Result: enum(compiler.Label{Text: "red"}, compiler.Label{Text: "blue"}, compiler.Label{Text: "pink", Doc: "rose"}),
		Examples: []compiler.Example{
			{Input: "the printer is out of toner", Output: "red"}, {Input: "My invoice!", Output: "blue"}, {Input: "printer rose", Output: "pink"},
			{Input: "somebody mentioned drums", Output: "red"}, {Input: "send toner", Output: "red"}, {Input: "thank everybody", Output: "blue"}}})
	const want = "Sort.\n- red => A\n- blue => B\n- pink => C\n- rose => C\n" +
		"- toner => A\n- drums => A\n- invoice => B\n- everybody => B\n- thank => B\n"
	if rules, _, _ := strings.Cut(got, "- the printer"); rules != want {
		t.Errorf("got:\n%s\nwant:\n%s", rules, want)
	}
}

// TestImpliedLabels: a text function whose spec lists answers gets rules too.
func TestImpliedLabels(t *testing.T) {
	for text, want := range map[string]string{
		"Route it. billing: charge, refund. support: crash.": "Route it.\n- billing => billing\n- support => support\n- charge => billing\n- refund => billing\n- crash => support\n",
		"Find it. Note: the date.":                           "Find it. Note: the date.\n",
	} {
		if got := Template(compiler.Spec{Text: text, Result: compiler.Result{Kind: compiler.Text}}); got != want {
			t.Errorf("%s: got\n%s", text, got)
		}
	}
}
