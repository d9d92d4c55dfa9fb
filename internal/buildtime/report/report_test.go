package report

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"go/token"
	"io"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/generate"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// result is the outcome of a test in a line of mail.go.
func result(line int, input, want, got string, err error) generate.Result {
	return generate.Result{
		Test: stubs.Test{Pos: token.Position{Filename: "mail.go", Line: line, Column: 3}, Example: compiler.Example{Input: input, Output: want}},
		Got:  got, Err: err,
	}
}

// outcomes are one function that reaches its accuracy with a failed test, one
// that doesn't, with a failed call, and one without labels.
func outcomes() []generate.Tested {
	labels := compiler.Result{Kind: compiler.Enum, Labels: []compiler.Label{{Text: "billing"}, {Text: "sales"}, {Text: "support"}}}
	return []generate.Tested{
		{Function: &stubs.Function{Spec: compiler.Spec{Name: "mail.Route", Result: labels}, Accuracy: 0.5}, Results: []generate.Result{
			result(5, "refund <1>", "billing", "billing", nil),
			result(6, "crash\x00", "support", "billing", nil),
		}},
		{Function: &stubs.Function{Spec: compiler.Spec{Name: "mail.IsSpam", Result: compiler.Result{Kind: compiler.Bool}}, Accuracy: 0.9}, Results: []generate.Result{
			result(15, "winner", "yes", "yes", nil),
			result(16, "hello", "no", "yes", nil),
			result(17, "long", "no", "", errors.New("context overflow\n\thint: shorten the input")),
		}},
		{Function: &stubs.Function{Spec: compiler.Spec{Name: "mail.Order", Result: compiler.Result{Kind: compiler.Text}}}, Results: []generate.Result{
			result(25, "see AB-1", "AB-1", "AB-1", nil),
		}},
	}
}

func TestWriteTable(t *testing.T) {
	const summary = `function     passed  share  wanted
mail.Route   1 of 2  50 %   50 %
mail.IsSpam  1 of 3  33 %   90 %  too few
mail.Order   1 of 1  100 %  -
`
	const failed = summary + `
mail.Route:
	mail.go:6:3: input "crash\x00" gave "billing", want "support"
    want, got:  billing  support
       billing        1        0
       support        1        0

mail.IsSpam:
	mail.go:16:3: input "hello" gave "yes", want "no"
	mail.go:17:3: input "long" failed, want "no": context overflow
		hint: shorten the input
    want, got:  yes  no
           yes    1   0
            no    1   0
`
	for _, test := range []struct {
		all  bool
		want string
	}{{false, failed}, {true, strings.NewReplacer(
		"mail.Route:\n", "mail.Route:\n\tmail.go:5:3: input \"refund <1>\" gave \"billing\"\n",
		"mail.IsSpam:\n", "mail.IsSpam:\n\tmail.go:15:3: input \"winner\" gave \"yes\"\n",
	).Replace(failed) + "\nmail.Order:\n\tmail.go:25:3: input \"see AB-1\" gave \"AB-1\"\n"}} {
		var b strings.Builder
		if err := NewReport(outcomes()).WriteTable(&b, test.all); err != nil {
			t.Fatal(err)
		}
		if got := unpadded(b.String()); got != test.want {
			t.Errorf("got\n%s\nwant\n%s", got, test.want)
		}
	}
}

// unpadded drops the spaces that end lines of a table.
func unpadded(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n")
}

func TestWriteJSON(t *testing.T) {
	var b strings.Builder
	if err := NewReport(outcomes()).WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var got Report
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatal(err)
	}
	route := got.Functions[0]
	if len(got.Functions) != 3 || route.Name != "mail.Route" || route.Passed != 1 || route.Total != 2 || !route.Good || got.Functions[1].Good {
		t.Errorf("got %+v", got)
	}
	if want := (Test{"mail.go:6:3", "crash\x00", "support", "billing", "", false}); route.Tests[1] != want {
		t.Errorf("got %+v, want %+v", route.Tests[1], want)
	}
	if got := fmt.Sprint(*route.Confusion); got != "{[billing support] [[1 0] [1 0]]}" {
		t.Errorf("confusion is %s", got)
	}
	if got.Functions[2].Confusion != nil {
		t.Error("text has a confusion matrix")
	}
}

func TestWriteJUnit(t *testing.T) {
	var b strings.Builder
	if err := NewReport(outcomes()).WriteJUnit(&b); err != nil {
		t.Fatal(err)
	}
	const want = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="6" failures="1" errors="1" skipped="1">
  <testsuite name="mail.Route" tests="2" failures="0" errors="0" skipped="1">
    <testcase name="refund &lt;1&gt;" classname="mail.Route"></testcase>
    <testcase name="crash�" classname="mail.Route">
      <skipped message="gave &#34;billing&#34;, want &#34;support&#34;; allowed by paw:accuracy 0.5">mail.go:6:3</skipped>
    </testcase>
  </testsuite>
`
	if !strings.HasPrefix(b.String(), want) {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	d := xml.NewDecoder(strings.NewReader(b.String()))
	for {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// TestNoTests: JSON and XML are whole without a function too.
func TestNoTests(t *testing.T) {
	var b strings.Builder
	r := NewReport(nil)
	if err := errors.Join(r.WriteJSON(&b), r.WriteJUnit(&b)); err != nil {
		t.Fatal(err)
	}
	if want := "{\n  \"functions\": []\n}\n" + xml.Header + "<testsuites tests=\"0\" failures=\"0\" errors=\"0\" skipped=\"0\"></testsuites>\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}
