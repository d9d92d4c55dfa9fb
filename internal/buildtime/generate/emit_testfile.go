package generate

import (
	"bytes"

	"github.com/dave/jennifer/jen"

	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

const (
	testFile     = "paw_gen_test.go"
	pawtestPath  = modulePath + "/pawtest"
	testFunction = "Test" // what go test looks for, before the name of the twin
)

// emitTests writes paw_gen_test.go for the functions of steps, sorted by name, that have
// tests; it is nil if none has. There are no positions in it: a line that moves in the
// stub's file must not make it stale.
func emitTests(p *stubs.Package, steps []*step) ([]byte, error) {
	file := jen.NewFilePathName(p.Path, p.Name)
	file.HeaderComment(stubs.GeneratedHeader)
	file.ImportName(pawtestPath, "pawtest")
	found := false
	for _, s := range steps {
		if len(s.Tests) == 0 {
			continue
		}
		test, err := emitTest(s.Function, formOf(s.program))
		if err != nil {
			return nil, err
		}
		file.Add(test)
		found = true
	}
	if !found {
		return nil, nil
	}
	var code bytes.Buffer
	if err := file.Render(&code); err != nil {
		return nil, err
	}
	return groupImports(code.Bytes()), nil
}

// emitTest runs the tests of one function:
//
//	// TestPawClassifyIntent runs the tests of ClassifyIntent.
//	func TestPawClassifyIntent(t *testing.T) {
//		pawtest.Run(t, 0.9, pawClassifyIntentFunc.Answer, []pawtest.Case{
//			{Input: "where is my refund?", Want: "billing"},
//		})
//	}
//
// The inputs are as the function's program reads them.
func emitTest(f *stubs.Function, form prompt.Form) (*jen.Statement, error) {
	inputs := make([]string, len(f.Tests))
	for i, t := range f.Tests {
		var err error
		if inputs[i], err = t.InputIn(form); err != nil {
			return nil, err
		}
	}
	name := testFunction + exported(f.Names().Twin)
	cases := jen.Index().Qual(pawtestPath, "Case").CustomFunc(jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true}, func(g *jen.Group) {
		for i, t := range f.Tests {
			g.Values(jen.Id("Input").Op(":").Lit(inputs[i]), jen.Id("Want").Op(":").Lit(t.Output))
		}
	})
	return jen.Comment(name + " runs the tests of " + f.Name + ".").Line().
		Func().Id(name).Params(jen.Id("t").Op("*").Qual("testing", "T")).Block(
		jen.Qual(pawtestPath, "Run").Call(jen.Id("t"), jen.Lit(f.Accuracy), jen.Id(f.Names().Func).Dot("Answer"), cases),
	).Line(), nil
}

// exported is a name of ours, which begins with a small "p", with a capital.
func exported(name string) string { return "P" + name[1:] }
