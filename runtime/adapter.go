package runtime

import (
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/answer/store"
	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/models"
)

// adapter makes a program's adapter; nil runs the model as it is.
func (b *base) adapter(p *program.Program) (engine.Adapter, error) {
	switch {
	case p.GGUF != nil:
		return b.unpack(p.GGUF)
	case p.Adapter != nil:
		return b.mix(p.Adapter)
	}
	return nil, nil
}

// unpack makes the adapter of a .paw bundle, whose memory it uses.
func (b *base) unpack(data []byte) (engine.Adapter, error) {
	file, err := gguf.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%w: adapter: %w", pawgen.ErrBadProgram, err)
	}
	read, err := lora.FromGGUF(file)
	if err != nil {
		return nil, fmt.Errorf("%w: adapter: %w", pawgen.ErrBadProgram, err)
	}
	adapter, err := b.model.Adapter(read)
	if err != nil {
		return nil, fmt.Errorf("%w: adapter for %q: %w", pawgen.ErrBadProgram, b.ID, err)
	}
	return adapter, nil
}

// mix makes the adapter of a .pawc file.
func (b *base) mix(a *program.Adapter) (engine.Adapter, error) {
	basis, err := b.findBasis(a.Basis)
	if err != nil {
		return nil, err
	}
	layers, modules, bases := basis.Layers(), len(basis.Modules()), basis.Bases()
	if a.Layers != layers || a.Modules != modules || a.Bases != bases {
		return nil, fmt.Errorf("%w: the adapter has %d layers, %d modules and %d bases, the basis of %q has %d, %d and %d",
			pawgen.ErrBadProgram, a.Layers, a.Modules, a.Bases, b.ID, layers, modules, bases)
	}
	mixed, err := basis.Mix(a.Coefficients)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", pawgen.ErrBadProgram, err)
	}
	adapter, err := b.model.Adapter(mixed)
	if err != nil {
		return nil, fmt.Errorf("%w: basis of %q: %w", pawgen.ErrBadBase, b.ID, err)
	}
	return adapter, nil
}

// findBasis gives the basis with a checksum: the one that came with the model,
// or one of the store. A model that is part of the binary has its own or none.
func (b *base) findBasis(sum string) (*lora.Basis, error) {
	embedded := b.Interpreter.Path() == ""
	switch {
	case b.Base.Basis != nil && b.Base.Basis.SHA256() == sum:
		return b.basis, nil
	case b.Base.Basis != nil && embedded:
		return nil, fmt.Errorf("%w: the adapter is over a basis with SHA-256 %s, this binary's %q has %s\n\thint: run go generate",
			pawgen.ErrWrongBase, short(sum), b.ID, short(b.Base.Basis.SHA256()))
	case embedded:
		return nil, fmt.Errorf("%w: the program has an adapter, but base model %q has no basis", pawgen.ErrWrongBase, b.ID)
	}
	file, err := store.OpenBasis(sum)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %w", pawgen.ErrNoBase, err)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", pawgen.ErrBadBase, err)
	}
	load, _ := b.stored.LoadOrStore(sum, sync.OnceValues(func() (*lora.Basis, error) { return parseBasis(file) }))
	basis, err := load.(func() (*lora.Basis, error))()
	if err != nil {
		return nil, fmt.Errorf("%w: basis %s: %w", pawgen.ErrBadBase, file.Path(), err)
	}
	return basis, nil
}

// parseBasis reads a basis file, whose memory the basis uses.
func parseBasis(f *models.File) (*lora.Basis, error) {
	file, err := gguf.Parse(f.Bytes())
	if err != nil {
		return nil, err
	}
	return lora.ParseBasis(file)
}
