package generate

import (
	"bytes"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/pawgen/pawgen/internal/answer/catalog"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

const (
	// codeVersion is the form of the generated code, which the runtime must know.
	codeVersion = 1

	modulePath  = "github.com/pawgen/pawgen"
	runtimePath = modulePath + "/runtime"
)

// basePackages register the base models that come as packages of this module.
// Those of other modules only hold the weights, see [catalog.Modules].
var basePackages = map[string]string{"nano": modulePath + "/models/nano"}

// emit writes paw_gen.go for a package, whose functions must be sorted by
// name. The paths are those of their programs' files, by name; the bases are the
// IDs of the base models that the programs need.
func emit(p *stubs.Package, functions []*stubs.Function, paths map[string]string, bases []string) ([]byte, error) {
	file := jen.NewFilePathName(p.Path, p.Name)
	file.HeaderComment(stubs.GeneratedHeader)
	file.Anon("embed")
	file.ImportName("context", "context")
	file.ImportName("iter", "iter")
	file.ImportName(modulePath, "pawgen")
	file.ImportAlias(runtimePath, stubs.RuntimeName)
	for _, base := range bases {
		if path, ok := basePackages[base]; ok {
			file.Anon(path)
		}
	}
	file.Add(emitGuard())
	for _, base := range slices.Sorted(slices.Values(bases)) {
		if path, ok := catalog.Modules()[base]; ok {
			file.ImportAlias(path, "paw"+base)
			file.Add(emitWeights(path))
		}
	}
	for _, f := range functions {
		importTypes(file, f)
		file.Add(emitFile(f, paths[f.Name])).Line()
		file.Add(emitFunc(f)).Line()
		file.Add(emitTwin(f)).Line()
		file.Add(emitContextTwin(f))
	}
	for _, name := range interfaces(functions) {
		file.Add(emitImplementation(name))
		for _, f := range functions {
			if f.Interface == name {
				file.Line().Add(emitMethod(f))
			}
		}
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

// emitWeights hands the weights of a base model to the runtime:
//
//	func init() {
//		pawrt.UseWeights(pawrt.Weights{
//			Data:   pawsmol.Weights,
//			ID:     pawsmol.ID,
//			Path:   pawsmol.Path,
//			SHA256: pawsmol.Digest,
//		})
//	}
func emitWeights(path string) jen.Code {
	return jen.Func().Id("init").Params().Block(
		jen.Qual(runtimePath, "UseWeights").Call(jen.Qual(runtimePath, "Weights").Values(jen.Dict{
			jen.Id("ID"):     jen.Qual(path, "ID"),
			jen.Id("SHA256"): jen.Qual(path, "Digest"),
			jen.Id("Data"):   jen.Qual(path, "Weights"),
			jen.Id("Path"):   jen.Qual(path, "Path"),
		}))).Line()
}

// emitFile embeds the program by its exact name:
//
//	//go:embed paw/ClassifyIntent.pawc
//	var pawClassifyIntentFile string
func emitFile(f *stubs.Function, path string) *jen.Statement {
	return jen.Comment("//go:embed " + path).Line().
		Var().Id(f.Names().File).String()
}

// emitFunc declares the function that runs the program:
//
//	var pawClassifyIntentFunc = pawrt.NewFunc("helpdesk.ClassifyIntent", pawClassifyIntentFile, pawrt.Bool[bool]())
func emitFunc(f *stubs.Function) *jen.Statement {
	names := f.Names()
	return jen.Var().Id(names.Func).Op("=").Qual(runtimePath, "NewFunc").Call(
		jen.Lit(f.Spec.Name), jen.Id(names.File), emitShape(f.Shape))
}

// emitTwin is the function that the stub calls, with the stub's signature:
//
//	// pawClassifyIntent answers ClassifyIntent.
//	func pawClassifyIntent(msg string) Dept {
//		return pawrt.Must(pawClassifyIntentContext(context.Background(), msg))
//	}
func emitTwin(f *stubs.Function) *jen.Statement {
	names := f.Names()
	args := []jen.Code{jen.Qual("context", "Background").Call()}
	if f.Context {
		args = []jen.Code{jen.Id("ctx")}
	}
	for _, local := range localNames(f) {
		args = append(args, jen.Id(local))
	}
	call := jen.Id(names.Context).Call(args...)
	if !f.Error && !f.Stream {
		call = jen.Qual(runtimePath, "Must").Call(call)
	}
	return jen.Comment(names.Twin + " answers " + f.Name + ".").Line().
		Func().Id(names.Twin).Add(emitSignature(f)).Block(jen.Return(call))
}

// emitSignature is the stub's signature, with parameter names that the twin can use.
func emitSignature(f *stubs.Function) *jen.Statement {
	var params []jen.Code
	if f.Context {
		params = append(params, jen.Id("ctx").Qual("context", "Context"))
	}
	for i, local := range localNames(f) {
		params = append(params, jen.Id(local).Add(emitType(f.Params[i].Type)))
	}
	result := emitAnswer(f)
	if f.Error {
		result = jen.Parens(jen.List(result, jen.Error()))
	}
	return jen.Params(params...).Add(result)
}

// emitContextTwin is there for every function, whatever its stub looks like:
//
//	// pawClassifyIntentContext is ClassifyIntent with a context and an error.
//	func pawClassifyIntentContext(ctx context.Context, msg string) (Dept, error) {
//		return pawClassifyIntentFunc.Call(ctx, pawrt.Arg("msg", msg))
//	}
func emitContextTwin(f *stubs.Function) *jen.Statement {
	names := f.Names()
	locals := localNames(f)
	params := []jen.Code{jen.Id("ctx").Qual("context", "Context")}
	args := []jen.Code{jen.Id("ctx")}
	for i, p := range f.Params {
		params = append(params, jen.Id(locals[i]).Add(emitType(p.Type)))
		args = append(args, jen.Qual(runtimePath, "Arg").Call(jen.Lit(p.Name), jen.Id(locals[i])))
	}
	result, comment := jen.Parens(jen.List(emitAnswer(f), jen.Error())), " with a context and an error."
	if f.Stream { // it has its own error
		result, comment = emitAnswer(f), " with a context."
	}
	return jen.Comment(names.Context + " is " + f.Name + comment).Line().
		Func().Id(names.Context).Params(params...).Add(result).
		Block(jen.Return(jen.Id(names.Func).Dot(method(f)).Call(args...)))
}

// method is the method of a runtime function that gives the stub's result.
func method(f *stubs.Function) string {
	switch {
	case f.Details:
		return "Result"
	case f.Stream:
		return "Stream"
	}
	return "Call"
}

// emitAnswer is the type of the stub's first result: Dept, pawgen.Result[Dept],
// iter.Seq2[string, error].
func emitAnswer(f *stubs.Function) *jen.Statement {
	switch {
	case f.Details:
		return jen.Qual(modulePath, "Result").Types(emitType(f.Result))
	case f.Stream:
		return jen.Qual("iter", "Seq2").Types(jen.String(), jen.Error())
	}
	return emitType(f.Result)
}

// importTypes tells the file the names of the packages whose types f uses,
// so that it need not guess them from the paths.
func importTypes(file *jen.File, f *stubs.Function) {
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
