package main

import (
	"strings"
	"testing"
)

func TestBreaks(t *testing.T) {
	for clue, want := range map[string]bool{
		"a Piano!": true, "grand pianos": true, "p-i-a-n-o": true, "it has keys": false, "": false,
	} {
		if got := breaks(Piano, clue); got != want {
			t.Errorf("breaks(Piano, %q) = %v, want %v", clue, got, want)
		}
	}
}

// TestPlay wins a word, breaks the rule with another, and runs out of clues.
func TestPlay(t *testing.T) {
	var out strings.Builder
	clues := "take it with you when a storm is on the way, something for the rain\nnot a volcano!\n"
	if err := play(strings.NewReader(clues), &out, 1); err != nil {
		t.Fatal(err)
	}
	got := out.String()
	if strings.Contains(got, "bicycle") {
		t.Errorf("went on without clues:\n%s", got)
	}
	for _, want := range []string{
		"Describe \"umbrella\" without saying it.\n  Is it ",
		"Describe \"volcano\" without saying it.\n  You said it! No point for this word.\n",
		"Describe \"piano\" without saying it.\n",
		" of 5 words guessed.\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got\n%s\nwithout %q", got, want)
		}
	}
}
