// Package models knows the base models that a binary can run.
//
// Each model is a folder below this one, so that a binary carries only the weights
// that its programs need. Nano's package registers itself when it is imported;
// the larger models are modules of their own that require nothing, not even this
// package, and generated code registers them, see [RegisterWeights]. Package
// runtime looks a program's base up here.
package models

import (
	"fmt"
	"slices"
	"sync"
)

// Base is a base model: an interpreter and the basis of the adapters of its compiler.
type Base struct {
	// ID is the name that programs know the model by, "nano".
	ID string
	// Licence is the SPDX identifier of the weights' licence.
	Licence string
	// Source says where the weights come from.
	Source string
	// Interpreter is the GGUF file of the model that runs programs.
	Interpreter *File
	// Basis is the GGUF file of the basis that adapters are mixtures over; nil if there is none.
	Basis *File
}

var (
	mu    sync.RWMutex
	bases = map[string]Base{}
)

// Register makes a base model known. Packages call it from init; it panics if
// the ID is empty or taken, or the interpreter is missing.
func Register(b Base) {
	mu.Lock()
	defer mu.Unlock()
	if b.ID == "" || b.Interpreter == nil {
		panic(fmt.Sprintf("models: base %q needs an ID and an interpreter", b.ID))
	}
	if _, taken := bases[b.ID]; taken {
		panic(fmt.Sprintf("models: base %q is registered twice", b.ID))
	}
	bases[b.ID] = b
}

// Lookup finds a registered base model.
func Lookup(id string) (Base, bool) {
	mu.RLock()
	defer mu.RUnlock()
	b, ok := bases[id]
	return b, ok
}

// IDs lists the registered base models in alphabetical order.
func IDs() []string {
	mu.RLock()
	defer mu.RUnlock()
	ids := make([]string, 0, len(bases))
	for id := range bases {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
