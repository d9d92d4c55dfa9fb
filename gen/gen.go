// Package gen generates and checks as command pawgen does, for programs that
// would rather call it than start it: a test that fails while generated files
// are stale, a build tool of one's own.
//
// It is the door to the stages of build time, which are internal: the command
// is made of the same ones and has flags for them.
package gen

import (
	"context"
	"io"
	"path/filepath"

	"github.com/pawgen/pawgen/internal/buildtime/cli"
	"github.com/pawgen/pawgen/internal/buildtime/generate"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// Generate compiles what changed in some packages and writes their files, as
// pawgen without flags does. The patterns name the packages as they do for the
// go command in dir; none are the package in dir.
//
// Notes, if not nil, gets what the user should know, such as which server is
// sent a spec. The error is [annotations.Diagnostics] if what the developer
// wrote or a file is wrong; the packages with mistakes are left as they were,
// the others are done.
func Generate(ctx context.Context, dir string, notes io.Writer, patterns ...string) error {
	c, packages, err := load(ctx, dir, notes, patterns)
	if err != nil {
		return err
	}
	_, err = generate.Run(ctx, packages, c.Config())
	return err
}

// Check says what [Generate] would change, as pawgen check does. It compiles
// nothing, writes nothing and needs no network. The error is
// [annotations.Diagnostics] if something is stale or wrong.
func Check(ctx context.Context, dir string, notes io.Writer, patterns ...string) error {
	c, packages, err := load(ctx, dir, notes, patterns)
	if err != nil {
		return err
	}
	return generate.Check(packages, c.Config())
}

// load reads the packages, for a call of the command that prints nothing but notes.
func load(ctx context.Context, dir string, notes io.Writer, patterns []string) (*cli.Call, []*stubs.Package, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, nil, err
	}
	if notes == nil {
		notes = io.Discard
	}
	packages, err := stubs.Load(ctx, dir, patterns...)
	return &cli.Call{Name: "pawgen", Dir: dir, Stdout: io.Discard, Stderr: notes}, packages, err
}
