package runtime

import (
	"fmt"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/constrain"
	"github.com/pawgen/pawgen/internal/answer/schema"
)

// constraint makes the automaton of a form's answers of at most maxTokens
// tokens, labels written as their codes if there are any, everything else
// behind a lead.
func (b *base) constraint(form schema.Type, maxTokens int, codes map[string]string, lead string) (constrain.Constraint, error) {
	if form.Finite() {
		c, err := constrain.Labels(b.vocabulary, form.Answers(), codes)
		if err != nil {
			err = fmt.Errorf("%w: %w", pawgen.ErrBadLabels, err)
		}
		return c, err
	}
	c, err := constrain.NewBehind(b.vocabulary, form, lead)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", pawgen.ErrBadType, err)
	}
	if least := c.Least(); least > maxTokens && !form.Short() {
		return nil, fmt.Errorf("%w: an answer may need %d tokens, max_tokens is %d\n\thint: write //paw:max_tokens %d or more",
			pawgen.ErrMaxTokens, least, maxTokens, 2*least)
	}
	return c, nil
}

// limit is the most tokens of the answer to a question. It is an error if
// they are too few for any.
func (l *loaded) limit(q *question) (int, error) {
	room := l.context() - len(l.prefix) - len(q.tokens)
	if !l.form.Short() {
		room = min(room, l.maxTokens)
	}
	if room < q.answers.Least() {
		return 0, l.noRoom()
	}
	return room, nil
}

// noRoom says that an answer does not fit behind an input.
func (l *loaded) noRoom() error {
	return fmt.Errorf("%w: no room for the answer behind prompt and input, the context holds %d tokens\n\thint: shorten the input",
		pawgen.ErrContextOverflow, l.context())
}
