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
	calibrate := flags.Bool("calibrate", false, "fit a temperature for the confidence")
	verbose := flags.Bool("v", false, "print also what passed")
	if done, err := c.parse(flags, args); done {
		return err
	}
	if *asJUnit && (*asJSON || *calibrate) {
		return usageError{"test: -junit with -json or -calibrate", "choose one"}
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
	if len(tested) == 0 && err == nil && !*asJSON && !*asJUnit {
		return errors.New("test: no tests\n\thint: write //paw:test lines, or rows into paw_tests/<function>.csv")
	}
	report := evaluate.NewReport(tested)
	if *calibrate {
		var failed error
		if report.Calibrations, failed = evaluate.Calibrate(ctx, tested, gen.Tested.Explainer); failed != nil {
			return errors.Join(failed, err)
		}
	}
	switch {
	case *asJSON:
		return errors.Join(report.WriteJSON(c.stdout), err)
	case *asJUnit:
		return errors.Join(report.WriteJUnit(c.stdout), err)
	case len(tested) == 0:
		return err
	}
	return errors.Join(report.WriteTable(c.stdout, *verbose), err)
}
