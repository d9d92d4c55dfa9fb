// Package gguf reads and writes GGUF files, the container of model weights
// that llama.cpp defined, and holds the definition of every block format that
// the engine computes with.
//
// It is the lowest part of the engine: packages lora, transformer and
// tokenizer read what they need from a [File], training and export write one
// with a [Writer]. A file is data from outside: every count, size and offset
// is checked against the bytes that are there before it is used, so a damaged
// file gives an error and never a panic or a large allocation.
//
// Only little-endian files of version 3 are read and written.
package gguf
