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
	candidates := flags.Int("candidates", 1, "make up to n programs of each spec and keep the best")
	var with compiling
	with.register(flags)
	force := flags.Bool("force", false, "take a program that passes fewer tests than that of paw.lock")
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
	config.Candidates, config.Force = *candidates, *force
	bar := newProgress(c.stderr)
	config.Progress = bar.show
	outcomes, err := gen.Generate(ctx, packages, config)
	bar.stop()
	for _, o := range outcomes {
		if *verbose {
			c.describe(o)
		}
		if o.Did == "compiled" {
			c.advise(packages, o.Function)
		}
		if o.Left != "" {
			fmt.Fprintf(c.stderr, "%s: left as it is: not the file that paw.lock names\n", filepath.ToSlash(o.Left))
		}
	}
	return err
}

// advise prints what could be said better in the spec of a function, named with its package.
func (c *call) advise(packages []*annotations.Package, function string) {
	for _, p := range packages {
		for _, f := range p.Functions {
			if f.Spec.Name == function && len(f.Advice) > 0 {
				fmt.Fprintln(c.stderr, f.Advice.Err())
			}
		}
	}
}

// checkCandidates says that the number of -candidates makes no sense, if so.
func checkCandidates(n int) error {
	if n < 1 {
		return usageError{fmt.Sprintf("-candidates %d: want at least 1", n), hintManual}
	}
	return nil
}

// describe prints what was done with a function, and which tests failed.
func (c *call) describe(o gen.Outcome) {
	fmt.Fprintf(c.stderr, "%s: %s", o.Function, o.Did)
	if o.Why != "" {
		fmt.Fprintf(c.stderr, ": %s", o.Why)
	}
	if o.Candidates > 1 {
		fmt.Fprintf(c.stderr, "; best of %d candidates", o.Candidates)
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
