package stubs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/go/packages"

	"github.com/pawgen/pawgen/annotations"
)

// readSource reads a package of one file, without the go command.
func readSource(t *testing.T, src string) (*Package, annotations.Diagnostics) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "a.go", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Skip(err)
	}
	p := &packages.Package{Name: file.Name.Name, PkgPath: "p", Dir: t.TempDir(), Fset: fset, Syntax: []*ast.File{file}}
	p.TypesInfo = &types.Info{Defs: map[*ast.Ident]types.Object{}}
	config := types.Config{Error: func(err error) { p.TypeErrors = append(p.TypeErrors, err.(types.Error)) }}
	p.Types, _ = config.Check("p", fset, p.Syntax, p.TypesInfo)
	r := &reader{fset: fset, pkg: p, source: &source{fset: fset, loaded: []*packages.Package{p}}, collector: &collector{}}
	result, err := r.read()
	if err != nil {
		t.Fatal(err)
	}
	list, _ := r.list.Err().(annotations.Diagnostics)
	return result, list
}

// FuzzRead reads a stub with any doc comment. It must not panic, a diagnostic
// must lie in the file, and a function must keep what the package promises.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"paw:spec Answers any question.\npaw:example F(\"x\", 3) == A",
		" paw: Answers any question.\npaw:test F(\"x\", 3) == \"b\"\npaw:accuracy 0.5",
		"paw:spec ten letters\npaw:example F(\"\\xff\", 1<<3) == (B)",
		"paw:example F(func() string { for {} }(), n) == F",
		"paw:example F([]string{\"a\"}[0], len(\"é\")) == A + B",
		"paw:example ((((F(\"x\", -0)))) == A",
		"paw:example F(\"x\", 1e1000) == A // note",
		"paw:example F[int](`x`, '\\x00') == p.A",
		"paw:test F(\"x\", 3) == A /*",
		"paw:max_tokens 1\npaw:base x\npaw:compiler y\npaw:exampel",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		src := "package p\n\ntype E string\n\nconst (\n\tA E = \"a\"\n\tB E = \"b\"\n)\n\n//" +
			strings.ReplaceAll(doc, "\n", "\n//") + "\nfunc F(s string, n int8) E { return pawF(s, n) }\n"
		p, list := readSource(t, src)
		lines := strings.Split(src, "\n")
		for _, d := range list {
			if d.Pos.Line < 1 || d.Pos.Line > len(lines) || d.Pos.Column < 1 || d.Pos.Column > len(lines[d.Pos.Line-1])+1 || d.Message == "" {
				t.Errorf("%s lies outside of the file", d)
			}
		}
		if len(list) > 0 {
			return
		}
		for _, f := range p.Functions {
			if n := utf8.RuneCountInString(f.Spec.Text); n < minSpec || n > maxSpec || len(f.Labels) != 2 || len(f.Params) != 2 {
				t.Errorf("function without diagnostics: %s", describe(f))
			}
			for _, e := range f.Spec.Examples {
				if e.Output != "a" && e.Output != "b" {
					t.Errorf("answer %q is no label", e.Output)
				}
			}
		}
	})
}

var wants = regexp.MustCompile(`// want ("(?:[^"\\]|\\.)*")`)

// TestWant reads a file with many mistakes; each is expected on its line.
func TestWant(t *testing.T) {
	for name, archive := range readCases(t, "testdata/want") {
		src := string(archive.Files[0].Data)
		var expected []string // by line
		for _, line := range strings.Split(src, "\n") {
			var all []string
			for _, m := range wants.FindAllStringSubmatch(line, -1) {
				all = append(all, strings.Trim(m[1], `"`))
			}
			expected = append(expected, strings.Join(all, "\n"))
		}
		_, list := readSource(t, wants.ReplaceAllString(src, ""))
		for _, d := range list {
			want := strings.Split(expected[d.Pos.Line-1], "\n")
			i := slices.IndexFunc(want, func(w string) bool { return w != "" && regexp.MustCompile(w).MatchString(d.Message) })
			if i < 0 {
				t.Errorf("%s: unexpected: %s", name, d)
				continue
			}
			expected[d.Pos.Line-1] = strings.Join(slices.Delete(want, i, i+1), "\n")
		}
		for i, w := range expected {
			if w != "" {
				t.Errorf("%s: a.go:%d: no diagnostic matches %q", name, i+1, w)
			}
		}
	}
}
