package main

import (
	"context"

	"github.com/pawgen/pawgen/gen"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/cli"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/existing"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/hosted"
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
		Base: func(id string) (sums gen.BaseSums, known bool) {
			sums.Interpreter, sums.Basis, known = c.BaseSums(context.Background(), id)
			return sums, known
		},
		Ready: func(id string) error { _, err := c.OpenBase(context.Background(), id); return err },
		Open: func(name string, file []byte, result compiler.Result) (gen.Answerer, error) {
			if p, err := program.Parse(file); err == nil { // else the first answer says what is wrong
				if err := c.FindBase(context.Background(), p.Base.ID); err != nil {
					return nil, err
				}
			}
			return gen.Open(name, file, result)
		},
	}
}
