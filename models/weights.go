package models

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
)

// Weights are a base model that comes as a Go module of its own, as generated
// code or the command found it.
type Weights struct {
	ID     string // that programs know the model by, "smol"
	SHA256 string // of the GGUF file, in lower-case hex
	Data   string // the file; "" if it isn't part of the binary
	Path   string // where the file lies on disk if it isn't; "" if that isn't known
}

// modules are the Go packages that hold the weights of base models, by ID. Each
// is a module of its own.
var modules = map[string]string{"smol": "github.com/pawgen/pawgen/models/smol"}

// Modules gives the import paths of the packages that hold the weights of base
// models, by the models' IDs. This module requires none of them.
func Modules() map[string]string { return maps.Clone(modules) }

// external are the registered weights that aren't part of the binary. It is
// guarded by mu.
var external = map[string]Weights{}

// RegisterWeights makes a base model known. Every package whose programs run on
// it may do so: the model is there once. It panics if two files of the same ID
// are not the same.
func RegisterWeights(w Weights) {
	mu.Lock()
	defer mu.Unlock()
	have := external[w.ID].SHA256
	b, embedded := bases[w.ID]
	if embedded {
		have = b.Interpreter.SHA256()
	}
	switch {
	case w.ID == "" || w.SHA256 == "":
		panic(fmt.Sprintf("models: weights of %q need an ID and a checksum", w.ID))
	case have != "" && have != w.SHA256:
		panic(fmt.Sprintf("models: two models are called %q, with the checksums %s and %s", w.ID, have, w.SHA256))
	case have != "":
	case w.Data == "":
		external[w.ID] = w
	default:
		file := Embedded(w.Data)
		file.trust(w.SHA256)
		bases[w.ID] = Base{ID: w.ID, Interpreter: file}
	}
}

// lookupWeights finds registered weights that aren't part of the binary.
func lookupWeights(id string) (Weights, bool) {
	mu.RLock()
	defer mu.RUnlock()
	w, ok := external[id]
	return w, ok
}

// open finds the file of weights that aren't part of the binary: in the store,
// or else where they lay when the binary was built. A file of another checksum
// in the store is passed over: it is of another version of the module.
func (w Weights) open() (*File, error) {
	place, err := Own(w.ID).Find(Own(w.ID).Files[0])
	if err == nil {
		file, err := Map(place.Path, place.SHA256)
		if err != nil || file.SHA256() == w.SHA256 {
			return file, err
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if info, err := os.Stat(w.Path); err == nil && info.Mode().IsRegular() {
		return Map(w.Path, w.SHA256)
	}
	dir, _ := Dir() // Find had it
	what := fmt.Sprintf("this binary was built without the weights of %q, and they are not in %s", w.ID, dir)
	if place.Path != "" {
		what = fmt.Sprintf("this binary was built without the weights of %q, and %s has another SHA-256 than %s", w.ID, place.Path, w.SHA256)
	}
	return nil, &MissingError{what, fmt.Sprintf("run pawgen pull %s in the module of the program, set PAWGEN_MODELS to the folder that has %s.gguf, or build without the tag pawgen_external", w.ID, w.ID)}
}
