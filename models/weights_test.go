package models

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sums of the weights that the tests have.
var (
	sumA = Embedded("weights a").SHA256()
	sumB = Embedded("weights b").SHA256()
)

func TestEmbeddedWeights(t *testing.T) {
	w := Weights{ID: "weights-embedded", SHA256: sumA, Data: "weights a"}
	RegisterWeights(w)
	RegisterWeights(w) // as a second package of the binary does
	b, err := Open(w.ID)
	if err != nil || string(b.Interpreter.Bytes()) != w.Data || b.Interpreter.SHA256() != sumA || b.Interpreter.Path() != "" {
		t.Errorf("Open gave %+v, %v", b, err)
	}
}

// TestWeightsAreNotHashed registers a checksum that is not the file's.
func TestWeightsAreNotHashed(t *testing.T) {
	RegisterWeights(Weights{ID: "weights-trusted", SHA256: sumB, Data: "weights a"})
	if b, err := Open("weights-trusted"); err != nil || b.Interpreter.SHA256() != sumB {
		t.Errorf("the checksum was computed: %v", err)
	}
}

func TestExternalWeights(t *testing.T) {
	dir, _ := store(t)
	built := filepath.Join(t.TempDir(), "built.gguf")
	w := Weights{ID: "weights-external", SHA256: sumA, Path: built}
	RegisterWeights(w)
	RegisterWeights(w)
	if _, err := Open(w.ID); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "pawgen pull weights-external") {
		t.Errorf("weights that are nowhere: %v", err)
	}
	want := func(path string) {
		t.Helper()
		b, err := Open(w.ID)
		if err != nil || b.Interpreter.Path() != path || b.Interpreter.SHA256() != sumA {
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
	if _, err := Open(w.ID); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "another SHA-256 than "+sumA) {
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

func TestRegisterWeightsPanics(t *testing.T) {
	RegisterWeights(Weights{ID: "weights-twice", SHA256: sumA, Data: "weights a"})
	RegisterWeights(Weights{ID: "weights-outside", SHA256: sumA})
	for _, test := range []struct {
		weights Weights
		want    string
	}{
		{Weights{SHA256: sumA}, `weights of "" need an ID and a checksum`},
		{Weights{ID: "weights-unnamed"}, `weights of "weights-unnamed" need an ID and a checksum`},
		{Weights{ID: "weights-twice", SHA256: sumB}, `two models are called "weights-twice", with the checksums ` + sumA + " and " + sumB},
		{Weights{ID: "weights-outside", SHA256: sumB}, `two models are called "weights-outside"`},
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.HasPrefix(got, "models: "+test.want) {
					t.Errorf("RegisterWeights(%+v) panics with %q, want %q", test.weights, got, test.want)
				}
			}()
			RegisterWeights(test.weights)
		}()
	}
}
