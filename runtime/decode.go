package runtime

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/pawgen/pawgen/internal/constrain"
	"github.com/pawgen/pawgen/internal/engine"
)

// answer runs the program on an input.
func (l *loaded) answer(ctx context.Context, input string) (*answer, error) {
	tokens, err := l.encode(input)
	if err != nil {
		return nil, err
	}
	start, err := l.started(ctx)
	if err != nil {
		return nil, err
	}
	return l.decode(ctx, start, tokens, nil)
}

// decoding is an answer that is being written.
type decoding struct {
	*loaded
	walk    constrain.Walk
	seq     engine.Sequence
	pending []int32   // tokens that seq has not read yet
	logits  []float32 // of the last decision
	usage   Usage
	trace   *trace // nil if nobody wants to know
}

// decode writes the likeliest answer that the result type allows, token by
// token, behind the input's tokens. A trace, if there is one, may have a
// beginning of the answer, and gets the rest.
func (l *loaded) decode(ctx context.Context, start engine.Sequence, input []int32, t *trace) (_ *answer, err error) {
	seq, err := start.Fork()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, seq.Close()) }()
	d := &decoding{loaded: l, walk: l.answers.Start(), seq: seq, trace: t}
	d.pending = append(slices.Clone(l.prefix[l.kept:]), input...)
	d.usage = Usage{Prompt: len(l.prefix), Input: len(input)}
	if t != nil {
		for _, token := range t.path {
			d.write(token)
		}
	}
	limit := l.context() - len(l.prefix) - len(input)
	if l.open {
		limit = min(limit, l.maxTokens)
	}
	for d.usage.Answer < limit && !d.walk.Done() {
		if err := d.next(ctx); err != nil {
			return nil, err
		}
	}
	return d.finish()
}

// next writes a token. The model runs only where more than one token may come
// next: tokens that are forced wait in pending until then.
func (d *decoding) next(ctx context.Context) error {
	candidates := d.walk.Candidates()
	if len(candidates) == 1 {
		d.trace.forced(candidates[0], d.base.tokens)
		d.write(candidates[0])
		return nil
	}
	d.usage.Decided++
	d.logits = d.room(candidates)
	step := engine.Step{Seq: d.seq, Tokens: d.pending, Candidates: candidates, Logits: d.logits}
	if err := d.base.model.Forward(ctx, []engine.Step{step}); err != nil {
		return err
	}
	d.pending = d.pending[:0]
	chosen := likeliest(d.logits)
	token := int32(chosen)
	if candidates != nil {
		token = candidates[chosen]
	}
	d.trace.decided(d, candidates, chosen, token)
	d.write(token)
	return nil
}

// write appends a token to the answer.
func (d *decoding) write(token int32) {
	d.walk.Advance(token)
	d.pending = append(d.pending, token)
	d.usage.Answer++
}

// finish is the answer as far as it was written.
func (d *decoding) finish() (*answer, error) {
	a := &answer{text: string(d.walk.Answer()), finish: Complete, usage: d.usage}
	switch {
	case d.walk.Done():
	case d.open:
		a.finish = Cut
	default:
		return nil, fmt.Errorf("%w: no room for the answer behind prompt and input, the context holds %d tokens\n\thint: shorten the input",
			ErrContextOverflow, d.context())
	}
	if d.trace != nil {
		a.trace = *d.trace
	}
	return a, nil
}

// room is space for the logits of the candidates, nil meaning every token.
func (d *decoding) room(candidates []int32) []float32 {
	n := len(candidates)
	if candidates == nil {
		n = d.base.tokens.Len()
	}
	return slices.Grow(d.logits[:0], n)[:n]
}

// likeliest chooses among candidates by their logits; the first wins if
// several are equally likely.
func likeliest(logits []float32) int {
	best := 0
	for i, logit := range logits {
		if logit > logits[best] {
			best = i
		}
	}
	return best
}
