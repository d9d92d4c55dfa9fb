// Package module finds the weights of base models that come as Go modules of
// their own, in the module that a command works in.
//
// The go command knows where that is, whether the weights are in the module
// cache, in a vendor folder or in a workspace; the command itself links no
// weights and needs no network of its own. What a binary does instead is told in
// package models, whose [models.RegisterWeights] takes what is found here.
package module

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/catalog"
	"github.com/pawgen/pawgen/internal/answer/store"
	"github.com/pawgen/pawgen/models"
)

// Find finds the weights of a base model for the Go module that the folder dir is
// in. The go command may download them, as its environment says. Weights that
// the module doesn't require, or whose file isn't there, are a
// [*store.MissingError] with the command that adds them; a model that doesn't
// come as a module is an error of another kind.
func Find(ctx context.Context, dir, id string) (models.Weights, error) {
	path, ok := catalog.Modules()[id]
	if !ok {
		return models.Weights{}, fmt.Errorf("the weights of %q are no Go module", id)
	}
	folder, err := list(ctx, dir, path)
	if err != nil {
		if ctx.Err() != nil {
			return models.Weights{}, ctx.Err()
		}
		return models.Weights{}, &store.MissingError{
			What: fmt.Sprintf("no module here has the weights of base model %q%s", id, detail(err)),
			Hint: "run go get " + path}
	}
	w, err := read(folder, id)
	if err != nil {
		return w, fmt.Errorf("weights of base model %q: %w", id, err)
	}
	return w, nil
}

// detail is what the go command says beyond that no module has a package.
func detail(err error) string {
	for _, usual := range []string{"no required module provides package", "but does not contain package", "cannot find module providing package"} {
		if strings.Contains(err.Error(), usual) && !strings.Contains(err.Error(), "go.mod file not found") {
			return ""
		}
	}
	return " (" + err.Error() + ")"
}

// list asks the go command for the folder of a package.
func list(ctx context.Context, dir, path string) (folder string, err error) {
	folder, err = run(ctx, dir, path)
	if err != nil && ctx.Err() == nil && vendored(ctx, dir) {
		// A vendor folder only has what the code imports, which may not be generated yet.
		if f, err := run(ctx, dir, path, "-mod=readonly"); err == nil {
			return f, nil
		}
	}
	return folder, err
}

// run is go list. Its error is what the go command says, without the hint after
// it; that a file of the package is missing, which is no concern of go list, is
// for read to see.
func run(ctx context.Context, dir, path string, flags ...string) (folder string, err error) {
	const format = "{{.Dir}}\n{{with .Error}}{{.Err}}{{end}}"
	cmd := exec.CommandContext(ctx, "go", append(append([]string{"list", "-e", "-find", "-f", format}, flags...), path)...)
	cmd.Dir = dir
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%w: %s", err, strings.TrimSpace(errs.String()))
	}
	folder, why, _ := strings.Cut(strings.TrimSuffix(out.String(), "\n"), "\n")
	if folder != "" {
		return folder, nil
	}
	why, _, _ = strings.Cut(why, "; to add")
	return "", errors.New(why)
}

// vendored says whether the go command takes packages from a vendor folder.
func vendored(ctx context.Context, dir string) bool {
	cmd := exec.CommandContext(ctx, "go", "env", "GOWORK", "GOMOD")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return false
	}
	for _, file := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		if info, err := os.Stat(filepath.Join(filepath.Dir(file), "vendor", "modules.txt")); err == nil && info.Mode().IsRegular() {
			return true
		}
	}
	return false
}

// read finds the file of the weights and what the package says about it.
func read(folder, id string) (models.Weights, error) {
	w := models.Weights{ID: id, Path: filepath.Join(folder, id+".gguf")}
	info, err := os.Stat(w.Path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() < least {
		return w, &store.MissingError{
			What: w.Path + " is not there, or only a pointer to it",
			Hint: "get the folder whole, with git lfs pull if the file is a pointer"}
	}
	if err != nil {
		return w, err
	}
	source := filepath.Join(folder, id+".go")
	file, err := parser.ParseFile(token.NewFileSet(), source, nil, parser.SkipObjectResolution)
	if err != nil {
		return w, err
	}
	if w.SHA256 = constant(file, "Digest"); len(w.SHA256) != 64 {
		return w, fmt.Errorf("%s has no constant Digest of 64 hex digits", source)
	}
	return w, nil
}

// least is the size in bytes that no weights are below and no pointer is above.
const least = 1 << 10

// constant is the value of a package's string constant, "" if there is none.
func constant(file *ast.File, name string) string {
	for _, d := range file.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, s := range group.Specs {
			v := s.(*ast.ValueSpec)
			if len(v.Names) != 1 || v.Names[0].Name != name || len(v.Values) != 1 {
				continue
			}
			if text, ok := v.Values[0].(*ast.BasicLit); ok && text.Kind == token.STRING {
				value, _ := strconv.Unquote(text.Value)
				return value
			}
		}
	}
	return ""
}
