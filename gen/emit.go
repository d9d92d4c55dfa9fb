package gen

import (
	"bytes"
	"go/types"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/compiler"
)

const (
	// codeVersion is the form of the generated code, which the runtime must know.
	codeVersion = 1

	modulePath  = "github.com/pawgen/pawgen"
	runtimePath = modulePath + "/runtime"
)

// basePackages register the base models that come as Go packages.
var basePackages = map[string]string{"nano": modulePath + "/models/nano"}

// emit writes paw_gen.go for a package, whose functions must be sorted by
// name. The paths are those of their programs' files, by name; the bases are the
// IDs of the base models that the programs need.
func emit(p *annotations.Package, functions []*annotations.Function, paths map[string]string, bases []string) ([]byte, error) {
	file := jen.NewFilePathName(p.Path, p.Name)
	file.HeaderComment(annotations.GeneratedHeader)
	file.Anon("embed")
	file.ImportName("context", "context")
	file.ImportAlias(runtimePath, annotations.RuntimeName)
	for _, base := range bases {
		if path, ok := basePackages[base]; ok {
			file.Anon(path)
		}
	}
	file.Add(emitGuard())
	for _, f := range functions {
		importTypes(file, f)
		file.Add(emitFile(f, paths[f.Name])).Line()
		file.Add(emitFunc(f)).Line()
		file.Add(emitTwin(f)).Line()
		file.Add(emitContextTwin(f))
	}
	var code bytes.Buffer
	if err := file.Render(&code); err != nil {
		return nil, err
	}
	return groupImports(code.Bytes()), nil
}

// emitGuard makes a runtime of another version fail to compile:
//
//	// If a line here does not compile, run go generate, or else update the pawgen module.
//	const (
//		_ = pawrt.EnforceVersion(1 - pawrt.MinVersion)
//		_ = pawrt.EnforceVersion(pawrt.MaxVersion - 1)
//	)
func emitGuard() jen.Code {
	version := jen.Lit(codeVersion)
	return jen.Comment("If a line here does not compile, run go generate, or else update the pawgen module.").Line().
		Const().Defs(
		jen.Id("_").Op("=").Qual(runtimePath, "EnforceVersion").Call(version.Clone().Op("-").Qual(runtimePath, "MinVersion")),
		jen.Id("_").Op("=").Qual(runtimePath, "EnforceVersion").Call(jen.Qual(runtimePath, "MaxVersion").Op("-").Add(version)),
	).Line()
}

// emitFile embeds the program by its exact name:
//
//	//go:embed paw/ClassifyIntent.pawc
//	var pawClassifyIntentFile string
func emitFile(f *annotations.Function, path string) *jen.Statement {
	return jen.Comment("//go:embed " + path).Line().
		Var().Id(f.Names().File).String()
}

// emitFunc declares the function that runs the program:
//
//	var pawClassifyIntentFunc = pawrt.NewFunc("helpdesk.ClassifyIntent", pawClassifyIntentFile, pawrt.Bool[bool]())
func emitFunc(f *annotations.Function) *jen.Statement {
	names := f.Names()
	return jen.Var().Id(names.Func).Op("=").Qual(runtimePath, "NewFunc").Call(
		jen.Lit(f.Spec.Name), jen.Id(names.File), emitResult(f))
}

// emitResult is the result type as the runtime knows it: pawrt.Bool[bool](), or
//
//	pawrt.Enum(
//		pawrt.Label[Dept]{Text: "billing", Value: Billing},
//		pawrt.Label[Dept]{Text: "support", Value: Support},
//	)
func emitResult(f *annotations.Function) jen.Code {
	constructors := map[compiler.Kind]string{compiler.Text: "String", compiler.Bool: "Bool", compiler.Integer: "Int"}
	if f.Spec.Result.Kind != compiler.Enum {
		return jen.Qual(runtimePath, constructors[f.Spec.Result.Kind]).Types(emitType(f.Result)).Call()
	}
	return jen.Qual(runtimePath, "Enum").CustomFunc(jen.Options{Open: "(", Close: ")", Separator: ",", Multi: true}, func(g *jen.Group) {
		for _, l := range f.Labels {
			g.Qual(runtimePath, "Label").Types(emitType(f.Result)).Values(
				jen.Id("Text").Op(":").Lit(l.Text),
				jen.Id("Value").Op(":").Qual(l.Const.Pkg().Path(), l.Const.Name()))
		}
	})
}

