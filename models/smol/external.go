//go:build pawgen_external

package smol

import (
	"path/filepath"
	"runtime"
)

// Weights is the model's GGUF file, "" in a binary that is built with the tag
// pawgen_external.
var Weights string

// Path is where the file lay when the binary was built, "" if the binary has it
// or that isn't known.
var Path = beside()

// beside is the file beside this source file. A build with -trimpath doesn't
// say where that was.
func beside() string {
	_, source, _, _ := runtime.Caller(0)
	if !filepath.IsAbs(source) {
		return ""
	}
	return filepath.Join(filepath.Dir(source), "smol.gguf")
}
