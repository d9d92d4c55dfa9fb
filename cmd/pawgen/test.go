package main

import (
	"context"
	"errors"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/evaluate"
	"github.com/pawgen/pawgen/gen"
)

// test runs the tests of the packages' functions and prints how they came out.
func (c *call) test(ctx context.Context, args []string) error {
	flags := c.flags("test")
	asJSON := flags.Bool("json", false, "print one JSON object")
	asJUnit := flags.Bool("junit", false, "print JUnit's XML")
	verbose := flags.Bool("v", false, "print also what passed")
	if done, err := c.parse(flags, args); done {
		return err
	}
	if *asJSON && *asJUnit {
		return usageError{"test: both -json and -junit", "choose one"}
	}
	packages, err := annotations.Load(ctx, c.dir, flags.Args()...)
	if err != nil {
		return err
	}
	config := c.config()
	bar := newProgress(c.stderr)
	config.Progress = bar.show
	tested, err := gen.Test(ctx, packages, config)
	bar.stop()
	if ctx.Err() != nil {
		return err
	}
	report := evaluate.NewReport(tested)
	switch {
	case *asJSON:
		return errors.Join(report.WriteJSON(c.stdout), err)
	case *asJUnit:
		return errors.Join(report.WriteJUnit(c.stdout), err)
	case len(tested) == 0 && err == nil:
		return errors.New("test: no tests\n\thint: write //paw:test lines, or rows into paw_tests/<function>.csv")
	case len(tested) == 0:
		return err
	}
	return errors.Join(report.WriteTable(c.stdout, *verbose), err)
}
