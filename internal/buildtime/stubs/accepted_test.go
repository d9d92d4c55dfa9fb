package stubs

import (
	"encoding/json"
	"fmt"
	"go/types"
	"path"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestAccepted compares everything that is read from packages without
// mistakes. Each case is a package of one module, loaded at once.
func TestAccepted(t *testing.T) {
	cases := readCases(t, "testdata/accepted")
	for _, newline := range []string{"\n", "\r\n"} {
		dir := writeCases(t, "accepted.test", cases, newline)
		packages, err := Load(t.Context(), dir, "./...")
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, p := range packages {
			name, rest, _ := strings.Cut(strings.TrimPrefix(p.Path, "accepted.test/"), "/")
			got[name] += "package " + p.Name + " " + path.Join(".", rest) + "\n"
			for _, f := range p.Functions {
				got[name] += strings.ReplaceAll(describe(f), name+"/", "")
			}
		}
		compare(t, "testdata/accepted", cases, got)
	}
}

// describe is all that is known about a function.
func describe(f *Function) string {
	var b strings.Builder
	qualify := func(p *types.Package) string { return p.Name() }
	fmt.Fprintf(&b, "\n%s: %s -> %s", f.Pos, f.Spec.Name, f.Names().Twin)
	if f.Context {
		b.WriteString(", context")
	}
	if f.Details {
		b.WriteString(", details")
	}
	if f.Stream {
		b.WriteString(", stream")
	}
	if f.Error {
		b.WriteString(", error")
	}
	b.WriteString("\n")
	for i, p := range f.Params {
		fmt.Fprintf(&b, "\tparam %s %s (%s)\n", p.Name, types.TypeString(p.Type, qualify), f.Spec.Params[i].Type)
	}
	fmt.Fprintf(&b, "\tresult %s %s %d %d\n", types.TypeString(f.Result, qualify), f.Spec.Result.Kind, f.Spec.Result.Min, f.Spec.Result.Max)
	if f.Shape.Elem != nil || f.Shape.Fields != nil {
		form, _ := json.Marshal(f.Spec.Result)
		fmt.Fprintf(&b, "\tform %s\n", form)
	}
	for i, l := range f.Labels {
		fmt.Fprintf(&b, "\tlabel %q = %s %q\n", l.Text, l.Const.Name(), f.Spec.Result.Labels[i].Doc)
	}
	text := f.Spec.Text
	if n := utf8.RuneCountInString(text); n > 1000 {
		text = fmt.Sprintf("%d characters", n)
	}
	fmt.Fprintf(&b, "\tspec %q\n", text)
	for _, e := range f.Spec.Examples {
		fmt.Fprintf(&b, "\texample %q -> %q\n", e.Input, e.Output)
	}
	for _, e := range f.Tests {
		fmt.Fprintf(&b, "\ttest %s %q -> %q\n", e.Pos, e.Input, e.Output)
	}
	fmt.Fprintf(&b, "\tbase %q compiler %q accuracy %v max_tokens %d\n", f.Base, f.Compiler, f.Accuracy, f.Spec.MaxTokens)
	if f.Spec.Program != "" {
		fmt.Fprintf(&b, "\tprogram %q\n", f.Spec.Program)
	}
	return b.String()
}
