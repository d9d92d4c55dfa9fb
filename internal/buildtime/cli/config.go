package cli

import (
	"context"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/existing"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/hosted"
	"github.com/pawgen/pawgen/internal/buildtime/generate"
)

// Config is what checking needs.
func (c *Call) Config() generate.Config { return c.ConfigFor(Compiling{}) }

// ConfigFor is what compiling with some flags needs.
func (c *Call) ConfigFor(f Compiling) generate.Config {
	return generate.Config{
		Dir:       c.Dir,
		Compilers: c.Compilers(f),
		Default:   f.Compiler,
		Existing: generate.Compiler{New: func(string) (compiler.Compiler, error) {
			return existing.New(func() (*hosted.Client, error) { return Client(f, "the program of paw:program is on a server") }), nil
		}},
		Base: func(id string) (sums generate.BaseSums, known bool) {
			sums.Interpreter, sums.Basis, known = c.BaseSums(context.Background(), id)
			return sums, known
		},
		Ready: func(id string) error { _, err := c.OpenBase(context.Background(), id); return err },
		Open: func(name string, file []byte, result compiler.Result) (generate.Answerer, error) {
			if p, err := program.Parse(file); err == nil { // else the first answer says what is wrong
				if err := c.FindBase(context.Background(), p.Base.ID); err != nil {
					return nil, err
				}
			}
			return generate.Open(name, file, result)
		},
	}
}
