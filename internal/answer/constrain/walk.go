package constrain

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/pawgen/pawgen/internal/answer/schema"
)

// New makes the constraint of a type. It is an error if no answer can be
// written with the vocabulary, or a pattern is none.
func New(v *Vocabulary, t schema.Type) (Constraint, error) { return NewBehind(v, t, "") }

// NewBehind is [New] for answers that stand behind some text, which the model
// writes first and which is no part of the answer. Open text is not cut: it
// begins wherever the model begins it. Behind a lead, the further lines of a
// quote are indented as those of the input are; see package prompt.
func NewBehind(v *Vocabulary, t schema.Type, lead string) (Constraint, error) {
	switch {
	case t.Open():
		return Text(v), nil
	case t.Finite():
		return Labels(v, t.Answers(), leading(t.Answers(), lead))
	}
	v.sorted.Do(v.sort)
	root, err := v.node(t, !t.Plain())
	if err != nil {
		return nil, err
	}
	if q, ok := root.(*quoteNode); ok { // else every token that begins as the lead would be tried
		q.opening, q.indented = lead, lead != ""
		return newGrammar(v, q, len(lead), true), nil
	}
	before, err := v.fixed(lead)
	if err != nil {
		return nil, err
	}
	return newGrammar(v, sequence{before, root}, len(lead), t.Quotes()), nil
}

func newGrammar(v *Vocabulary, root node, lead int, quotes bool) *grammar {
	return &grammar{v, root, root.open(nil)[0], lead, quotes}
}

// leading maps labels to the codes that begin with lead; nil without a lead.
func leading(labels []string, lead string) map[string]string {
	if lead == "" {
		return nil
	}
	codes := make(map[string]string, len(labels))
	for _, l := range labels {
		codes[l] = lead + l
	}
	return codes
}

// grammar is a constraint made of leaves.
type grammar struct {
	*Vocabulary
	root  node  // all that is written
	start place // before the first byte; where there is a choice, it is behind the lead
	lead  int   // how many bytes stand before the answer

	quotes bool // see [For]
}

func (g *grammar) Least() int { return g.start.cost() }

func (g *grammar) Start(budget int) Walk {
	w := &walk{grammar: g, left: budget, set: make([]uint64, (g.Len()+63)/64)}
	w.enter(g.start)
	return w
}

// walk is an answer that is being written.
type walk struct {
	*grammar
	at         place
	left       int     // how many tokens may follow
	forced     []int32 // the next tokens, if they are known
	answer     []byte
	candidates []int32
	set        []uint64 // the candidates, while they are collected
	done       bool
}

// enter moves to p and finds the candidates there. Where an answer is complete
// and nothing can follow, the walk is done without the end token.
func (w *walk) enter(p place) {
	w.at = p
	if len(w.forced) > 0 {
		w.candidates = append(w.candidates[:0], w.forced[0])
		return
	}
	if p.then == nil && p.final() {
		w.done = true
		return
	}
	if w.forced = w.run(p); len(w.forced) > 0 {
		w.candidates = append(w.candidates[:0], w.forced[0])
		return
	}
	clear(w.set)
	end := w.collect(p, w.left-1)
	w.list(end)
}

// run gives the tokens of the bytes that must come next, in the form that the
// model knows. There are none if there is a choice, or no room for that form.
func (w *walk) run(p place) []int32 {
	var text []byte
	for {
		for p.final() {
			firsts := p.firsts()
			if len(firsts) != 1 {
				break
			}
			p = firsts[0]
		}
		b, ok := p.state.forced()
		if !ok {
			break
		}
		text = append(text, b)
		s, _ := p.state.next(b)
		p = place{s, p.then}
	}
	if len(text) == 0 || len(w.answer) == 0 && len(text) == w.lead { // a lead on its own may be one token with what follows
		return nil
	}
	tokens := w.Encode(string(text), false)
	if len(tokens)+p.cost() > w.left {
		return nil
	}
	return tokens
}

// collect adds to the set all tokens that lead from p to a place from where
// the answer can end within a number of tokens. It says whether the answer may end here.
func (w *walk) collect(p place, within int) (end bool) {
	firsts := p.firsts()
	for _, e := range p.tokens(w.Vocabulary, within-p.after(), w.set) {
		if q, ok := follow(firsts, e.tail); ok && q.cost() <= within {
			for _, id := range e.tokens {
				w.set[id>>6] |= 1 << (id & 63)
			}
		}
	}
	if !p.done() {
		return false
	}
	for _, f := range firsts {
		end = w.collect(f, within) || end
	}
	return end || p.then == nil
}

// follow is the place after some bytes, from one of some beginnings.
func follow(firsts []place, text string) (p place, ok bool) {
	p, ok = advance(firsts, text[0])
	for i := 1; i < len(text) && ok; i++ {
		p, ok = p.next(text[i])
	}
	return p, ok
}

// list makes the candidates of the set, with the end token if the answer may end.
func (w *walk) list(end bool) {
	if eos := w.EOS(); end {
		w.set[eos>>6] |= 1 << (eos & 63)
	}
	w.candidates = w.candidates[:0]
	for i, word := range w.set {
		for ; word != 0; word &= word - 1 {
			w.candidates = append(w.candidates, int32(i<<6+bits.TrailingZeros64(word)))
		}
	}
}

func (w *walk) Done() bool          { return w.done }
func (w *walk) Candidates() []int32 { return w.candidates }

// Answer is the answer without what it stands behind.
func (w *walk) Answer() []byte { return w.answer[min(w.lead, len(w.answer)):] }

func (w *walk) Advance(token int32) {
	if _, found := slices.BinarySearch(w.candidates, token); w.done || !found {
		refuse(token)
	}
	w.left--
	if token == w.EOS() && len(w.forced) == 0 {
		w.done = true
		return
	}
	p := w.at
	for _, b := range w.Bytes(token) {
		var ok bool
		if p, ok = p.next(b); !ok {
			refuse(token)
		}
		w.answer = append(w.answer, b)
	}
	if len(w.forced) > 0 {
		w.forced = w.forced[1:]
	}
	w.enter(p)
}

// refuse stops a caller that advances by a token that is no candidate.
func refuse(token int32) {
	panic(fmt.Sprintf("constrain: token %d is no candidate", token))
}
