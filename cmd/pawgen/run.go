package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/pawgen/pawgen/internal/answer/schema"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// run calls one function with its committed program.
func (c *call) run(ctx context.Context, args []string) error {
	flags := c.Flags("run")
	asJSON := flags.Bool("json", false, "print one JSON object")
	if done, err := c.Parse(flags, args); done {
		return err
	}
	q, err := c.question(ctx, "run", flags.Args())
	if err != nil {
		return err
	}
	output, err := q.answer(ctx)
	if err != nil {
		return err
	}
	if !*asJSON {
		return c.print(output)
	}
	return c.printJSON(q.function, q.values, output)
}

// print prints an answer alone.
func (c *call) print(output any) error {
	switch v := output.(type) {
	case json.RawMessage:
		output = string(v)
	case nil:
		output = schema.Null
	}
	_, err := fmt.Fprintln(c.Stdout, output)
	return err
}

// printJSON prints a call as one object. The input has the parameters' names
// and JSON types.
func (c *call) printJSON(f *stubs.Function, values []any, output any) error {
	input := map[string]any{}
	for i, v := range values {
		input[f.Params[i].Name] = v
	}
	e := json.NewEncoder(c.Stdout)
	e.SetEscapeHTML(false)
	return e.Encode(struct {
		Function string         `json:"function"`
		Input    map[string]any `json:"input"`
		Output   any            `json:"output"`
	}{f.Spec.Name, input, output})
}
