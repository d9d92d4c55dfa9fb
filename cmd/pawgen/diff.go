package main

import (
	"context"
	"errors"

	"github.com/pawgen/pawgen/internal/buildtime/cli"
	"github.com/pawgen/pawgen/internal/buildtime/generate"
	"github.com/pawgen/pawgen/internal/buildtime/report"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// diff prints what generating would change.
func (c *call) diff(ctx context.Context, args []string) error {
	flags := c.Flags("diff")
	var with cli.Compiling
	with.Register(flags)
	candidates := flags.Int("candidates", 1, "as for generating")
	if done, err := c.Parse(flags, args); done {
		return err
	}
	if err := c.checkCandidates(*candidates); err != nil {
		return err
	}
	config := c.ConfigFor(with)
	if err := with.Check(config.Compilers); err != nil {
		return err
	}
	packages, err := stubs.Load(ctx, c.Dir, flags.Args()...)
	if err != nil {
		return err
	}
	config.Candidates = *candidates
	list, err := generate.Diff(ctx, packages, config)
	return errors.Join(report.WriteDiff(c.Stdout, list), err)
}
