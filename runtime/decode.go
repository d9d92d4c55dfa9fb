package runtime

import (
	"context"
	"fmt"
)

// answer runs the program on an input.
func (l *loaded) answer(ctx context.Context, input string) (string, error) {
	tokens, err := l.encode(input)
	if err != nil {
		return "", err
	}
	start, err := l.started(ctx)
	if err != nil {
		return "", err
	}
	return l.decode(ctx, start, tokens)
}

// decode writes the likeliest answer that the result type allows, token by
// token, behind the input's tokens. The model runs only where more than one
// token may come next: tokens that are forced wait in pending until then.
func (l *loaded) decode(ctx context.Context, start *start, pending []int32) (string, error) {
	cache, hidden := start.cache.Fork(), start.hidden
	limit := l.context() - len(l.prefix) - len(pending)
	if l.open {
		limit = min(limit, l.maxTokens)
	}
	walk := l.answers.Start()
	var logits []float32
	for n := 0; n < limit && !walk.Done(); n++ {
		candidates := walk.Candidates()
		if len(candidates) != 1 && len(pending) > 0 {
			var err error
			if hidden, err = l.base.model.Forward(ctx, cache, l.adapter, pending, nil); err != nil {
				return "", err
			}
			pending = pending[:0]
		}
		token := l.likeliest(&logits, hidden, candidates)
		walk.Advance(token)
		pending = append(pending, token)
	}
	if !walk.Done() && !l.open {
		return "", fmt.Errorf("%w: no room for the answer behind prompt and input, the context holds %d tokens\n\thint: shorten the input",
			ErrContextOverflow, l.context())
	}
	return string(walk.Answer()), nil
}

// likeliest chooses among the candidates, nil meaning every token; the first
// wins if several are equally likely. It reuses the space of logits.
func (l *loaded) likeliest(logits *[]float32, hidden []float32, candidates []int32) int32 {
	n := len(candidates)
	switch n {
	case 1:
		return candidates[0]
	case 0:
		n = l.base.tokens.Len()
	}
	if cap(*logits) < n {
		*logits = make([]float32, n)
	}
	all := (*logits)[:n]
	l.base.model.Logits(all, hidden, candidates)
	best := 0
	for i, logit := range all {
		if logit > all[best] {
			best = i
		}
	}
	if candidates == nil {
		return int32(best)
	}
	return candidates[best]
}
