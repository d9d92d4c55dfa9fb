package stubs

import (
	"context"
	"fmt"
	"go/ast"
	"go/token"
	"os"

	"golang.org/x/tools/go/packages"
)

// source finds the syntax of packages that have the result types of stubs
// elsewhere. Export data has their constants but not the comments.
type source struct {
	ctx    context.Context
	dir    string
	fset   *token.FileSet
	loaded []*packages.Package

	parsed map[string][]*ast.File // by import path
}

// files gives the syntax of a package that a loaded one imports.
func (s *source) files(path string) ([]*ast.File, error) {
	for _, p := range s.loaded {
		if p.PkgPath == path {
			return p.Syntax, nil
		}
	}
	if files, ok := s.parsed[path]; ok {
		return files, nil
	}
	config := &packages.Config{Mode: packages.NeedName | packages.NeedFiles, Context: s.ctx, Dir: s.dir}
	found, err := packages.Load(config, path)
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", path, err)
	}
	var files []*ast.File
	for _, p := range found {
		for _, name := range p.GoFiles {
			src, err := os.ReadFile(name)
			if err != nil {
				return nil, fmt.Errorf("load %s: %w", path, err)
			}
			f, err := parseFile(s.fset, name, src)
			if err != nil {
				return nil, fmt.Errorf("load %s: %w", path, err)
			}
			files = append(files, f)
		}
	}
	if s.parsed == nil {
		s.parsed = map[string][]*ast.File{}
	}
	s.parsed[path] = files
	return files, nil
}
