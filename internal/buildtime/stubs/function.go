package stubs

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// The shortest and longest spec in characters. They are the public service's
// limits and hold for all compilers, so that any can be chosen later.
const (
	minSpec = 10
	maxSpec = 16000
)

// function reads a stub. It reports all mistakes; the function is nil if its
// signature is of no use.
func (r *reader) function(s *stub) (*Function, error) {
	set := r.settings(s.directives, r.defaults)
	text := r.spec(s, set)
	if !r.plain(s) {
		return nil, nil
	}
	name := s.name()
	f := &Function{
		Name:      name,
		Pos:       r.relative(r.fset.Position(s.decl.Name.Pos())),
		Interface: s.owner,
		Method:    s.decl.Name.Name,
		Accuracy:  set.accuracy,
		Base:      set.base,
		Compiler:  set.compiler,
		Spec: compiler.Spec{
			Name:    title(r.pkg.Name, r.pkg.PkgPath) + "." + name,
			Text:    text,
			Pseudo:  set.pseudo,
			Program: set.program,
		},
	}
	if set.pseudo != "" {
		f.PseudoPos = r.relative(r.fset.Position(set.pseudoAt))
	}
	obj, _ := r.pkg.TypesInfo.Defs[s.decl.Name].(*types.Func)
	if obj == nil {
		return nil, nil
	}
	sig := obj.Signature()
	paramsFine := r.params(s, sig, f)
	resultFine, err := r.result(s, sig, f)
	if err != nil {
		return nil, err
	}
	if s.owner == "" && paramsFine && sig.Results().Len() > 0 { // else the hint would not compile
		r.body(s, f)
	}
	if !paramsFine || !resultFine {
		return nil, nil
	}
	r.imports(f)
	r.calls(s, f)
	if !f.Spec.Result.Short() && set.program == "" { // else a package's default must not make another program
		f.Spec.MaxTokens = set.maxTokens
	}
	r.idle(s, f, set)
	if set.program == "" {
		r.lint(s, f)
	}
	return f, nil
}

// idle reports directives that change nothing about this function.
func (r *reader) idle(s *stub, f *Function, set settings) {
	tested := len(f.Tests) > 0 || slices.ContainsFunc(s.directives, func(d directive) bool { return d.word == "test" })
	for _, d := range s.directives {
		switch {
		case d.word == "accuracy" && set.accuracy > 0 && !tested:
			r.reportAt(d.pos, "add //paw:test lines, or remove it", "%s: directive %q without a paw:test that would measure it", f.Name, prefix+d.word)
		case set.program != "" && (d.word == "example" || d.word == "compiler" || d.word == "max_tokens" || d.word == "pseudo"):
			r.reportAt(d.pos, "remove it, or remove paw:program", "%s: directive %q, but paw:program is not compiled", f.Name, prefix+d.word)
		case d.word == "max_tokens" && set.maxTokens > 0 && f.Spec.Result.Short():
			r.reportAt(d.pos, "remove it; the result type bounds the answer", "%s: directive %q, but the answer is no free text", f.Name, prefix+d.word)
		}
	}
}

// spec joins the stub's spec lines, which an existing program need not have.
func (r *reader) spec(s *stub, set settings) string {
	var lines []string
	var first directive
	misspelt := false
	for _, d := range s.directives {
		switch {
		case d.word != "spec":
			misspelt = misspelt || !known(d.word) && suggestion(d.word) == "spec"
			continue
		case lines == nil:
			first = d
		}
		lines = append(lines, d.value)
	}
	switch {
	case misspelt: // reported already; without that line the rest says little
		return ""
	case lines == nil && set.program != "":
		return ""
	case lines == nil:
		r.reportAt(s.decl.Name.Pos(), "say what the function does in its doc comment: //paw:spec text", "%s: no paw:spec", s.name())
		return ""
	}
	text := strings.Trim(strings.Join(lines, "\n"), "\n")
	switch n := utf8.RuneCountInString(text); {
	case n < minSpec:
		r.reportAt(first.at, "say what goes in, what comes out, and how to decide", "%s: spec has %d characters, want at least %d", s.name(), n, minSpec)
	case n > maxSpec:
		r.reportAt(first.at, "shorten it; cases belong in //paw:example lines", "%s: spec has %d characters, want at most %d", s.name(), n, maxSpec)
	}
	return text
}

// plain reports declarations that can't be stubs.
func (r *reader) plain(s *stub) bool {
	d := s.decl
	switch {
	case d.Recv != nil:
		r.reportAt(d.Name.Pos(), "make it a function and pass what it needs as parameters", "%s: a method can't be a stub", s.name())
	case d.Type.TypeParams != nil:
		r.reportAt(d.Type.TypeParams.Pos(), "write one function for each type", "%s: a generic function can't be a stub", s.name())
	case s.name() == "_" || s.name() == "init" || d.Name.Name == "_":
		r.reportAt(d.Name.Pos(), "give it a name that can be called", "%s: a function that nobody can call can't be a stub", s.name())
	default:
		return true
	}
	return false
}

// body reports a stub whose body is not the call of its twin.
func (r *reader) body(s *stub, f *Function) {
	var args []string
	for _, field := range s.decl.Type.Params.List {
		for _, name := range field.Names {
			args = append(args, name.Name)
		}
	}
	call := "return " + f.Names().Twin + "(" + strings.Join(args, ", ") + ")"
	body := s.decl.Body
	if body == nil {
		r.reportAt(s.decl.Name.Pos(), "write the body { "+call+" }", "%s: stub has no body", f.Name)
		return
	}
	if isCall(body.List, f.Names().Twin, args) {
		return
	}
	pos := body.Lbrace
	if len(body.List) > 0 {
		pos = body.List[0].Pos()
	}
	r.reportAt(pos, "write "+call, "%s: body is not the call of its generated twin", f.Name)
}

// isCall says whether statements are exactly "return twin(args...)".
func isCall(list []ast.Stmt, twin string, args []string) bool {
	if len(list) != 1 {
		return false
	}
	ret, ok := list[0].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != 1 {
		return false
	}
	call, ok := ret.Results[0].(*ast.CallExpr)
	if !ok || !isIdent(call.Fun, twin) || len(call.Args) != len(args) || call.Ellipsis != token.NoPos {
		return false
	}
	for i, arg := range call.Args {
		if !isIdent(arg, args[i]) {
			return false
		}
	}
	return true
}

func isIdent(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}
