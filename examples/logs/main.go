// Logs watches a log file and prints the lines that somebody should see, and a
// word when nothing is written any more.
//
// Usage:
//
//	logs [-stall 1m] [-once] file
//
// It follows the file as tail -F does; with -once it reads what is there and
// ends. What a line's level says is decided by code, the rest by a function
// that is written in plain language, in triage.go.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"
)

func main() {
	stall := flag.Duration("stall", time.Minute, "how long the file may be silent")
	once := flag.Bool("once", false, "read the file once and end")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: logs [-stall 1m] [-once] file")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if *once {
		err = scan(flag.Arg(0), os.Stdout)
	} else {
		err = watch(ctx, flag.Arg(0), *stall, os.Stdout)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "logs:", err)
		os.Exit(1)
	}
}

// scan prints the lines of a file that somebody should see.
func scan(path string, out io.Writer) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(data)) {
		if err := show(strings.TrimRight(line, "\r\n"), out); err != nil {
			return err
		}
	}
	return nil
}

// watch follows a file.
func watch(ctx context.Context, path string, stall time.Duration, out io.Writer) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	lines := make(chan string)
	go func() { stop(follow(ctx, path, 250*time.Millisecond, lines)) }()
	if err := alerts(ctx, lines, stall, out); err != nil {
		return err
	}
	return context.Cause(ctx)
}

// alerts prints the lines that somebody should see, and when there were none
// for a while, until ctx ends.
func alerts(ctx context.Context, lines <-chan string, stall time.Duration, out io.Writer) error {
	timer := time.NewTimer(stall)
	defer timer.Stop()
	for {
		select {
		case line := <-lines:
			timer.Reset(stall)
			if err := show(line, out); err != nil {
				return err
			}
		case <-timer.C: // once for each silence
			if _, err := fmt.Fprintf(out, "STALL nothing was written for %v\n", stall); err != nil {
				return err
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// show prints a line if somebody should see it.
func show(line string, out io.Writer) error {
	if strings.TrimSpace(line) == "" {
		return nil
	}
	alarm, err := Alarming(line)
	if err == nil && alarm {
		_, err = fmt.Fprintln(out, "ALERT", line)
	}
	return err
}
