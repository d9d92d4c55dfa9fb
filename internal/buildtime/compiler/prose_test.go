package compiler

import (
	"testing"

	"github.com/pawgen/pawgen/internal/answer/schema"
)

func TestProse(t *testing.T) {
	for _, test := range []struct {
		spec Spec
		want string
	}{
		{Spec{Text: " Shorten it. ", Result: Result{Kind: Text}}, "Shorten it."},
		{Spec{Text: "Is it urgent?", Result: Result{Kind: Bool}, Params: []Param{{"msg", "string"}}},
			"Is it urgent?\n\nAnswer with yes or no, and nothing else."},
		{Spec{Text: "Count the words.", Result: Result{Kind: Integer, Min: -128, Max: 127}},
			"Count the words.\n\nAnswer with a whole number from -128 to 127, in digits, and nothing else."},
		{Spec{
			Text:     "Route it.",
			Params:   []Param{{"from", "string"}, {"msg", "string"}},
			Result:   Result{Kind: Enum, Labels: []Label{{Text: "billing", Doc: "charge,\n invoice"}, {Text: "other"}}},
			Examples: []Example{{Input: "from: a\nmsg: b", Output: "billing"}, {Input: "from: c\nmsg: d", Output: "other"}},
		}, "Route it.\n\nThe input has one line \"name: value\" for each of:\n- from (string)\n- msg (string)\n" +
			"\nAnswer with exactly one of these labels, and nothing else:\n- billing: charge, invoice\n- other\n" +
			"\nExamples:\nInput: from: a\nmsg: b\nOutput: billing\nInput: from: c\nmsg: d\nOutput: other"},
		{Spec{Text: "Read the order.", Result: Result{Kind: List, Length: &schema.Length{Min: 1, Max: 3}, Elem: &Result{Kind: Object, Fields: []Field{
			{Name: "item", Doc: "as the shop\ncalls it", Type: Result{Kind: Text}},
			{Name: "price", Type: Result{Kind: Optional, Elem: &Result{Kind: Float, Low: "0"}}},
			{Name: "state", Type: Result{Kind: Enum, Labels: []Label{{Text: "new"}, {Text: "old"}}}},
			{Name: "by", Type: Result{Kind: Object, Fields: []Field{{Name: "at", Type: Result{Kind: Time}}}}},
		}}}}, "Read the order.\n\nAnswer in JSON, in one line without white space, and nothing else: " +
			"a list of 1 to 3 items of an object with the fields below, all of them and in their order.\n" +
			"- item, a text: as the shop calls it\n- price, a decimal number of at least 0, or null if there is none\n" +
			"- state, one of \"new\", \"old\"\n- by, an object with the fields below, all of them and in their order\n" +
			"  - at, a time in UTC such as 2026-01-31T12:00:00Z"},
		{Spec{Text: "Find the code.", Result: Result{Kind: Text, Pattern: "[A-Z]+"}},
			"Find the code.\n\nAnswer with a text that matches the regular expression [A-Z]+, and nothing else."},
		{Spec{Text: "Sort it.", Result: Result{Kind: Enum, Abstain: "b", Labels: []Label{{Text: "a"}, {Text: "b"}}}},
			"Sort it.\n\nAnswer with exactly one of these labels, and nothing else:\n- a\n- b: if it cannot be told"},
	} {
		if got := test.spec.Prose(); got != test.want {
			t.Errorf("got\n%s\nwant\n%s", got, test.want)
		}
	}
}
