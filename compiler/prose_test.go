package compiler

import "testing"

func TestProse(t *testing.T) {
	for _, test := range []struct {
		spec Spec
		want string
	}{
		{Spec{Text: " Shorten it. "}, "Shorten it."},
		{Spec{Text: "Is it urgent?", Result: Result{Kind: Bool}, Params: []Param{{"msg", "string"}}},
			"Is it urgent?\n\nAnswer yes or no, and nothing else."},
		{Spec{Text: "Count the words.", Result: Result{Kind: Integer, Min: -128, Max: 127}},
			"Count the words.\n\nAnswer with a whole number from -128 to 127, in digits, and nothing else."},
		{Spec{
			Text:     "Route it.",
			Params:   []Param{{"from", "string"}, {"msg", "string"}},
			Result:   Result{Kind: Enum, Labels: []Label{{"billing", "charge,\n invoice"}, {"other", ""}}},
			Examples: []Example{{"from: a\nmsg: b", "billing"}, {"from: c\nmsg: d", "other"}},
		}, "Route it.\n\nThe input has one line \"name: value\" for each of:\n- from (string)\n- msg (string)\n" +
			"\nAnswer with exactly one of these labels, and nothing else:\n- billing: charge, invoice\n- other\n" +
			"\nExamples:\nInput: from: a\nmsg: b\nOutput: billing\nInput: from: c\nmsg: d\nOutput: other"},
	} {
		if got := test.spec.Prose(); got != test.want {
			t.Errorf("got\n%s\nwant\n%s", got, test.want)
		}
	}
}
