package runtime

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/pawgen/pawgen/internal/constrain"
	"github.com/pawgen/pawgen/internal/lora"
	"github.com/pawgen/pawgen/internal/program"
	"github.com/pawgen/pawgen/internal/prompt"
	"github.com/pawgen/pawgen/internal/transformer"
)

// defaultMaxTokens bounds text answers of programs that say nothing about it.
const defaultMaxTokens = 256

// loaded is a program that is ready to run. Any number of goroutines may use it.
type loaded struct {
	base      *base
	adapter   *lora.Adapter        // nil if the program has none
	answers   constrain.Constraint // what the result type allows
	open      bool                 // maxTokens ends answers
	finite    bool                 // the answers are labels
	maxTokens int                  // of an open answer
	prefix    []int32              // the prompt before the input
	suffix    string               // the prompt after it

	start     atomic.Pointer[start] // nil until a call has run the prefix
	computing chan struct{}         // holds a value while a call does so
}

// start is the state of the model after a program's prefix. Calls continue it.
type start struct {
	cache  *transformer.Cache
	hidden []float32 // [dim], of the last token; nil if there is none
}

// load reads a program file and finds its model.
func load(file string, result form) (*loaded, error) {
	p, err := program.Parse([]byte(file))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadProgram, err)
	}
	prefix, suffix, err := prompt.Split(p.Template)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadProgram, err)
	}
	if prefix == "" && suffix == "" {
		return nil, fmt.Errorf("%w: template has no text besides the placeholder", ErrBadProgram)
	}
	b, err := findBase(p.Base)
	if err != nil {
		return nil, err
	}
	l := &loaded{base: b, open: result.open, finite: result.finite, maxTokens: p.MaxTokens, suffix: suffix, computing: make(chan struct{}, 1)}
	if l.maxTokens == 0 {
		l.maxTokens = defaultMaxTokens
	}
	if l.adapter, err = b.mix(p.Adapter); err != nil {
		return nil, err
	}
	if l.answers, err = result.constraint(b.tokens); err != nil {
		return nil, err
	}
	l.prefix = b.tokens.Encode(prefix, true)
	if n := l.context(); len(l.prefix) >= n {
		return nil, fmt.Errorf("%w: prompt has %d tokens, the context holds %d\n\thint: shorten the spec and run go generate",
			ErrContextOverflow, len(l.prefix), n)
	}
	return l, nil
}

// context is the number of tokens that fit into the model.
func (l *loaded) context() int { return l.base.model.Config.Context }

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

// started runs the prefix, once for all calls. A call that ends early leaves
// the work to the next one.
func (l *loaded) started(ctx context.Context) (*start, error) {
	if s := l.start.Load(); s != nil {
		return s, nil
	}
	select {
	case l.computing <- struct{}{}:
		defer func() { <-l.computing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s := l.start.Load(); s != nil {
		return s, nil
	}
	s := &start{cache: l.base.model.NewCache()}
	if len(l.prefix) > 0 {
		hidden, err := l.base.model.Forward(ctx, s.cache, l.adapter, l.prefix, nil)
		if err != nil {
			return nil, err
		}
		s.hidden = slices.Clone(hidden)
	}
	l.start.Store(s)
	return s, nil
}
