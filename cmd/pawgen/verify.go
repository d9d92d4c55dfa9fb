package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/pawgen/pawgen/internal/buildtime/cli"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/local"
	"github.com/pawgen/pawgen/internal/buildtime/generate"
)

// verifyCompiler says which form of a compiler's mapper makes a public program.
func (c *call) verifyCompiler(ctx context.Context, args []string) error {
	flags := c.Flags("verify-compiler")
	snapshot := flags.String("snapshot", "", "the compiler")
	if done, err := c.Parse(flags, args); done {
		return err
	}
	if flags.NArg() != 1 {
		return cli.BadUsage("verify-compiler: want one program of the public service", "write pawgen verify-compiler [-snapshot name] file.paw")
	}
	p, err := c.readBundle(flags.Arg(0))
	if err != nil {
		return err
	}
	s, err := cli.SnapshotOf(p, *snapshot)
	if err != nil {
		return err
	}
	bar := cli.NewProgress(c.Stderr)
	v, err := s.Verify(ctx, p, func(done float64) { bar.Show(generate.Progress{Function: s.Name, Stage: "adapter", Done: done}) })
	bar.Stop()
	if err != nil {
		return fmt.Errorf("%s: %w", flags.Arg(0), err)
	}
	fmt.Fprintf(c.Stdout, "%s\ttrunk without residual: adapter off by %.3f\n", s.Name, v.Plain)
	fmt.Fprintf(c.Stdout, "%s\ttrunk with residual:    adapter off by %.3f\n", s.Name, v.Residual)
	switch {
	case min(v.Plain, v.Residual) > local.Reproduced:
		return fmt.Errorf("%s: neither form reproduces the program (at most %.1f)\n\thint: is it of this compiler? the program says %q", flags.Arg(0), local.Reproduced, p.Compiler)
	case v.Plain <= v.Residual:
		fmt.Fprintln(c.Stdout, "the trunk has no residual, which is what pawgen assumes")
	default:
		fmt.Fprintf(c.Stdout, "the trunk has a residual: add \"pawgen_trunk_residual\": true to %s\n", filepath.Join(s.Dir, "meta.json"))
	}
	return nil
}
