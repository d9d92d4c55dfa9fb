package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/pawgen/pawgen/gen"
	"github.com/pawgen/pawgen/internal/buildtime/cli"
	"github.com/pawgen/pawgen/internal/buildtime/generate"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// generate compiles what changed in the packages and writes their files.
func (c *call) generate(ctx context.Context, args []string) error {
	flags := c.Flags("pawgen")
	verbose := flags.Bool("v", false, "say what is done with each function")
	candidates := flags.Int("candidates", 1, "make up to n programs of each spec and keep the best")
	var with cli.Compiling
	with.Register(flags)
	force := flags.Bool("force", false, "take a program that passes fewer tests than that of paw.lock")
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
	config.Candidates, config.Force = *candidates, *force
	bar := cli.NewProgress(c.Stderr)
	config.Progress = bar.Show
	outcomes, err := generate.Run(ctx, packages, config)
	bar.Stop()
	for _, o := range outcomes {
		if *verbose {
			c.describe(o)
		}
		if o.Did == "compiled" {
			c.advise(packages, o.Function)
		}
		if o.Left != "" {
			fmt.Fprintf(c.Stderr, "%s: left as it is: not the file that paw.lock names\n", filepath.ToSlash(o.Left))
		}
	}
	return err
}

// advise prints what could be said better in the spec of a function, named with its package.
func (c *call) advise(packages []*stubs.Package, function string) {
	for _, p := range packages {
		for _, f := range p.Functions {
			if f.Spec.Name == function && len(f.Advice) > 0 {
				fmt.Fprintln(c.Stderr, f.Advice.Err())
			}
		}
	}
}

// checkCandidates says that the number of -candidates makes no sense, if so.
func (c *call) checkCandidates(n int) error {
	if n < 1 {
		return cli.BadUsage(fmt.Sprintf("-candidates %d: want at least 1", n), c.ManualHint())
	}
	return nil
}

// describe prints what was done with a function, and which tests failed.
func (c *call) describe(o generate.Outcome) {
	fmt.Fprintf(c.Stderr, "%s: %s", o.Function, o.Did)
	if o.Why != "" {
		fmt.Fprintf(c.Stderr, ": %s", o.Why)
	}
	if o.Candidates > 1 {
		fmt.Fprintf(c.Stderr, "; best of %d candidates", o.Candidates)
	}
	if o.Total > 0 {
		fmt.Fprintf(c.Stderr, "; %d of %d tests pass", o.Passed, o.Total)
	}
	fmt.Fprintln(c.Stderr)
	for _, d := range o.Failed {
		fmt.Fprintln(c.Stderr, "\t"+d.String())
	}
}

// check lists what is stale.
func (c *call) check(ctx context.Context, args []string) error {
	flags := c.Flags("check")
	if done, err := c.Parse(flags, args); done {
		return err
	}
	return gen.Check(ctx, c.Dir, c.Stderr, flags.Args()...)
}
