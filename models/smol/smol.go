// Package smol holds the weights of SmolLM2-135M as pawgen tuned it, the base model that programs
// run on if they name no other.
//
// It is a module of its own that requires nothing: the go command fetches,
// verifies, proxies and vendors the 97 MB as it does all code, and only for those
// who need them. Code that pawgen generates imports it where a program runs on
// this model, and hands the weights to package runtime.
//
// # Without 97 MB in the binary
//
// The build tag pawgen_external leaves the weights out of the binary, which then
// reads the file of the same checksum when it first needs it: from
// $PAWGEN_MODELS, from the store that pawgen pull smol fills, or from the folder
// that this package was compiled in, which is there where tests run:
//
//	go env -w GOFLAGS=-tags=pawgen_external
//
// The answers are the same.
package smol

const (
	// ID is the name that programs know the model by.
	ID = "smol"
	// Digest is the SHA-256 of the file, in lower-case hex. It is a constant
	// because hashing the file at each start of a program would take longer than
	// an answer; a test holds it.
	Digest = "14294502d95e3f58f1b0c5379a388999124ce9ff3857f1e4c78094c08d5f1df8"
	// Licence is the SPDX identifier of the weights' licence.
	Licence = "Apache-2.0"
	// Source is where the weights come from.
	Source = "https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct, tuned by the pawgen project (train/smol)"
)
