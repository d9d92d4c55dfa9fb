package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/packages"

	"github.com/pawgen/pawgen/internal/buildtime/fix"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
	"github.com/pawgen/pawgen/internal/system/atomicfile"
)

// fix rewrites source that was written for an earlier pawgen.
func (c *call) fix(ctx context.Context, args []string) error {
	flags := c.Flags("fix")
	if done, err := c.Parse(flags, args); done {
		return err
	}
	files, err := c.sources(ctx, flags.Args())
	if err != nil {
		return err
	}
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		fixed, err := fix.File(stubs.Relative(c.Dir, name), source)
		if err != nil {
			return err
		}
		if bytes.Equal(source, fixed) {
			continue
		}
		if err := atomicfile.Write(name, fixed, 0o666); err != nil {
			return err
		}
		fmt.Fprintln(c.Stdout, filepath.ToSlash(stubs.Relative(c.Dir, name)))
	}
	return nil
}

// sources are the Go files of packages, tests too but nothing that pawgen
// generated. The packages need not compile.
func (c *call) sources(ctx context.Context, patterns []string) ([]string, error) {
	if len(patterns) == 0 {
		patterns = []string{"."}
	}
	config := &packages.Config{Mode: packages.NeedName | packages.NeedFiles, Context: ctx, Dir: c.Dir, Tests: true}
	list, err := packages.Load(config, patterns...)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, p := range list {
		if len(p.GoFiles) == 0 && len(p.Errors) > 0 {
			return nil, p.Errors[0]
		}
		for _, name := range append(slices.Clone(p.GoFiles), p.IgnoredFiles...) {
			here := stubs.Relative(c.Dir, name)
			if filepath.Ext(name) == ".go" && filepath.Base(name) != stubs.GeneratedFile && filepath.IsLocal(here) {
				files = append(files, name)
			}
		}
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}
