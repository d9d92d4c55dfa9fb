package runtime

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/pawgen/pawgen/internal/engine"
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
func (l *loaded) decode(ctx context.Context, start engine.Sequence, input []int32) (_ string, err error) {
	seq, err := start.Fork()
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, seq.Close()) }()
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
			step := engine.Step{Seq: seq, Tokens: pending, Candidates: candidates, Logits: logits}
			if err := l.base.model.Forward(ctx, []engine.Step{step}); err != nil {
				return "", err
			}
			pending = pending[:0]
		}
		token := likeliest(logits, candidates)
		walk.Advance(token)
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
