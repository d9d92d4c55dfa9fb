package main

import (
	"context"
	"fmt"

	"github.com/pawgen/pawgen/evaluate"
)

// explain prints how one answer came about.
func (c *call) explain(ctx context.Context, args []string) error {
	flags := c.flags("explain")
	asJSON := flags.Bool("json", false, "print one JSON object")
	if done, err := c.parse(flags, args); done {
		return err
	}
	q, err := c.question(ctx, "explain", flags.Args())
	if err != nil {
		return err
	}
	e, err := evaluate.Explain(ctx, q.function, q.program, q.input())
	if err != nil {
		return fmt.Errorf("%s: %w", q.function.Spec.Name, err)
	}
	if *asJSON {
		return e.WriteJSON(c.stdout)
	}
	return e.WriteText(c.stdout)
}
