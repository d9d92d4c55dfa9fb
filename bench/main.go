package main

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/pawgen/pawgen/internal/buildtime/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// The manual's only source is the package's doc comment, which go doc prints too.
//
//go:embed doc.go
var manualSource []byte

// A call is one run of the command.
type call struct{ *cli.Call }

// run is the command with its arguments. It returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	dir, err := os.Getwd()
	if err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return cli.Wrong
	}
	manual := func() string { return cli.Manual(manualSource) }
	c := &call{&cli.Call{Name: "bench", Manual: manual, Dir: dir, Stdout: stdout, Stderr: stderr}}
	return c.Report(c.bench(ctx, args))
}
