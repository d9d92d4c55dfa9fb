// Package llama is the engine that runs models with llama.cpp, through the cgo
// package of ollama. Import it for its effect and choose it:
//
//	import _ "github.com/pawgen/pawgen/llama"
//
//	pawgen.Configure(pawgen.Engine("llama")) // or set PAWGEN_ENGINE=llama
//
// Everything that generated code can do works the same on it; the numbers
// differ from the native engine's as rounding does, and between machines.
//
// A [model] holds the weights. The sequences that run with one adapter share a
// llama.cpp context, see pool: their keys and values are in its cells, and
// steps of several sequences are one batch. Files are read by package gguf and
// checked by package transformer before C++ sees them.
package llama
