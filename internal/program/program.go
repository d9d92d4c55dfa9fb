// Package program holds compiled functions: the pseudo-program, the adapter's
// coefficients and the metadata that say which interpreter runs them.
//
// A compiler makes a [Program], package gen writes it beside the stub as a
// .pawc file, generated code embeds that file and package runtime parses it.
// The format is in file.go: it carries its version, its shape and a checksum.
package program

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
	// Base is the interpreter.
	Base Base
	// Compiler is the snapshot that made the program.
	Compiler string
	// Adapter is the continuous half of the program; nil runs the base model as it is.
	Adapter *Adapter
	// MaxTokens is the most tokens of a text answer; 0 leaves it to the runtime.
	MaxTokens int
}

// Base names a base model exactly.
type Base struct {
	ID     string `json:"id"`     // "nano"
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
