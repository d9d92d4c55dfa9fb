package main

import (
	"github.com/pawgen/pawgen/gen"
	"github.com/pawgen/pawgen/internal/answer/catalog"
	"github.com/pawgen/pawgen/internal/answer/store"
	"github.com/pawgen/pawgen/internal/build/cli"
	"github.com/pawgen/pawgen/internal/build/compiler"
	"github.com/pawgen/pawgen/internal/build/compiler/existing"
	"github.com/pawgen/pawgen/internal/build/compiler/hosted"
	"github.com/pawgen/pawgen/models"
)

// config is what checking needs.
func (c *call) config() gen.Config { return c.configFor(cli.Compiling{}) }

// configFor is what compiling with some flags needs.
func (c *call) configFor(f cli.Compiling) gen.Config {
	return gen.Config{
		Dir:       c.Dir,
		Compilers: c.Compilers(f),
		Default:   f.Compiler,
		Existing: gen.Compiler{New: func(string) (compiler.Compiler, error) {
			return existing.New(func() (*hosted.Client, error) { return cli.Client(f, "the program of paw:program is on a server") }), nil
		}},
		Base:  baseSums,
		Ready: func(id string) error { _, err := store.Open(id); return err },
		Open:  gen.Open,
	}
}

// baseSums are the checksums of a base model: one of this binary, or a
// published one, whose basis is whatever its programs name.
func baseSums(id string) (sums gen.BaseSums, known bool) {
	if m, ok := catalog.FindKnown(id); ok && m.Kind == catalog.Interpreter {
		return gen.BaseSums{Interpreter: m.Files[0].SHA256}, true
	}
	base, known := models.Lookup(id)
	if !known {
		return sums, false
	}
	sums.Interpreter = base.Interpreter.SHA256()
	if base.Basis != nil {
		sums.Basis = base.Basis.SHA256()
	}
	return sums, true
}
