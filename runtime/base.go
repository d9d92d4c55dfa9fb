package runtime

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/constrain"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/answer/store"
	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/run/scheduler"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
	"github.com/pawgen/pawgen/models"
)

// base is a base model in memory. All programs of the process share it, and it
// stays until the process ends.
type base struct {
	models.Base
	model      engine.Model
	scheduler  *scheduler.Scheduler // of model
	tokens     *tokenizer.Tokenizer
	vocabulary *constrain.Vocabulary // of tokens
	widest     int                   // bytes of the longest token
	basis      *lora.Basis           // nil if none came with the model
	stored     sync.Map              // for each checksum, the function that loads a basis of the store once
}

// findBase gives the model that a program was compiled for.
func (p *process) findBase(want program.Base) (*base, error) {
	registered, err := store.Open(want.ID)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %w", pawgen.ErrNoBase, err)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", pawgen.ErrBadBase, err)
	}
	if have := registered.Interpreter.SHA256(); have != want.SHA256 {
		return nil, fmt.Errorf("%w: the program was compiled for %q with SHA-256 %s, %s has %s\n\thint: %s",
			pawgen.ErrWrongBase, want.ID, short(want.SHA256), cmp.Or(registered.Interpreter.Path(), "this binary"), short(have), wrongBaseHint(registered))
	}
	load, _ := p.bases.LoadOrStore(want.ID, sync.OnceValues(func() (*base, error) { return p.loadBase(registered) }))
	return load.(func() (*base, error))()
}

// loadBase makes a model ready for calls.
func (p *process) loadBase(registered models.Base) (*base, error) {
	b, err := p.openBase(registered)
	if err != nil {
		return nil, err
	}
	b.scheduler = scheduler.New(b.model, p.slots)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.loaded = append(p.loaded, b)
	return b, nil
}

// wrongBaseHint says what helps if a model has another checksum than wanted.
func wrongBaseHint(b models.Base) string {
	if b.Interpreter.Path() == "" {
		return "run go generate"
	}
	return "delete the file and run pawgen pull " + b.ID + ", or run go generate"
}

// openBase reads a model's files.
func (p *process) openBase(registered models.Base) (*base, error) {
	b := &base{Base: registered}
	bad := func(what string, err error) error {
		return fmt.Errorf("%w: %s of %q: %w", pawgen.ErrBadBase, what, registered.ID, err)
	}
	file, err := gguf.Parse(registered.Interpreter.Bytes())
	if err != nil {
		return nil, bad("interpreter", err)
	}
	if b.tokens, err = tokenizer.New(file); err != nil {
		return nil, bad("tokenizer", err)
	}
	b.vocabulary = constrain.NewVocabulary(b.tokens)
	source := engine.Source{File: file, Path: registered.Interpreter.Path(), Data: registered.Interpreter.Bytes()}
	if b.model, err = p.engine.Load(source, engine.Options{Threads: p.settings.Threads}); err != nil {
		return nil, bad("interpreter", err)
	}
	if have, want := b.tokens.Len(), b.model.Vocab(); have != want {
		return nil, bad("tokenizer", fmt.Errorf("vocabulary has %d tokens, the model has %d", have, want))
	}
	for id := range b.tokens.Len() {
		b.widest = max(b.widest, len(b.tokens.Bytes(int32(id))))
	}
	if registered.Basis == nil {
		return b, nil
	}
	if b.basis, err = parseBasis(registered.Basis); err != nil {
		return nil, bad("basis", err)
	}
	return b, nil
}

// short is enough of a checksum to tell two apart.
func short(sum string) string {
	const n = 12
	if len(sum) <= n {
		return fmt.Sprintf("%q", sum)
	}
	return sum[:n] + ".."
}
