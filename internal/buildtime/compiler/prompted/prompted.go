// Package prompted is the compiler that trains nothing: a program is the prompt
// that shows a base model the task, what answers look like, and the examples as
// calls that were answered before. It is called "prompt", works for every base
// model that the engine knows, and is the default.
//
// What the prompt looks like is the form of package internal/answer/prompt,
// written by [compiler.Spec.Framed]; answers are led by the result type as those
// of all programs. A base model with a chat template is asked in this form too:
// SmolLM2, tuned as a chat model, answered 0.42 of unseen questions rightly so,
// and 0.22 of them in its own chat form.
//
// Nothing is done about labels that a base model likes more than others.
package prompted

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
	"github.com/pawgen/pawgen/internal/run/transformer"
	"github.com/pawgen/pawgen/models"
)

// Name is what paw:compiler calls the compiler, SnapshotName its exact name.
const (
	Name         = "prompt"
	SnapshotName = "prompt-20261128"
)

// Of a base model's context, a prompt leaves this many tokens to the input, and
// as many to a text as it may have; half of the context in any case.
const (
	inputRoom = 384
	textRoom  = 256
)

// Compiler makes prompts for one base model. Its methods may be called from
// several goroutines.
type Compiler struct {
	base     program.Base
	tokens   *tokenizer.Tokenizer
	context  int               // of the base model, in tokens
	end      string            // the control token that closes an answer
	controls *strings.Replacer // breaks up the names of control tokens
	note     func(string)
}

var _ compiler.Various = (*Compiler)(nil)

// New returns the compiler for a base model. What developers should know, such
// as that examples are left out, goes to note.
func New(base models.Base, note func(string)) (*Compiler, error) {
	bad := func(err error) error { return fmt.Errorf("base model %q: %w", base.ID, err) }
	file, err := gguf.Parse(base.Interpreter.Bytes())
	if err != nil {
		return nil, bad(err)
	}
	model, err := transformer.Load(file)
	if err != nil {
		return nil, bad(err)
	}
	c := &Compiler{base: program.Base{ID: base.ID, SHA256: base.Interpreter.SHA256()}, context: model.Context, note: note}
	if c.tokens, err = tokenizer.New(file); err != nil {
		return nil, bad(err)
	}
	if err := c.readControls(file); err != nil {
		return nil, bad(err)
	}
	return c, nil
}

// controlType is the type of control tokens in a GGUF file's vocabulary.
const controlType = 3

// readControls finds the names of the control tokens, and the one that ends answers.
func (c *Compiler) readControls(file *gguf.File) error {
	names, _ := file.Strings("tokenizer.ggml.tokens")
	types, _ := file.Ints("tokenizer.ggml.token_type")
	var pairs []string
	for i, name := range names[:min(len(names), len(types))] {
		if types[i] == controlType && len(name) > 1 {
			pairs = append(pairs, name, name[:1]+" "+name[1:])
		}
	}
	c.controls = strings.NewReplacer(pairs...)
	end := int(c.tokens.EOS())
	if end < 0 || end >= len(names) {
		return errors.New("the vocabulary has no token that ends an answer")
	}
	if c.end = names[end]; !slices.Contains(pairs, c.end) {
		return fmt.Errorf("the token %q, which ends an answer, is no control token", c.end)
	}
	return nil
}

// Snapshot returns [SnapshotName].
func (c *Compiler) Snapshot() string { return SnapshotName }

// Base returns the base model.
func (c *Compiler) Base() program.Base { return c.base }

// Compile makes a program. Examples that do not fit the base model's context are
// left out from the end, with a note; a task that does not fit without any is a
// [*compiler.Refusal].
func (c *Compiler) Compile(ctx context.Context, spec compiler.Spec, progress func(compiler.Event)) (*program.Program, error) {
	return c.CompileVariant(ctx, spec, 0, progress)
}

// Variants is how many different prompts there are for a spec.
func (c *Compiler) Variants(spec compiler.Spec) int { return len(distinct(spec)) }

// CompileVariant makes a program with another prompt of the same spec; its
// compiler is the snapshot with the variant's name, "+reversed".
func (c *Compiler) CompileVariant(ctx context.Context, spec compiler.Spec, number int, progress func(compiler.Event)) (*program.Program, error) {
	if progress != nil {
		progress(compiler.Event{Stage: "prompt"})
	}
	v := distinct(spec)[number]
	template, err := c.fit(ctx, v.apply(spec))
	if err != nil {
		return nil, err
	}
	p := &program.Program{
		Name:      spec.Name,
		Spec:      spec.Text,
		Pseudo:    strings.TrimSuffix(template, call),
		Template:  template,
		Form:      prompt.Framed,
		Codes:     compiler.FramedCodes(spec.Result),
		Base:      c.base,
		Compiler:  v.snapshot(),
		MaxTokens: spec.MaxTokens,
	}
	for _, param := range spec.Params {
		p.Params = append(p.Params, param.Name)
	}
	return p, nil
}

// call ends every template.
const call = "Input:" + prompt.Placeholder + "\nOutput:"

// fit gives the template of a spec with as many examples as fit, the first ones.
func (c *Compiler) fit(ctx context.Context, spec compiler.Spec) (string, error) {
	most := c.room(spec)
	size := func(examples int) (template string, tokens int, err error) {
		s := spec
		s.Examples = spec.Examples[:examples]
		if template, err = c.template(s); err != nil {
			return "", 0, err
		}
		return template, len(c.tokens.Encode(template, true)), ctx.Err()
	}
	all := len(spec.Examples)
	template, tokens, err := size(all)
	if err != nil || tokens <= most {
		return template, err
	}
	template, tokens, err = size(0)
	if err != nil {
		return "", err
	}
	if tokens > most {
		return "", compiler.Refusef("the prompt has %d tokens without examples, of at most %d for the base model %q\n\thint: shorten the spec, or give fewer or shorter labels and descriptions",
			tokens, most, c.base.ID)
	}
	kept, beyond := 0, all // the most that is known to fit, the least that is known not to
	for beyond-kept > 1 {
		n := (kept + beyond) / 2
		longer, tokens, err := size(n)
		if err != nil {
			return "", err
		}
		if tokens <= most {
			kept, template = n, longer
		} else {
			beyond = n
		}
	}
	c.note(fmt.Sprintf("%s: the last %d of %d examples are left out: a prompt may have %d tokens for the base model %q\n\thint: put first what matters most, shorten the examples, or make tests of them",
		spec.Name, all-kept, all, most, c.base.ID))
	return template, nil
}

// room is the most tokens that a prompt may have.
func (c *Compiler) room(spec compiler.Spec) int {
	left := inputRoom
	if !spec.Result.Short() {
		left += cmp.Or(spec.MaxTokens, textRoom)
	}
	return c.context - min(left, c.context/2)
}

// ending stands for the end token until control tokens in the text of
// developers are broken up. No text of Go source has it.
const ending = "\x00end\x00"

// template is the whole prompt of a spec, around an input. A pseudo-program that
// the developer wrote takes the place of all but the input.
func (c *Compiler) template(spec compiler.Spec) (string, error) {
	if spec.Pseudo != "" {
		return c.controls.Replace(prompt.Plain(strings.TrimSpace(spec.Pseudo))) + "\n" + call, nil
	}
	text, err := spec.Framed(ending)
	if err != nil {
		return "", err
	}
	return strings.ReplaceAll(c.controls.Replace(text), ending, c.end), nil
}
