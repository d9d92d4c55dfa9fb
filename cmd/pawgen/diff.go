package main

import (
	"context"
	"errors"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/evaluate"
	"github.com/pawgen/pawgen/gen"
)

// diff prints what generating would change.
func (c *call) diff(ctx context.Context, args []string) error {
	flags := c.flags("diff")
	var with compiling
	with.register(flags)
	candidates := flags.Int("candidates", 1, "as for generating")
	if done, err := c.parse(flags, args); done {
		return err
	}
	if err := checkCandidates(*candidates); err != nil {
		return err
	}
	config := c.configFor(with)
	if err := with.check(config.Compilers); err != nil {
		return err
	}
	packages, err := annotations.Load(ctx, c.dir, flags.Args()...)
	if err != nil {
		return err
	}
	config.Candidates = *candidates
	list, err := gen.Diff(ctx, packages, config)
	return errors.Join(evaluate.WriteDiff(c.stdout, list), err)
}
