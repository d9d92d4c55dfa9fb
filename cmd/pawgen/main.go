package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"go/token"
	"io"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/internal/build/spelling"
)

// The exit statuses.
const (
	statusGood  = 0
	statusWrong = 1 // something in the code, the files or the answers is wrong
	statusUsage = 2 // pawgen was called wrongly
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
		return report(stderr, err)
	}
	c := &call{dir: dir, stdout: stdout, stderr: stderr}
	commands := c.commands()
	if len(args) > 0 && commands[args[0]] != nil {
		return report(stderr, commands[args[0]](ctx, args[1:]))
	}
	err = c.generate(ctx, args)
	if err != nil && ctx.Err() == nil && len(args) > 0 && c.isNothing(ctx, args[0]) {
		err = unknownCommand(args[0])
	}
	return report(stderr, err)
}

// commands are all that have a name; without one, pawgen generates.
func (c *call) commands() map[string]func(context.Context, []string) error {
	return map[string]func(context.Context, []string) error{
		"check":   c.check,
		"test":    c.test,
		"bench":   c.bench,
		"diff":    c.diff,
		"run":     c.run,
		"explain": c.explain,
		"inspect": c.inspect,
		"models":  c.models,
		"pull":    c.pull,
		"convert": c.convert,
		"shrink":  c.shrink,
		"export":  c.export,

		"verify-compiler": c.verifyCompiler,
	}
}

// A call is one run of the command.
type call struct {
	dir            string // the current directory
	stdout, stderr io.Writer
}

// isNothing says whether an argument that is no command looks like one, being
// neither a folder nor a package.
func (c *call) isNothing(ctx context.Context, arg string) bool {
	if !token.IsIdentifier(arg) {
		return false
	}
	var diagnostics annotations.Diagnostics
	_, err := annotations.Load(ctx, c.dir, arg)
	_, noFolder := os.Stat(filepath.Join(c.dir, arg))
	return err != nil && !errors.As(err, &diagnostics) && noFolder != nil
}

// unknownCommand is the error for a word that is nothing, with the call that
// it most likely meant.
func unknownCommand(name string) error {
	meant := map[string]string{
		"check": "pawgen check", "test": "pawgen test", "bench": "pawgen bench fuzzybench", "diff": "pawgen diff",
		"run": "pawgen run", "explain": "pawgen explain", "inspect": "pawgen inspect",
		"models": "pawgen models", "pull": "pawgen pull",
		"convert": "pawgen convert", "shrink": "pawgen shrink", "export": "pawgen export",
		"verify":   "pawgen verify-compiler",
		"generate": "pawgen without a command", "help": "pawgen -h",
	}
	hint := hintManual
	if near := spelling.Nearest(name, slices.Collect(maps.Keys(meant))); near != "" {
		hint = "did you mean " + meant[near] + "?"
	}
	return usageError{fmt.Sprintf("%q is neither a command nor a package", name), hint}
}

// flags prepares the flags of a command; -h is one of each.
func (c *call) flags(name string) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(io.Discard) // report prints the errors
	return f
}

// parse reads flags. Done is set if -h asked for the manual, which is then printed.
func (c *call) parse(f *flag.FlagSet, args []string) (done bool, err error) {
	switch err := f.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		_, err := io.WriteString(c.stdout, manual())
		return true, err
	case err != nil:
		return true, usageError{err.Error(), hintManual}
	}
	return false, nil
}

// A usageError says how pawgen was called wrongly.
type usageError struct{ message, hint string }

const hintManual = "pawgen -h prints the manual"

func (e usageError) Error() string { return e.message + "\n\thint: " + e.hint }

// report prints an error and returns the status that it means.
func report(stderr io.Writer, err error) int {
	var diagnostics annotations.Diagnostics
	var usage usageError
	if joined, ok := err.(interface{ Unwrap() []error }); ok { // several errors, a line or more each
		for _, err := range joined.Unwrap() {
			report(stderr, err)
		}
		return statusWrong
	}
	switch {
	case err == nil:
		return statusGood
	case errors.As(err, &diagnostics):
		fmt.Fprintln(stderr, diagnostics) // each has its position
	case errors.As(err, &usage):
		fmt.Fprintln(stderr, "pawgen:", usage)
		return statusUsage
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "pawgen: interrupted; nothing is half-written")
	default:
		fmt.Fprintln(stderr, "pawgen:", strings.TrimPrefix(err.Error(), "annotations: "))
	}
	return statusWrong
}
