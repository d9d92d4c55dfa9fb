package runtime

import (
	"context"
	"fmt"
	"slices"

	"github.com/pawgen/pawgen/internal/scheduler"
)

// answer runs the program on an input.
func (l *loaded) answer(ctx context.Context, input string) (string, error) {
	tokens, err := l.encode(input)
	if err != nil {
		return "", err
	}
	call, err := l.begin(ctx)
	if err != nil {
		return "", err
	}
	defer call.Close()
	return l.decode(call, tokens)
}

// decode writes the likeliest answer that the result type allows, token by
// token, behind the input's tokens. The model runs only where more than one
// token may come next: tokens that are forced wait in pending until then.
func (l *loaded) decode(call *scheduler.Call, input []int32) (string, error) {
	count := &l.process.count
	count.prefilled.Add(uint64(len(l.prefix) - l.kept + len(input)))
	pending := append(slices.Clone(l.prefix[l.kept:]), input...)
	limit := l.context() - len(l.prefix) - len(input)
	if l.open {
		limit = min(limit, l.maxTokens)
	}
	walk := l.answers.Start()
	var logits []float32
	for n := 0; n < limit && !walk.Done(); n++ {
		candidates := walk.Candidates()
		logits = l.room(logits, candidates)
		if len(candidates) != 1 {
			if err := call.Step(pending, candidates, logits); err != nil {
				return "", err
			}
			pending = pending[:0]
		}
		token := likeliest(logits, candidates)
		walk.Advance(token)
		count.decoded.Add(1)
		pending = append(pending, token)
	}
	if !walk.Done() && !l.open {
		return "", fmt.Errorf("%w: no room for the answer behind prompt and input, the context holds %d tokens\n\thint: shorten the input",
			ErrContextOverflow, l.context())
	}
	return string(walk.Answer()), nil
}

// room returns space for the logits of the candidates, that of logits if it is
// large enough.
func (l *loaded) room(logits []float32, candidates []int32) []float32 {
	n := len(candidates)
	if candidates == nil {
		n = l.base.tokens.Len()
	}
	if cap(logits) < n {
		return make([]float32, n)
	}
	return logits[:n]
}

// likeliest chooses among the candidates, nil meaning every token; the first
// wins if several are equally likely. A single one needs no logits.
func likeliest(logits []float32, candidates []int32) int32 {
	best := 0
	for i, logit := range logits {
		if logit > logits[best] {
			best = i
		}
	}
	if candidates == nil {
		return int32(best)
	}
	return candidates[best]
}
