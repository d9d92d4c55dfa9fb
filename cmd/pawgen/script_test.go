package main

import (
	"flag"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pawgen/pawgen/internal/testing/scripts"
)

var update = flag.Bool("update", false, "write what the scripts see into their golden files")

// TestMain makes the test binary the command when a script calls pawgen.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pawgen": main})
}

// TestScripts runs testdata/scripts: everything that a user can see.
func TestScripts(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	scripts.Run(t, root, filepath.Join(root, "testdata", "scripts"), *update)
}
