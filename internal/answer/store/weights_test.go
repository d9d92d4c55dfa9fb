package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/models"
)

// TestExternalWeights has weights that are nowhere, where the binary was built, and
// in the store, also those of another version.
func TestExternalWeights(t *testing.T) {
	sum := models.Embedded("weights a").SHA256()
	dir, _ := store(t)
	built := filepath.Join(t.TempDir(), "built.gguf")
	w := models.Weights{ID: "weights-external", SHA256: sum, Path: built}
	models.RegisterWeights(w)
	models.RegisterWeights(w)
	if _, err := Open(w.ID); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "pawgen pull weights-external") {
		t.Errorf("weights that are nowhere: %v", err)
	}
	want := func(path string) {
		t.Helper()
		b, err := Open(w.ID)
		if err != nil || b.Interpreter.Path() != path || b.Interpreter.SHA256() != sum {
			t.Errorf("Open gave %+v, %v, want %s", b, err, path)
		}
	}
	write(t, built, "weights a")
	want(built)
	stored := filepath.Join(dir, w.ID+".gguf")
	write(t, stored, "weights b") // of another version of the module
	want(built)
	if err := os.Remove(built); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(w.ID); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "another SHA-256 than "+sum) {
		t.Errorf("weights of which only others are in the store: %v", err)
	}
	if err := os.Remove(stored); err != nil { // as pawgen pull replaces a file that may be mapped
		t.Fatal(err)
	}
	write(t, stored, "weights a")
	if _, err := Verify(stored, stored); err != nil {
		t.Fatal(err)
	}
	want(stored)
}
