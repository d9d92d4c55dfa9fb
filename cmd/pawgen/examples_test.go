package main

import (
	"strings"
	"testing"
)

// TestExamplesAreFresh fails if a stub, the compiler's base model or the form
// of the generated code changed and go generate ./examples/... was forgotten.
func TestExamplesAreFresh(t *testing.T) {
	t.Chdir("../..")
	var out, errs strings.Builder
	if status := run(t.Context(), []string{"check", "./examples/..."}, &out, &errs); status != statusGood {
		t.Errorf("status %d\n%s%s", status, &out, &errs)
	}
}
