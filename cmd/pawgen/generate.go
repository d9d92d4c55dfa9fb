package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/gen"
)

// generate compiles what changed in the packages and writes their files.
func (c *call) generate(ctx context.Context, args []string) error {
	flags := c.flags("pawgen")
	verbose := flags.Bool("v", false, "say what is done with each function")
	if done, err := c.parse(flags, args); done {
		return err
	}
	packages, err := annotations.Load(ctx, c.dir, flags.Args()...)
	if err != nil {
		return err
	}
	config := c.config()
	bar := newProgress(c.stderr)
	config.Progress = bar.show
	outcomes, err := gen.Generate(ctx, packages, config)
	bar.stop()
	for _, o := range outcomes {
		if *verbose {
			c.describe(o)
		}
		if o.Left != "" {
			fmt.Fprintf(c.stderr, "%s: left as it is: not the file that paw.lock names\n", filepath.ToSlash(o.Left))
		}
	}
	return err
}

// describe prints what was done with a function, and which tests failed.
func (c *call) describe(o gen.Outcome) {
	fmt.Fprintf(c.stderr, "%s: %s", o.Function, o.Did)
	if o.Why != "" {
		fmt.Fprintf(c.stderr, ": %s", o.Why)
	}
	if o.Total > 0 {
		fmt.Fprintf(c.stderr, "; %d of %d tests pass", o.Passed, o.Total)
	}
	fmt.Fprintln(c.stderr)
	for _, d := range o.Failed {
		fmt.Fprintln(c.stderr, "\t"+d.String())
	}
}

// check lists what is stale.
func (c *call) check(ctx context.Context, args []string) error {
	flags := c.flags("check")
	if done, err := c.parse(flags, args); done {
		return err
	}
	packages, err := annotations.Load(ctx, c.dir, flags.Args()...)
	if err != nil {
		return err
	}
	return gen.Check(packages, c.config())
}
