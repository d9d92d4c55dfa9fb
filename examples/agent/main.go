// Agent does what a message asks for, with one of three tools, or asks back.
//
// Usage:
//
//	agent message...
//
// One step of an agent is: choose a tool, find its arguments, check them, make
// the call. The functions that choose and find are written in plain language,
// in tools.go.
package main

import (
	"errors"
	"fmt"
	"os"
	"time"
)

func main() {
	shop := &Shop{
		Orders: map[string]string{"KX-2041": "delivered", "BD-518": "on its way", "QT-7730": "delivered"},
		Ring:   func(after time.Duration) { time.AfterFunc(after, func() { fmt.Println("ring!") }) },
	}
	for _, msg := range os.Args[1:] {
		fmt.Printf("%q\n  ", msg)
		answer, err := reply(msg, shop)
		if err != nil {
			fmt.Fprintln(os.Stderr, "agent:", err)
			os.Exit(1)
		}
		fmt.Println(answer)
	}
}

// reply makes the call that a message asks for, or says what is missing.
func reply(msg string, shop *Shop) (string, error) {
	call, err := step(msg, shop)
	var question Question
	switch {
	case errors.As(err, &question):
		return string(question), nil
	case err != nil:
		return "", err
	}
	return call.Do(shop), nil
}
