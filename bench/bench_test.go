package main

import (
	"errors"
	"fmt"
	"testing"

	"github.com/pawgen/pawgen/internal/buildtime/compiler/hosted"
)

// TestStopped: whoever is stopped is told how to go on.
func TestStopped(t *testing.T) {
	const again = "the same command goes on where this one stopped"
	for _, c := range []struct {
		err  error
		want string
	}{
		{errors.New("no network"), "no network\n\thint: " + again},
		{errors.New("busy\n\thint: try again later"), "busy\n\thint: try again later; " + again},
		{fmt.Errorf("compiled: %w", &hosted.Failed{Reason: "out of memory"}), "compiled: the server could not compile the spec: out of memory\n\thint: " + again +
			"; to leave the spec out, remove its rows and name another folder with -o"},
	} {
		if got := stopped(c.err); got.Error() != c.want || !errors.Is(got, c.err) {
			t.Errorf("got  %v\nwant %s", got, c.want)
		}
	}
}
