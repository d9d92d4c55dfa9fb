package main

import (
	"context"
	"errors"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/gen"
	"github.com/pawgen/pawgen/internal/buildtime/cli"
	"github.com/pawgen/pawgen/internal/buildtime/report"
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
	config := c.configFor(with)
	if err := with.Check(config.Compilers); err != nil {
		return err
	}
	packages, err := annotations.Load(ctx, c.Dir, flags.Args()...)
	if err != nil {
		return err
	}
	config.Candidates = *candidates
	list, err := gen.Diff(ctx, packages, config)
	return errors.Join(report.WriteDiff(c.Stdout, list), err)
}
