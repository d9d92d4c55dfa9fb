// Helpdesk sorts messages to a company: which department should answer, is it
// urgent, and which order is it about? The three questions are answered by
// functions that are written in plain language, in helpdesk.go.
//
// Each argument is a message; without arguments, each line of the standard
// input is one.
package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	if len(os.Args) > 1 {
		for _, msg := range os.Args[1:] {
			sort(msg)
		}
		return
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		sort(lines.Text())
	}
	if err := lines.Err(); err != nil {
		fmt.Fprintln(os.Stderr, "helpdesk:", err)
		os.Exit(1)
	}
}

// sort prints what the functions say about a message.
func sort(msg string) {
	urgent := "no"
	if IsUrgent(msg) {
		urgent = "yes"
	}
	fmt.Printf("%q\n  department: %s\n  urgent:     %s\n  order:      %s\n", msg, ClassifyIntent(msg), urgent, OrderNumber(msg))
}
