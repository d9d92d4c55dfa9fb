// Package cli is what pawgen's commands share: how one is called, what it
// says when it is called wrongly, the flags that choose a compiler, notes on
// standard error and a progress bar.
//
// Command pawgen and the benchmark, which is a module of its own, are made of it.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"sync"

	"github.com/pawgen/pawgen/annotations"
)

// The exit statuses.
const (
	Good  = 0
	Wrong = 1 // something in the code, the files or the answers is wrong
	Usage = 2 // the command was called wrongly
)

// Call is one run of a command.
type Call struct {
	Name           string        // the command's, which begins its messages
	Manual         func() string // what -h prints
	Dir            string        // the current directory
	Stdout, Stderr io.Writer

	mu    sync.Mutex
	bases map[string]error // what came of looking for base models, by ID; guarded by mu
}

// Flags prepares the flags of a command; -h is one of each.
func (c *Call) Flags(name string) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(io.Discard) // Report prints the errors
	return f
}

// Parse reads flags. Done is set if -h asked for the manual, which is then printed.
func (c *Call) Parse(f *flag.FlagSet, args []string) (done bool, err error) {
	switch err := f.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		_, err := io.WriteString(c.Stdout, c.Manual())
		return true, err
	case err != nil:
		return true, BadUsage(err.Error(), c.ManualHint())
	}
	return false, nil
}

// ManualHint says where the manual is.
func (c *Call) ManualHint() string { return c.Name + " -h prints the manual" }

// usageError says how a command was called wrongly.
type usageError struct{ message, hint string }

// BadUsage is the error of a command that was called wrongly, with what to
// write instead.
func BadUsage(message, hint string) error { return usageError{message, hint} }

func (e usageError) Error() string { return e.message + "\n\thint: " + e.hint }

// Report prints an error and returns the exit status that it means.
func (c *Call) Report(err error) int {
	var diagnostics annotations.Diagnostics
	var usage usageError
	if joined, ok := err.(interface{ Unwrap() []error }); ok { // several errors, a line or more each
		for _, err := range joined.Unwrap() {
			c.Report(err)
		}
		return Wrong
	}
	switch {
	case err == nil:
		return Good
	case errors.As(err, &diagnostics):
		fmt.Fprintln(c.Stderr, diagnostics) // each has its position
	case errors.As(err, &usage):
		c.say(usage.Error())
		return Usage
	case errors.Is(err, context.Canceled):
		c.say("interrupted; nothing is half-written")
	default:
		c.say(err.Error())
	}
	return Wrong
}

// Note prints what the user should know.
func (c *Call) Note(text string) { c.say("note: " + text) }

func (c *Call) say(text string) { fmt.Fprintf(c.Stderr, "%s: %s\n", c.Name, text) }
