package stubs

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/packages"
)

// reader reads one package.
type reader struct {
	*collector
	fset   *token.FileSet
	pkg    *packages.Package
	source *source

	defaults settings // of the package comments
}

// stub is a function declaration with directives, or a method of an interface,
// which has no body.
type stub struct {
	decl       *ast.FuncDecl
	directives []directive
	owner      string // the interface; "" for a function
}

// name is that of the function; a method's begins with its interface's.
func (s *stub) name() string {
	if s.owner != "" {
		return s.owner + "_" + s.decl.Name.Name
	}
	return s.decl.Name.Name
}

func (s *stub) names() Names { return namesOf(s.owner + s.decl.Name.Name) }

// read gives the package's functions and reports its mistakes. The error is a
// failure to load what the functions need.
func (r *reader) read() (*Package, error) {
	result := &Package{Name: r.pkg.Name, Path: r.pkg.PkgPath, Dir: r.pkg.Dir}
	before := len(r.list)
	stubs, found := r.scan()
	found = r.testFiles() || found
	if r.syntaxErrors() || !found { // without directives the rest of the package is none of our business
		return result, nil
	}
	r.typeErrors(stubs)
	r.names(stubs)
	r.strayTestFiles(stubs)
	for _, s := range stubs {
		f, err := r.function(s)
		if err != nil {
			return nil, err
		}
		if f != nil {
			result.Functions = append(result.Functions, f)
		}
	}
	if len(r.list) > before {
		result.Functions = nil
	}
	return result, nil
}

// reportAt is report for a place in a parsed file.
func (r *reader) reportAt(pos token.Pos, hint, format string, args ...any) {
	r.report(r.fset.Position(pos), hint, format, args...)
}

// where is a position as text, for messages that point to a second place.
func (r *reader) where(pos token.Pos) string {
	return r.relative(r.fset.Position(pos)).String()
}
