// Inbox reads messages to a bicycle workshop: what does the writer want, is the
// writer annoyed, and on which day will the writer come? The three questions are
// answered by functions that are written in plain language, in inbox.go.
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
		for _, message := range os.Args[1:] {
			show(message)
		}
		return
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		show(lines.Text())
	}
	if err := lines.Err(); err != nil {
		fmt.Fprintln(os.Stderr, "inbox:", err)
		os.Exit(1)
	}
}

// show prints what the functions say about a message.
func show(message string) {
	mood := "calm"
	if Annoyed(message) {
		mood = "annoyed"
	}
	fmt.Printf("%q\n  wants: %s\n  mood:  %s\n  day:   %s\n", message, What(message), mood, Day(message))
}
