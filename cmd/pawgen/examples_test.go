package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/buildtime/cli"
)

// TestExamplesAreFresh fails if a stub, the compiler's base model or the form
// of the generated code changed and go generate ./examples/... was forgotten.
func TestExamplesAreFresh(t *testing.T) {
	t.Chdir("../..")
	var out, errs strings.Builder
	if status := run(t.Context(), []string{"check", "./examples/..."}, &out, &errs); status != cli.Good {
		t.Errorf("status %d\n%s%s", status, &out, &errs)
	}
}

// TestExamplesStateTheirScores compares the tables of the examples' READMEs
// with what paw.lock says about nano.
func TestExamplesStateTheirScores(t *testing.T) {
	locks, err := filepath.Glob(filepath.Join("..", "..", "examples", "*", "paw.lock"))
	if err != nil || len(locks) < 6 {
		t.Fatalf("found %d examples, %v", len(locks), err)
	}
	score := regexp.MustCompile(`(?m)^(\w+) .* tests=(\d+)/(\d+)@`)
	for _, lock := range locks {
		readme, err := os.ReadFile(filepath.Join(filepath.Dir(lock), "README.md"))
		if errors.Is(err, fs.ErrNotExist) {
			continue // the quick start, which the README is about
		}
		data, err2 := os.ReadFile(lock)
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		for _, m := range score.FindAllSubmatch(data, -1) {
			if want := fmt.Sprintf("| `%s` | %s of %s |", m[1], m[2], m[3]); !strings.Contains(string(readme), want) {
				t.Errorf("%s: the README lacks %q", filepath.Dir(lock), want)
			}
		}
	}
}
