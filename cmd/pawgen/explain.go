package main

import (
	"context"
	"fmt"

	"github.com/pawgen/pawgen/internal/buildtime/report"
)

// explain prints how one answer came about.
func (c *call) explain(ctx context.Context, args []string) error {
	flags := c.Flags("explain")
	asJSON := flags.Bool("json", false, "print one JSON object")
	if done, err := c.Parse(flags, args); done {
		return err
	}
	q, err := c.question(ctx, "explain", flags.Args())
	if err != nil {
		return err
	}
	input, err := q.input()
	if err != nil {
		return err
	}
	e, err := report.Explain(ctx, q.function, q.program, input)
	if err != nil {
		return fmt.Errorf("%s: %w", q.function.Spec.Name, err)
	}
	if *asJSON {
		return e.WriteJSON(c.Stdout)
	}
	return e.WriteText(c.Stdout)
}
