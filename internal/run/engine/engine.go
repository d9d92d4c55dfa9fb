// Package engine is what package runtime asks of whoever does the arithmetic.
//
// Two engines answer: native, pure Go, in package native, and llama, llama.cpp
// through cgo, in a module of its own. Each makes itself known by [Register].
// Package enginetest holds both to the same results. An engine knows nothing of
// programs, prompts or types: tokens go in, logits come out.
package engine

import (
	"context"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
)

// Engine loads base models.
type Engine interface {
	// Load makes a model ready. The source stays open as long as the model.
	Load(src Source, o Options) (Model, error)
}

// Source is a model's GGUF file, which our reader has read and found sound.
type Source struct {
	File *gguf.File
	Path string // where it is on disk; "" if it is in memory only
	Data []byte // the whole file if Path is ""; read-only
}

// Options are what the user chose.
type Options struct {
	// Threads is how many threads may compute at the same time, all calls of
	// Forward together; at least 1.
	Threads int
}

// Model is a loaded base model. Its methods may be called from many goroutines,
// but those of one [Sequence], and steps on it, only one at a time.
type Model interface {
	// Context is the most tokens of a sequence.
	Context() int
	// Vocab is the number of tokens.
	Vocab() int
	// Parallel is how many calls of Forward at the same time make good use of
	// the threads, at least 1. The caller makes no more: a batch that uses all
	// threads by itself wants 1.
	Parallel() int
	// Adapter makes an adapter ready; it is an error if it does not fit the model.
	Adapter(a *lora.Adapter) (Adapter, error)
	// NewSequence returns an empty sequence that runs with the adapter, or with
	// the model as it is if a is nil.
	NewSequence(a Adapter) (Sequence, error)
	// Forward runs the steps as one batch; their sequences differ and may have
	// different adapters. A sequence is the same however its tokens are cut into
	// steps. After an error, which may be that of ctx, all sequences are as they
	// were, and a step alone gives the error of its own, if it has one.
	Forward(ctx context.Context, steps []Step) error
	// Close frees the model. Nothing that came from it may be used any more.
	Close() error
}

// Adapter is an adapter that a model made ready.
type Adapter interface {
	// Close frees it. No sequence that runs with it may be used any more.
	Close() error
}

// Sequence is tokens that a model has read, and what it remembers of them.
type Sequence interface {
	// Len is the number of tokens.
	Len() int
	// Fork returns a sequence that continues after this one's tokens and
	// shares what it remembers of them. Many forks may go on at once, but this
	// one must not go on, nor be closed, before they are closed.
	Fork() (Sequence, error)
	// Bytes is the memory that it takes and shares with no other sequence.
	Bytes() int
	// Close frees it.
	Close() error
}

// Step is one sequence's part of a batch.
type Step struct {
	Seq    Sequence
	Tokens []int32 // to read next, at least one
	// Candidates are the tokens whose logits are wanted after the last of
	// Tokens; nil means the whole vocabulary. Nothing else is computed.
	Candidates []int32
	// Logits is where they go: [len(Candidates)] or [Vocab]. If it is nil, none
	// are wanted.
	Logits []float32
}

// Saver is a sequence whose state can outlive the process. Engines need not
// have it.
type Saver interface {
	Sequence
	// Save returns the state in a form that only the same version of the same
	// engine reads, for the same model and adapter.
	Save() ([]byte, error)
}

// Restorer is a model that reads what a [Saver] wrote.
type Restorer interface {
	Model
	// StateVersion names all that a state's form and numbers depend on besides
	// the model, the adapter and the tokens. Another version's states are not
	// restored.
	StateVersion() string
	// Restore returns the sequence, which keeps nothing of state; it is an error
	// if the bytes are not of this model's shape. They come from a file that
	// anybody may have written.
	Restore(a Adapter, state []byte) (Sequence, error)
}
