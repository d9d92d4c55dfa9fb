// Package program holds compiled functions: the pseudo-program, the adapter
// and the metadata that say which interpreter runs them.
//
// A compiler makes a [Program], package generate writes it beside the stub,
// generated code embeds that file and package runtime parses it. There are two
// formats for the same type. A .pawc file is ours (file.go): the adapter is a
// few thousand coefficients over its compiler's basis. A .paw bundle is the
// public system's (bundle.go): a ZIP archive with the adapter as a GGUF file.
// [Parse] reads both, [Program.Encode] writes the one that fits the adapter.
package program

import (
	"encoding/json"

	"github.com/pawgen/pawgen/internal/answer/prompt"
)

// Program is one compiled function.
type Program struct {
	// Name is the function that the program was compiled for, "helpdesk.ClassifyIntent".
	Name string
	// Spec is the task as the developer wrote it.
	Spec string
	// Pseudo is the pseudo-program: the task as the interpreter reads it.
	Pseudo string
	// Template is the whole prompt around an input: it holds the pseudo-program
	// and, exactly once, the input's placeholder (package prompt).
	Template string
	// Form is how arguments and answers are written in the prompt.
	Form prompt.Form
	// Params are the names of the function's parameters, without a context;
	// programs of form 0 need none.
	Params []string
	// Codes are what the interpreter writes for the labels of an enum, by label,
	// where the pseudo-program says so; without one a label is written as it is.
	// Only .pawc files have them.
	Codes map[string]string
	// Base is the interpreter.
	Base Base
	// Compiler is the snapshot that made the program.
	Compiler string
	// Adapter is the continuous half of the program as a mixture, in .pawc
	// files; without it and GGUF the base model runs as it is.
	Adapter *Adapter
	// GGUF is the continuous half as a file, in .paw bundles. After [Parse] it
	// may share the memory of the bundle.
	GGUF []byte
	// Meta is what a bundle says about itself beyond the fields above.
	Meta Meta
	// MaxTokens is the most tokens of a text answer; 0 leaves it to the runtime.
	MaxTokens int
}

// Meta holds the values of a bundle's meta.json by their keys, each as compact
// JSON. Only a few are ever looked at; the others are kept, so that a program
// that is read and written again loses nothing.
type Meta map[string]json.RawMessage

// Base names a base model exactly.
type Base struct {
	ID     string `json:"id"`     // "nano", or the runtime_id of a bundle, "qwen3-0.6b-q6_k"
	SHA256 string `json:"sha256"` // of the interpreter's GGUF file, lower-case hex
}

// Adapter is a LoRA adapter as a mixture over a compiler's basis (paper §3 and appendix G).
type Adapter struct {
	// Basis is the SHA-256 of the basis file, lower-case hex.
	Basis string
	// Layers, Modules and Bases are the shape of the mixture.
	Layers, Modules, Bases int
	// Coefficients has the shape [Layers, Modules, Bases, 2]; the last
	// dimension is A, B.
	Coefficients []float32
}
