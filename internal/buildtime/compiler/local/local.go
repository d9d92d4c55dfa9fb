package local

import (
	"context"
	"fmt"
	"sync"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/answer/store"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
)

// The interpreter's context as the official SDK has it, and how much of it the
// pseudo-program must leave to an input and its answer.
const (
	sdkContext = 2048
	inputRoom  = 256
)

// The limits of the published compilers for a spec, in characters.
const (
	minSpec = 10
	maxSpec = 16000
)

// Compiler compiles with a snapshot. Its methods may be called from several
// goroutines.
type Compiler struct {
	snapshot *Snapshot
	writer   Writer
	base     program.Base
	arch     string
	tokens   *tokenizer.Tokenizer // of the interpreter
	context  int                  // of the interpreter
	network  func() (*network, error)
}

var _ compiler.Compiler = (*Compiler)(nil)

// New makes a compiler of a snapshot for the base model with an ID, which must
// be there and of the snapshot's architecture. The model of the snapshot is
// loaded at the first compilation and stays.
func New(s *Snapshot, base string, writer Writer) (*Compiler, error) {
	found, err := store.Open(base)
	if err != nil {
		return nil, err
	}
	f, err := gguf.Parse(found.Interpreter.Bytes())
	if err != nil {
		return nil, fmt.Errorf("base model %q: %w", base, err)
	}
	c := &Compiler{snapshot: s, writer: writer, base: program.Base{ID: base, SHA256: found.Interpreter.SHA256()}}
	c.arch, _ = f.String("general.architecture")
	if err := s.fits(f, c.arch, base); err != nil {
		return nil, err
	}
	if c.tokens, err = tokenizer.New(f); err != nil {
		return nil, fmt.Errorf("base model %q: %w", base, err)
	}
	context, _ := f.Uint(c.arch + ".context_length")
	if positions, ok := f.Tensor("position_embd.weight"); ok && len(positions.Dims) == 2 {
		context = uint64(positions.Dims[1]) // what there is a vector for
	}
	c.context = int(min(context, sdkContext))
	c.network = sync.OnceValues(s.load)
	return c, nil
}

// fits says that the snapshot does not compile for an interpreter, if so.
func (s *Snapshot) fits(f *gguf.File, arch, base string) error {
	w, err := openWeights(s.mapperPath(), s.meta)
	if err != nil {
		return err
	}
	defer w.file.Close()
	layers, _ := f.Uint(arch + ".block_count")
	if w.arch != arch || uint64(w.layers) != layers {
		return fmt.Errorf("compiler %s makes programs for %s with %d layers, base model %q is %s with %d",
			s.Name, w.arch, w.layers, base, arch, layers)
	}
	for _, m := range w.modules() {
		a, _ := w.file.Tensor("A_bases_" + m.name)
		b, _ := w.file.Tensor("B_bases_" + m.name)
		name := fmt.Sprintf("blk.0.%v.weight", m.module)
		t, ok := f.Tensor(name)
		if !ok || len(t.Dims) != 2 || t.Dims[0] != a.Shape[2] || t.Dims[1] != b.Shape[1] {
			return fmt.Errorf("compiler %s: base model %q has no %s of %d to %d", s.Name, base, name, a.Shape[2], b.Shape[1])
		}
	}
	return nil
}

// Snapshot returns the name of the snapshot's folder.
func (c *Compiler) Snapshot() string { return c.snapshot.Name }

// PseudoBy names who writes the pseudo-programs.
func (c *Compiler) PseudoBy() string { return c.writer.Name() }

// Base returns the base model.
func (c *Compiler) Base() program.Base { return c.base }

// Compile makes a program.
func (c *Compiler) Compile(ctx context.Context, spec compiler.Spec, progress func(compiler.Event)) (*program.Program, error) {
	if progress == nil {
		progress = func(compiler.Event) {}
	}
	text := spec.Prose()
	if n := len([]rune(text)); n < minSpec || n > maxSpec {
		return nil, compiler.Refusef("the spec with its labels and examples has %d characters, the compiler takes %d to %d", n, minSpec, maxSpec)
	}
	pseudo, err := c.pseudo(ctx, spec, func(done float64) {
		progress(compiler.Event{Stage: "pseudo-program by " + c.writer.Name(), Done: .4 * done})
	})
	if err != nil {
		return nil, err
	}
	coefficients, err := c.Coefficients(ctx, text, pseudo, func(done float64) {
		progress(compiler.Event{Stage: "adapter", Done: .4 + .55*done})
	})
	if err != nil {
		return nil, err
	}
	progress(compiler.Event{Stage: "basis", Done: .96})
	sum, basis, err := c.snapshot.Basis()
	if err != nil {
		return nil, err
	}
	return &program.Program{
		Name:     spec.Name,
		Spec:     text,
		Pseudo:   pseudo,
		Template: Template(c.arch, pseudo),
		Base:     c.base,
		Compiler: c.snapshot.Name,
		Adapter: &program.Adapter{
			Basis:  sum,
			Layers: basis.Layers(), Modules: len(basis.Modules()), Bases: basis.Bases(),
			Coefficients: coefficients,
		},
		MaxTokens: spec.MaxTokens,
	}, nil
}

// Coefficients runs the trained compiler on a spec and its pseudo-program.
func (c *Compiler) Coefficients(ctx context.Context, spec, pseudo string, progress func(done float64)) ([]float32, error) {
	n, err := c.network()
	if err != nil {
		return nil, err
	}
	ids, err := n.prompt(spec, pseudo)
	if err != nil {
		return nil, err
	}
	return n.coefficients(ctx, ids, progress)
}

// Template is the prompt of an interpreter around an input, as the public
// service renders it.
func Template(arch, pseudo string) string {
	body := prompt.Plain(pseudo) + "\n\n[INPUT]\n" + prompt.Placeholder + "\n[END_INPUT]"
	if arch == "gpt2" {
		return body
	}
	return "<|im_start|>user\n" + body + "<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n"
}