// emitTwin is the function that the stub calls, with the stub's signature:
//
//	// pawClassifyIntent answers ClassifyIntent.
//	func pawClassifyIntent(msg string) Dept {
//		return pawrt.Must(pawClassifyIntentContext(context.Background(), msg))
//	}
func emitTwin(f *annotations.Function) *jen.Statement {
	names := f.Names()
	locals := localNames(f)
	var params, args []jen.Code
	if f.Context {
		params = append(params, jen.Id("ctx").Qual("context", "Context"))
		args = append(args, jen.Id("ctx"))
	} else {
		args = append(args, jen.Qual("context", "Background").Call())
	}
	for i, p := range f.Params {
		params = append(params, jen.Id(locals[i]).Add(emitType(p.Type)))
		args = append(args, jen.Id(locals[i]))
	}
	call := jen.Id(names.Context).Call(args...)
	result := emitType(f.Result)
	if f.Error {
		result = jen.Parens(jen.List(result, jen.Error()))
	} else {
		call = jen.Qual(runtimePath, "Must").Call(call)
	}
	return jen.Comment(names.Twin + " answers " + f.Name + ".").Line().
		Func().Id(names.Twin).Params(params...).Add(result).Block(jen.Return(call))
}

// emitContextTwin is there for every function, whatever its stub looks like:
//
//	// pawClassifyIntentContext is ClassifyIntent with a context and an error.
//	func pawClassifyIntentContext(ctx context.Context, msg string) (Dept, error) {
//		return pawClassifyIntentFunc.Call(ctx, pawrt.Arg("msg", msg))
//	}
func emitContextTwin(f *annotations.Function) *jen.Statement {
	names := f.Names()
	locals := localNames(f)
	params := []jen.Code{jen.Id("ctx").Qual("context", "Context")}
	args := []jen.Code{jen.Id("ctx")}
	for i, p := range f.Params {
		params = append(params, jen.Id(locals[i]).Add(emitType(p.Type)))
		args = append(args, jen.Qual(runtimePath, "Arg").Call(jen.Lit(p.Name), jen.Id(locals[i])))
	}
	return jen.Comment(names.Context + " is " + f.Name + " with a context and an error.").Line().
		Func().Id(names.Context).Params(params...).Parens(jen.List(emitType(f.Result), jen.Error())).
		Block(jen.Return(jen.Id(names.Func).Dot("Call").Call(args...)))
}

// emitType is a type as the package would write it: string, Dept, Of[time.Duration].
func emitType(t types.Type) *jen.Statement {
	name, args := annotations.Declared(t)
	if name == nil {
		return jen.Id(t.String())
	}
	code := jen.Id(name.Name())
	if name.Pkg() != nil {
		code = jen.Qual(name.Pkg().Path(), name.Name())
	}
	if len(args) == 0 {
		return code
	}
	var list []jen.Code
	for _, arg := range args {
		list = append(list, emitType(arg))
	}
	return code.Types(list...)
}

// importTypes tells the file the names of the packages whose types f uses,
// so that it need not guess them from the paths.
func importTypes(file *jen.File, f *annotations.Function) {
	for _, p := range f.Packages() {
		file.ImportName(p.Path(), p.Name())
	}
}

// groupImports separates the imports of the standard library from the others,
// as people do.
func groupImports(code []byte) []byte {
	const open, end = "import (\n", "\n)\n"
	before, rest, _ := strings.Cut(string(code), open)
	block, after, found := strings.Cut(rest, end)
	if !found {
		return code
	}
	var standard, others []string
	for _, line := range strings.Split(block, "\n") {
		_, path, _ := strings.Cut(line, `"`)
		first, _, _ := strings.Cut(path, "/")
		if strings.Contains(first, ".") {
			others = append(others, line)
		} else {
			standard = append(standard, line)
		}
	}
	groups := strings.Join(standard, "\n") + "\n\n" + strings.Join(others, "\n")
	return []byte(before + open + groups + end + after)
}
