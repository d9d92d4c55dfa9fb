package runtime

import (
	"context"
	"slices"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/constrain"
	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/run/scheduler"
)

// answer runs the program on an input.
func (l *loaded) answer(ctx context.Context, input input, r request) (*answer, error) {
	q, err := l.encode(input)
	if err != nil {
		return nil, err
	}
	return l.decode(ctx, q, r)
}

// request is what is wanted of an answer besides its text.
type request struct {
	// trace, if not nil, may have a beginning of the answer, and gets the rest.
	trace *trace
	// part, if not nil, gets the answer so far after every token and says
	// whether to go on.
	part func(answer []byte) bool
}

// decoding is an answer that is being written.
type decoding struct {
	*loaded
	question *question
	walk     constrain.Walk
	call     *scheduler.Call
	pending  []int32   // tokens that the model has not read yet
	logits   []float32 // of the last decision
	usage    pawgen.Usage
	trace    *trace // nil if nobody wants to know
}

// decode writes the likeliest answer that the result type allows, token by
// token, behind the question's tokens.
func (l *loaded) decode(ctx context.Context, q *question, r request) (*answer, error) {
	limit, err := l.limit(q)
	if err != nil {
		return nil, err
	}
	call, err := l.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer call.Close()
	d := &decoding{loaded: l, question: q, walk: q.answers.Start(limit), call: call, trace: r.trace}
	d.pending = append(slices.Clone(l.prefix[l.kept:]), q.tokens...)
	d.usage = pawgen.Usage{Prompt: len(l.prefix), Input: len(q.tokens)}
	if r.trace != nil {
		for _, token := range r.trace.path {
			d.write(token)
		}
	}
	for d.usage.Answer < limit && !d.walk.Done() {
		if err := d.next(); err != nil {
			return nil, err
		}
		if r.part != nil && !r.part(d.text()) {
			break
		}
	}
	return d.finish()
}

// next writes a token. The model runs only where more than one token may come
// next: tokens that are forced wait in pending until then.
func (d *decoding) next() error {
	candidates := d.walk.Candidates()
	if len(candidates) == 1 {
		d.trace.forced(candidates[0], d.base.tokens)
		d.write(candidates[0])
		return nil
	}
	d.usage.Decided++
	if err := d.run(candidates); err != nil {
		return err
	}
	chosen := likeliest(d.logits)
	token := int32(chosen)
	if candidates != nil {
		token = candidates[chosen]
	}
	d.trace.decided(d, candidates, chosen, token)
	d.write(token)
	return nil
}

// many is the share of the vocabulary, one in so many tokens, from which on
// all logits cost less than those of single tokens.
const many = 8

// run has the model read what is pending and leaves the candidates' logits in d.logits.
func (d *decoding) run(candidates []int32) error {
	wanted := candidates
	if len(candidates) > d.base.tokens.Len()/many {
		wanted = nil
	}
	d.logits = d.room(wanted)
	if err := d.call.Step(d.pending, wanted, d.logits); err != nil {
		return err
	}
	d.pending = d.pending[:0]
	if wanted == nil && candidates != nil {
		for i, token := range candidates { // they rise, so that none is overwritten before it moves
			d.logits[i] = d.logits[token]
		}
		d.logits = d.logits[:len(candidates)]
	}
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
	d.process.count.read(d.usage.Prompt-d.kept+d.usage.Input, d.usage.Answer)
	a := &answer{text: string(d.text()), source: d.question.source, finish: pawgen.Complete, usage: d.usage}
	switch {
	case d.walk.Done():
	case d.form.Open():
		a.finish = pawgen.Cut
	default:
		return nil, d.noRoom()
	}
	if d.trace != nil {
		a.trace = *d.trace
	}
	return a, nil
}

// text is the answer so far, as it was meant.
func (d *decoding) text() []byte {
	answer := d.walk.Answer()
	if d.prompt == prompt.Framed && (d.form.Open() || d.form.Quote != "") {
		return []byte(prompt.Unindent(string(answer)))
	}
	return answer
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
