// Taboo is a game: you describe a word without saying it, and the machine guesses.
//
// Usage:
//
//	taboo [-clues 3]
//
// Each line of the standard input is a clue. The guesser is written in plain
// language, in words.go; the rules are code.
package main

import (
	"bufio"
	"cmp"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	clues := flag.Int("clues", 3, "how many clues a word may take")
	flag.Parse()
	if err := play(os.Stdin, os.Stdout, *clues); err != nil {
		fmt.Fprintln(os.Stderr, "taboo:", err)
		os.Exit(1)
	}
}

// play plays all words once, or until there are no more clues.
func play(in io.Reader, out io.Writer, clues int) error {
	lines := bufio.NewScanner(in)
	points := 0
	for _, secret := range words {
		fmt.Fprintf(out, "Describe %q without saying it.\n", secret)
		guessed, err := round(lines, out, secret, clues)
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if guessed {
			points++
		}
	}
	_, err := fmt.Fprintf(out, "%d of %d words guessed.\n", points, len(words))
	return err
}

// round says whether the machine guesses a word within so many clues. The error
// is io.EOF if there are no more.
func round(lines *bufio.Scanner, out io.Writer, secret Word, clues int) (bool, error) {
	for range clues {
		if !lines.Scan() {
			return false, cmp.Or(lines.Err(), io.EOF)
		}
		if breaks(secret, lines.Text()) {
			fmt.Fprintln(out, "  You said it! No point for this word.")
			return false, nil
		}
		answer, err := guess(lines.Text())
		if err != nil {
			return false, err
		}
		if answer == secret {
			fmt.Fprintf(out, "  Is it %s? Yes!\n", answer)
			return true, nil
		}
		fmt.Fprintf(out, "  Is it %s? No.\n", answer)
	}
	return false, nil
}
