// Package existing uses programs that are there already: files, and programs of
// a server by their name or ID. It is a compiler that compiles nothing.
package existing

import (
	"context"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/hosted"
)

// Compiler fetches the programs that specs name.
type Compiler struct {
	client func() (*hosted.Client, error)
}

var _ compiler.Compiler = (*Compiler)(nil)

// New makes a compiler that gets programs of a server from the client, which is
// asked for only if a spec names one.
func New(client func() (*hosted.Client, error)) *Compiler { return &Compiler{client} }

// Snapshot returns nothing: each program has its own compiler.
func (c *Compiler) Snapshot() string { return "" }

// Base returns nothing: each program has its own base model.
func (c *Compiler) Base() program.Base { return program.Base{} }

// Compile gives the program that the spec names: a file as it is, or one of a
// server, resolved and verified.
func (c *Compiler) Compile(ctx context.Context, spec compiler.Spec, progress func(compiler.Event)) (*program.Program, error) {
	if compiler.IsFile(spec.Program) {
		return program.ReadFile(spec.Program)
	}
	if progress == nil {
		progress = func(compiler.Event) {}
	}
	client, err := c.client()
	if err != nil {
		return nil, err
	}
	progress(compiler.Event{Stage: "ask the server"})
	id, err := client.Resolve(ctx, spec.Program)
	if err != nil {
		return nil, err
	}
	progress(compiler.Event{Stage: "download", Done: .2})
	p, err := client.Download(ctx, id)
	if err != nil {
		return nil, err
	}
	p.Name = spec.Name
	return p, nil
}
