package main

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"io"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/internal/buildtime/cli"
	"github.com/pawgen/pawgen/internal/buildtime/spelling"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the command with its arguments. It returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	dir, err := os.Getwd()
	if err != nil {
		fmt.Fprintln(stderr, "pawgen:", err)
		return cli.Wrong
	}
	c := newCall(dir, stdout, stderr)
	commands := c.commands()
	if len(args) > 0 && commands[args[0]] != nil {
		return c.Report(commands[args[0]](ctx, args[1:]))
	}
	err = c.generate(ctx, args)
	if err != nil && ctx.Err() == nil && len(args) > 0 && c.isNothing(ctx, args[0]) {
		err = c.unknownCommand(args[0])
	}
	return c.Report(err)
}

// commands are all that have a name; without one, pawgen generates.
func (c *call) commands() map[string]func(context.Context, []string) error {
	return map[string]func(context.Context, []string) error{
		"check":   c.check,
		"test":    c.test,
		"diff":    c.diff,
		"run":     c.run,
		"explain": c.explain,
		"inspect": c.inspect,
		"models":  c.models,
		"pull":    c.pull,
		"convert": c.convert,
		"shrink":  c.shrink,
		"export":  c.export,
		"fix":     c.fix,

		"verify-compiler": c.verifyCompiler,
	}
}

// A call is one run of the command.
type call struct{ *cli.Call }

func newCall(dir string, stdout, stderr io.Writer) *call {
	return &call{&cli.Call{Name: "pawgen", Manual: manual, Dir: dir, Stdout: stdout, Stderr: stderr}}
}

// isNothing says whether an argument that is no command looks like one, being
// neither a folder nor a package.
func (c *call) isNothing(ctx context.Context, arg string) bool {
	if !token.IsIdentifier(arg) {
		return false
	}
	var diagnostics annotations.Diagnostics
	_, err := stubs.Load(ctx, c.Dir, arg)
	_, noFolder := os.Stat(filepath.Join(c.Dir, arg))
	return err != nil && !errors.As(err, &diagnostics) && noFolder != nil
}

// unknownCommand is the error for a word that is nothing, with the call that
// it most likely meant.
func (c *call) unknownCommand(name string) error {
	meant := map[string]string{
		"check": "pawgen check", "test": "pawgen test", "diff": "pawgen diff",
		"run": "pawgen run", "explain": "pawgen explain", "inspect": "pawgen inspect",
		"models": "pawgen models", "pull": "pawgen pull",
		"convert": "pawgen convert", "shrink": "pawgen shrink", "export": "pawgen export", "fix": "pawgen fix",
		"verify":   "pawgen verify-compiler",
		"generate": "pawgen without a command", "help": "pawgen -h",
	}
	hint := c.ManualHint()
	if near := spelling.Nearest(name, slices.Collect(maps.Keys(meant))); near != "" {
		hint = "did you mean " + meant[near] + "?"
	}
	return cli.BadUsage(fmt.Sprintf("%q is neither a command nor a package", name), hint)
}
