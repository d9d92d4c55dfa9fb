package runtime

import (
	"context"
	"fmt"
	"slices"
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

// decode writes the likeliest answer that the result type allows, token by
// token, behind the input's tokens. The model runs only where more than one
// token may come next: tokens that are forced wait in pending until then. A
// trace, if there is one, has a beginning of the answer, and gets the rest.
func (l *loaded) decode(ctx context.Context, start *start, input []int32, t *trace) (*answer, error) {
	cache, hidden := start.cache.Fork(), start.hidden
	limit := l.context() - len(l.prefix) - len(input)
	if l.open {
		limit = min(limit, l.maxTokens)
	}
	usage := Usage{Prompt: len(l.prefix), Input: len(input)}
	walk := l.answers.Start()
	pending := slices.Clone(input)
	if t != nil {
		for _, token := range t.path {
			walk.Advance(token)
		}
		usage.Answer = len(t.path)
		pending = append(pending, t.path...)
	}
	var logits []float32
	for ; usage.Answer < limit && !walk.Done(); usage.Answer++ {
		candidates := walk.Candidates()
		if len(candidates) != 1 && len(pending) > 0 {
			var err error
			if hidden, err = l.base.model.Forward(ctx, cache, l.adapter, pending, nil); err != nil {
				return nil, err
			}
			pending = pending[:0]
		}
		var token int32
		if len(candidates) == 1 {
			token = candidates[0]
			if t != nil {
				t.forced(token, l.base.tokens.Bytes(token))
			}
		} else {
			usage.Decided++
			best := l.likeliest(&logits, hidden, candidates)
			token = int32(best)
			if candidates != nil {
				token = candidates[best]
			}
			if t != nil {
				t.decided(candidates, logits, best, l.base.tokens.Bytes(token), l.finite)
			}
		}
		walk.Advance(token)
		pending = append(pending, token)
	}
	if !walk.Done() && !l.open {
		return nil, fmt.Errorf("%w: no room for the answer behind prompt and input, the context holds %d tokens\n\thint: shorten the input",
			ErrContextOverflow, l.context())
	}
	a := &answer{text: string(walk.Answer()), finish: Complete, usage: usage}
	if !walk.Done() {
		a.finish = Cut
	}
	if t != nil {
		a.trace = *t
	}
	return a, nil
}

// likeliest chooses among the candidates, nil meaning every token; the first
// wins if several are equally likely. It leaves their logits in logits.
func (l *loaded) likeliest(logits *[]float32, hidden []float32, candidates []int32) int {
	n := len(candidates)
	if candidates == nil {
		n = l.base.tokens.Len()
	}
	*logits = slices.Grow((*logits)[:0], n)[:n]
	l.base.model.Logits(*logits, hidden, candidates)
	best := 0
	for i, logit := range *logits {
		if logit > (*logits)[best] {
			best = i
		}
	}
	return best
}
