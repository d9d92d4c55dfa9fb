package runtime

import (
	"cmp"
	"context"
	"slices"
)

// The most alternatives of a result, and the least share of one.
const (
	mostAlternatives = 5
	leastShare       = 0.01
)

// fork is a candidate that an answer did not take: a beginning of other answers.
type fork struct {
	path   []int32 // the answer's tokens, the candidate last
	share  float64 // of all answers that begin so
	answer *answer // the likeliest of them, if it is known
}

// explain is answer with details, and with the next likely answers if the type
// has finitely many.
func (l *loaded) explain(ctx context.Context, input input) (*answer, []*answer, error) {
	q, err := l.encode(input)
	if err != nil {
		return nil, nil, err
	}
	first, err := l.decode(ctx, q, request{trace: &trace{share: 1}})
	if err != nil || !l.form.Finite() {
		return first, nil, err
	}
	others, err := l.alternatives(ctx, q, first.forks)
	return first, others, err
}

// alternatives finds the likeliest answers behind forks, best first: a fork's
// share bounds those of its answers, so an answer that is known and has a
// larger share than any fork is the next.
func (l *loaded) alternatives(ctx context.Context, q *question, forks []fork) ([]*answer, error) {
	var found []*answer
	for len(forks) > 0 && len(found) < mostAlternatives {
		slices.SortStableFunc(forks, func(a, b fork) int { return cmp.Compare(b.share, a.share) })
		f := forks[0]
		forks = forks[1:]
		if f.share < leastShare {
			break
		}
		if f.answer != nil {
			found = append(found, f.answer)
			continue
		}
		a, err := l.decode(ctx, q, request{trace: &trace{path: f.path, share: f.share}})
		if err != nil {
			return nil, err
		}
		forks = append(append(forks, a.forks...), fork{share: a.share, answer: a})
	}
	return found, nil
}
