package main

import (
	"context"
	"errors"

	"github.com/pawgen/pawgen/internal/buildtime/cli"
	"github.com/pawgen/pawgen/internal/buildtime/generate"
	"github.com/pawgen/pawgen/internal/buildtime/report"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// test runs the tests of the packages' functions and prints how they came out.
func (c *call) test(ctx context.Context, args []string) error {
	flags := c.Flags("test")
	asJSON := flags.Bool("json", false, "print one JSON object")
	asJUnit := flags.Bool("junit", false, "print JUnit's XML")
	calibrate := flags.Bool("calibrate", false, "fit a temperature for the confidence")
	verbose := flags.Bool("v", false, "print also what passed")
	if done, err := c.Parse(flags, args); done {
		return err
	}
	if *asJUnit && (*asJSON || *calibrate) {
		return cli.BadUsage("test: -junit with -json or -calibrate", "choose one")
	}
	packages, err := stubs.Load(ctx, c.Dir, flags.Args()...)
	if err != nil {
		return err
	}
	config := c.Config()
	bar := cli.NewProgress(c.Stderr)
	config.Progress = bar.Show
	tested, err := generate.Test(ctx, packages, config)
	bar.Stop()
	if ctx.Err() != nil {
		return err
	}
	if len(tested) == 0 && err == nil && !*asJSON && !*asJUnit {
		return errors.New("test: no tests\n\thint: write //paw:test lines, or rows into paw_tests/<function>.csv")
	}
	r := report.NewReport(tested)
	if *calibrate {
		var failed error
		if r.Calibrations, failed = report.Calibrate(ctx, tested, generate.Tested.Explainer); failed != nil {
			return errors.Join(failed, err)
		}
	}
	switch {
	case *asJSON:
		return errors.Join(r.WriteJSON(c.Stdout), err)
	case *asJUnit:
		return errors.Join(r.WriteJUnit(c.Stdout), err)
	case len(tested) == 0:
		return err
	}
	return errors.Join(r.WriteTable(c.Stdout, *verbose), err)
}
