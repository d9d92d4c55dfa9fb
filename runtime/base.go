package runtime

import (
	"fmt"
	"sync"

	"github.com/pawgen/pawgen/internal/engine"
	"github.com/pawgen/pawgen/internal/gguf"
	"github.com/pawgen/pawgen/internal/lora"
	"github.com/pawgen/pawgen/internal/program"
	"github.com/pawgen/pawgen/internal/scheduler"
	"github.com/pawgen/pawgen/internal/tokenizer"
	"github.com/pawgen/pawgen/models"
)

// base is a base model in memory. All programs of the process share it, and it
// stays until the process ends.
type base struct {
	models.Base
	model     engine.Model
	scheduler *scheduler.Scheduler
	tokens    *tokenizer.Tokenizer
	widest    int         // bytes of the longest token
	basis     *lora.Basis // nil if the model has none
}

// findBase gives the model that a program was compiled for.
func (p *process) findBase(want program.Base) (*base, error) {
	registered, ok := models.Lookup(want.ID)
	if !ok {
		return nil, fmt.Errorf("%w: the program runs on %q, this binary has %q\n\thint: import the package that registers %q",
			ErrNoBase, want.ID, models.IDs(), want.ID)
	}
	if have := registered.Interpreter.SHA256(); have != want.SHA256 {
		return nil, fmt.Errorf("%w: the program was compiled for %q with SHA-256 %s, this binary has %s\n\thint: run go generate",
			ErrWrongBase, want.ID, short(want.SHA256), short(have))
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
	b.scheduler = scheduler.New(b.model)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.loaded = append(p.loaded, b)
	return b, nil
}

// openBase reads a model's files.
func (p *process) openBase(registered models.Base) (*base, error) {
	b := &base{Base: registered}
	bad := func(what string, err error) error {
		return fmt.Errorf("%w: %s of %q: %w", ErrBadBase, what, registered.ID, err)
	}
	file, err := gguf.Parse(registered.Interpreter.Bytes())
	if err != nil {
		return nil, bad("interpreter", err)
	}
	if b.tokens, err = tokenizer.New(file); err != nil {
		return nil, bad("tokenizer", err)
	}
	source := engine.Source{File: file, Data: registered.Interpreter.Bytes()}
	if b.model, err = p.engine.Load(source, engine.Options{Threads: p.settings.threads}); err != nil {
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
	if file, err = gguf.Parse(registered.Basis.Bytes()); err != nil {
		return nil, bad("basis", err)
	}
	if b.basis, err = lora.ParseBasis(file); err != nil {
		return nil, bad("basis", err)
	}
	return b, nil
}

// mix makes a program's adapter; nil runs the model as it is.
func (b *base) mix(a *program.Adapter) (engine.Adapter, error) {
	if a == nil {
		return nil, nil
	}
	if b.basis == nil {
		return nil, fmt.Errorf("%w: the program has an adapter, but base model %q has no basis", ErrWrongBase, b.ID)
	}
	if have := b.Basis.SHA256(); have != a.Basis {
		return nil, fmt.Errorf("%w: the adapter is over a basis with SHA-256 %s, this binary's %q has %s\n\thint: run go generate",
			ErrWrongBase, short(a.Basis), b.ID, short(have))
	}
	layers, modules, bases := b.basis.Layers(), len(b.basis.Modules()), b.basis.Bases()
	if a.Layers != layers || a.Modules != modules || a.Bases != bases {
		return nil, fmt.Errorf("%w: the adapter has %d layers, %d modules and %d bases, the basis of %q has %d, %d and %d",
			ErrBadProgram, a.Layers, a.Modules, a.Bases, b.ID, layers, modules, bases)
	}
	mixed, err := b.basis.Mix(a.Coefficients)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadProgram, err)
	}
	adapter, err := b.model.Adapter(mixed)
	if err != nil {
		return nil, fmt.Errorf("%w: basis of %q: %w", ErrBadBase, b.ID, err)
	}
	return adapter, nil
}

// short is enough of a checksum to tell two apart.
func short(sum string) string {
	const n = 12
	if len(sum) <= n {
		return fmt.Sprintf("%q", sum)
	}
	return sum[:n] + ".."
}
