package models

import "fmt"

// Weights are a base model that comes as a Go module of its own, as generated
// code or the command found it.
type Weights struct {
	ID     string // that programs know the model by, "smol"
	SHA256 string // of the GGUF file, in lower-case hex
	Data   string // the file; "" if it isn't part of the binary
	Path   string // where the file lies on disk if it isn't; "" if that isn't known
}

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

// LookupWeights finds registered weights that aren't part of the binary.
func LookupWeights(id string) (Weights, bool) {
	mu.RLock()
	defer mu.RUnlock()
	w, ok := external[id]
	return w, ok
}
