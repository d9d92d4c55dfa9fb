package runtime

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"unsafe"

	"github.com/pawgen/pawgen/internal/constrain"
	"github.com/pawgen/pawgen/internal/engine"
	"github.com/pawgen/pawgen/internal/program"
	"github.com/pawgen/pawgen/internal/prompt"
	"github.com/pawgen/pawgen/internal/schema"
)

// defaultMaxTokens bounds text answers of programs that say nothing about it.
const defaultMaxTokens = 256

// loaded is a program that is ready to run. Any number of goroutines may use it.
type loaded struct {
	base      *base
	adapter   engine.Adapter       // nil if the program has none
	answers   constrain.Constraint // what the result type allows
	form      schema.Type          // the same as a description
	maxTokens int                  // of an answer that is not short by its type
	prefix    []int32              // the prompt before the input
	suffix    string               // the prompt after it
	kept      int                  // how many tokens of the prefix are run once for all calls

	start     atomic.Pointer[engine.Sequence] // nil until a call has run the prefix
	computing chan struct{}                   // holds a value while a call does so
}

// load makes a program ready to run.
func load(file string, form schema.Type) (*loaded, error) {
	p, err := shared()
	if err != nil {
		return nil, err
	}
	return p.load(file, form)
}

// load reads a program file and finds its model.
func (p *process) load(file string, form schema.Type) (*loaded, error) {
	parsed, err := program.Parse(unsafe.Slice(unsafe.StringData(file), len(file))) // a copy might be 23 MB
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadProgram, err)
	}
	prefix, suffix, err := prompt.Split(parsed.Template)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadProgram, err)
	}
	if prefix == "" && suffix == "" {
		return nil, fmt.Errorf("%w: template has no text besides the placeholder", ErrBadProgram)
	}
	b, err := p.findBase(parsed.Base)
	if err != nil {
		return nil, err
	}
	l := &loaded{base: b, form: form, maxTokens: parsed.MaxTokens, suffix: suffix, computing: make(chan struct{}, 1)}
	if l.maxTokens == 0 {
		l.maxTokens = defaultMaxTokens
	}
	if l.adapter, err = b.adapter(parsed); err != nil {
		return nil, err
	}
	if l.answers, err = b.constraint(form, l.maxTokens); err != nil {
		return nil, err
	}
	l.prefix = b.tokens.Encode(prefix, true)
	if n := l.context(); len(l.prefix) >= n {
		return nil, fmt.Errorf("%w: prompt has %d tokens, the context holds %d\n\thint: shorten the spec and run go generate",
			ErrContextOverflow, len(l.prefix), n)
	}
	if l.kept = len(l.prefix); suffix == "" {
		l.kept-- // an empty input must leave something to run
	}
	return l, nil
}

// context is the number of tokens that fit into the model.
func (l *loaded) context() int { return l.base.model.Context() }

// encode gives the tokens that follow the prefix, for an input. Whatever the
// input says, control tokens come only from the template.
func (l *loaded) encode(input string) ([]int32, error) {
	n := l.context()
	if least := len(input) / l.base.widest; len(l.prefix)+least >= n { // not worth encoding
		return nil, fmt.Errorf("%w: prompt has %d tokens and input at least %d, the context holds %d\n\thint: shorten the input",
			ErrContextOverflow, len(l.prefix), least, n)
	}
	tokens := l.base.tokens.EncodeFrom(input+l.suffix, len(input))
	if len(l.prefix)+len(tokens) >= n {
		return nil, fmt.Errorf("%w: prompt has %d tokens and input %d, the context holds %d\n\thint: shorten the input",
			ErrContextOverflow, len(l.prefix), len(tokens), n)
	}
	return tokens, nil
}

// started returns the sequence of what is kept of the prefix, which is computed once for all
// calls. A call that ends early leaves the work to the next one.
func (l *loaded) started(ctx context.Context) (engine.Sequence, error) {
	if s := l.start.Load(); s != nil {
		return *s, nil
	}
	select {
	case l.computing <- struct{}{}:
		defer func() { <-l.computing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s := l.start.Load(); s != nil {
		return *s, nil
	}
	seq, err := l.base.model.NewSequence(l.adapter)
	if err != nil {
		return nil, err
	}
	if l.kept > 0 {
		if err := l.base.model.Forward(ctx, []engine.Step{{Seq: seq, Tokens: l.prefix[:l.kept]}}); err != nil {
			return nil, errors.Join(err, seq.Close())
		}
	}
	l.start.Store(&seq)
	return seq, nil
}
