//go:build !pawgen_external

package smol

import _ "embed"

// Weights is the model's GGUF file, "" in a binary that is built with the tag
// pawgen_external.
//
//go:embed smol.gguf
var Weights string

// Path is where the file lay when the binary was built, "" if the binary has it
// or that isn't known.
var Path string
