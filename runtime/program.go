package runtime

import (
	"fmt"
	"sync/atomic"
	"unsafe"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/constrain"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/answer/schema"
	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/states"
)

// defaultMaxTokens bounds text answers of programs that say nothing about it.
const defaultMaxTokens = 256

// loaded is a program that is ready to run. Any number of goroutines may use it.
type loaded struct {
	process   *process
	base      *base
	adapter   engine.Adapter       // nil if the program has none
	answers   constrain.Constraint // what the result type allows
	form      schema.Type          // the same as a description
	prompt    prompt.Form          // how inputs and answers are written
	params    []string             // the names of the function's parameters, if the form needs them
	maxTokens int                  // of an answer that is not short by its type
	prefix    []int32              // the prompt before the input
	suffix    string               // the prompt after it
	kept      int                  // how many tokens of the prefix are run once for all calls
	state     *prefix              // of these
	key       states.Key           // of the state

	users atomic.Int64 // the function, and calls whose sequences are open
}

// load makes a program ready to run. Its user is the caller.
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
		return nil, fmt.Errorf("%w: %w", pawgen.ErrBadProgram, err)
	}
	prefix, suffix, err := prompt.Split(parsed.Template)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", pawgen.ErrBadProgram, err)
	}
	if prefix == "" && suffix == "" {
		return nil, fmt.Errorf("%w: template has no text besides the placeholder", pawgen.ErrBadProgram)
	}
	b, err := p.findBase(parsed.Base)
	if err != nil {
		return nil, err
	}
	l := &loaded{process: p, base: b, form: form, prompt: parsed.Form, params: parsed.Params, maxTokens: parsed.MaxTokens, suffix: suffix, state: newPrefix()}
	if l.maxTokens == 0 {
		l.maxTokens = defaultMaxTokens
	}
	if l.answers, err = b.constraint(form, l.maxTokens, parsed.Codes, parsed.Form.Lead()); err != nil {
		return nil, err
	}
	l.prefix = b.tokens.EncodePrompt(prefix, true)
	if n := l.context(); len(l.prefix) >= n {
		return nil, fmt.Errorf("%w: prompt has %d tokens, the context holds %d\n\thint: shorten the spec and run go generate",
			pawgen.ErrContextOverflow, len(l.prefix), n)
	}
	if l.kept = len(l.prefix); suffix == "" {
		l.kept-- // an empty input must leave something to run
	}
	if l.adapter, err = b.adapter(parsed); err != nil {
		return nil, err
	}
	l.key = l.stateKey(parsed)
	l.users.Store(1)
	p.count.programs.Add(1)
	return l, nil
}

// ended counts a call and ends its use of the program.
func (l *loaded) ended(err error) {
	if err != nil {
		l.process.count.failed.Add(1)
	} else {
		l.process.count.calls.Add(1)
	}
	l.leave()
}

// leave ends a use of the program. After the last one its memory is freed.
func (l *loaded) leave() {
	if l.users.Add(-1) > 0 {
		return
	}
	l.process.prefixes.drop(l.state)
	if l.adapter != nil {
		_ = l.adapter.Close() // there is nobody to tell
	}
	l.process.count.programs.Add(-1)
}

// context is the number of tokens that fit into the model.
func (l *loaded) context() int { return l.base.model.Context() }

// question is the input of a call, ready to be answered.
type question struct {
	tokens  []int32              // those that follow the prefix
	source  source               // what can be quoted
	answers constrain.Constraint // what the result type allows
}

// encode makes the question of an input. Whatever the input says, control
// tokens come only from the template.
func (l *loaded) encode(input input) (*question, error) {
	text, source, err := input(l.prompt, l.params)
	if err != nil {
		return nil, err
	}
	text = l.prompt.Place(len(l.params), text)
	n := l.context()
	if least := len(text) / l.base.widest; len(l.prefix)+least >= n { // not worth encoding
		return nil, fmt.Errorf("%w: prompt has %d tokens and input at least %d, the context holds %d\n\thint: shorten the input",
			pawgen.ErrContextOverflow, len(l.prefix), least, n)
	}
	tokens := append(l.base.tokens.EncodeFrom(text+l.suffix, len(text)), l.base.tokens.End()...)
	if len(l.prefix)+len(tokens) >= n {
		return nil, fmt.Errorf("%w: prompt has %d tokens and input %d, the context holds %d\n\thint: shorten the input",
			pawgen.ErrContextOverflow, len(l.prefix), len(tokens), n)
	}
	return &question{tokens, source, constrain.For(l.answers, source)}, nil
}
