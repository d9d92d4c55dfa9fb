// Package nano is the embedded compiler: offline, instant, and the default
// when nothing else is set up.
//
// It has the shape of the published pipeline (paper §2-3) in small. [Template]
// writes the pseudo-program by rule; a compiler network of the interpreter's
// size reads spec and pseudo-program and emits the coefficients of an adapter
// in one forward pass. Command train makes both networks.
package nano

import (
	"context"
	"sync"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/models"
	base "github.com/pawgen/pawgen/models/nano"
)

// SnapshotName is the exact name of the embedded compiler.
const SnapshotName = "nano-20261128"

// inputRoom is how many tokens of the context a pseudo-program must leave for
// an input and its answer.
const inputRoom = 384

// Compiler compiles for the embedded base model. Its methods may be called
// from several goroutines.
type Compiler struct {
	network func() (*network, error)
}

var _ compiler.Compiler = (*Compiler)(nil)

// New returns the embedded compiler. The network is read at the first compilation.
func New() *Compiler {
	return &Compiler{network: sync.OnceValues(func() (*network, error) { return load(weights) })}
}

// Snapshot returns [SnapshotName].
func (c *Compiler) Snapshot() string { return SnapshotName }

// Base returns the embedded base model.
func (c *Compiler) Base() program.Base {
	b, _ := models.Lookup(base.ID)
	return program.Base{ID: base.ID, SHA256: b.Interpreter.SHA256()}
}

// Compile makes a program. It fails when the pseudo-program does not fit the
// interpreter's context.
func (c *Compiler) Compile(ctx context.Context, spec compiler.Spec, progress func(compiler.Event)) (*program.Program, error) {
	return c.CompileVariant(ctx, spec, 0, progress)
}

// CompileVariant makes a program of another pseudo-program of the same spec;
// its compiler is the snapshot with the variant's name, "+interleaved".
func (c *Compiler) CompileVariant(ctx context.Context, spec compiler.Spec, number int, progress func(compiler.Event)) (*program.Program, error) {
	if progress == nil {
		progress = func(compiler.Event) {}
	}
	progress(compiler.Event{Stage: "pseudo-program"})
	n, err := c.network()
	if err != nil {
		return nil, err
	}
	task := parseTask(spec)
	variant := distinct(task)[number]
	pseudo, codes := variant.write(task), task.codes
	if spec.Pseudo != "" { // its author knows nothing of codes
		pseudo, codes = spec.Pseudo, nil
	}
	if got, most := n.tokens(pseudo), n.context()-inputRoom; got > most {
		return nil, compiler.Refusef("the pseudo-program has %d tokens, of at most %d for the base model %q: shorten the spec, or give fewer labels, keywords or examples", got, most, base.ID)
	}
	progress(compiler.Event{Stage: "adapter", Done: .2})
	coefficients, err := n.coefficients(ctx, n.tokenizer.Encode(CompilerPrompt(spec, pseudo), true))
	if err != nil {
		return nil, err
	}
	b, _ := models.Lookup(base.ID)
	return &program.Program{
		Name:     spec.Name,
		Spec:     spec.Text,
		Pseudo:   pseudo,
		Template: PromptTemplate(pseudo),
		Params:   quotedParams(spec),
		Codes:    codes,
		Base:     c.Base(),
		Compiler: variant.snapshot(),
		Adapter: &program.Adapter{
			Basis:  b.Basis.SHA256(),
			Layers: n.layers, Modules: n.modules, Bases: n.bases,
			Coefficients: coefficients,
		},
		MaxTokens: spec.MaxTokens,
	}, nil
}

// Coefficients runs the network over the tokens of a compiler's prompt;
// command train compares them with what it trained.
func (c *Compiler) Coefficients(ctx context.Context, prompt []int32) ([]float32, error) {
	n, err := c.network()
	if err != nil {
		return nil, err
	}
	return n.coefficients(ctx, prompt)
}

// quotedParams are the names of several parameters if answers quote them: what
// is a value of an input must be known then.
func quotedParams(spec compiler.Spec) []string {
	if !spec.Result.Quotes() || len(spec.Params) < 2 {
		return nil
	}
	var names []string
	for _, p := range spec.Params {
		names = append(names, p.Name)
	}
	return names
}
