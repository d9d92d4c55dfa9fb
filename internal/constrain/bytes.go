package constrain

import (
	"fmt"

	"github.com/pawgen/pawgen/internal/tokenizer"
)

// state is a place in an automaton over the bytes of an answer. From every
// state that next gives there is a way to a complete answer.
type state interface {
	// next is the state after one more byte; ok is false if no answer goes on so.
	next(b byte) (s state, ok bool)
	// complete says whether the bytes so far are an answer.
	complete() bool
}

// automaton is a constraint made of states.
type automaton struct {
	tokens   *tokenizer.Tokenizer
	alphabet []int32 // the tokens that can occur at all, rising, with the end token
	start    state
}

// newAutomaton maps an automaton over bytes to tokens; possible says which
// bytes can occur in an answer.
func newAutomaton(t *tokenizer.Tokenizer, start state, possible func(b byte) bool) *automaton {
	a := &automaton{tokens: t, start: start}
	for id := range int32(t.Len()) {
		if id == t.EOS() || all(t.Bytes(id), possible) {
			a.alphabet = append(a.alphabet, id)
		}
	}
	return a
}

// all says whether there are bytes and all of them are possible.
func all(bytes []byte, possible func(b byte) bool) bool {
	for _, b := range bytes {
		if !possible(b) {
			return false
		}
	}
	return len(bytes) > 0
}

// after is the state after a token. The end token stays where an answer is complete.
func (a *automaton) after(s state, token int32) (state, bool) {
	if token == a.tokens.EOS() {
		return s, s.complete()
	}
	bytes := a.tokens.Bytes(token)
	for _, b := range bytes {
		var ok bool
		if s, ok = s.next(b); !ok {
			return nil, false
		}
	}
	return s, len(bytes) > 0
}

func (a *automaton) Start() Walk {
	w := &byteWalk{automaton: a}
	w.enter(a.start)
	return w
}

type byteWalk struct {
	*automaton
	at         state
	answer     []byte
	candidates []int32
	done       bool
}

// enter moves to s and finds the candidates there. Where an answer is complete
// and nothing can follow, the walk is done without the end token.
func (w *byteWalk) enter(s state) {
	w.at = s
	w.candidates = w.candidates[:0]
	for _, id := range w.alphabet {
		if _, ok := w.after(s, id); ok {
			w.candidates = append(w.candidates, id)
		}
	}
	w.done = s.complete() && len(w.candidates) == 1
}

func (w *byteWalk) Done() bool          { return w.done }
func (w *byteWalk) Candidates() []int32 { return w.candidates }
func (w *byteWalk) Answer() []byte      { return w.answer }

func (w *byteWalk) Advance(token int32) {
	next, ok := w.after(w.at, token)
	if !ok || w.done {
		refuse(token)
	}
	if token == w.tokens.EOS() {
		w.done = true
		return
	}
	w.answer = append(w.answer, w.tokens.Bytes(token)...)
	w.enter(next)
}

// refuse stops a caller that advances by a token that is no candidate.
func refuse(token int32) {
	panic(fmt.Sprintf("constrain: token %d is no candidate", token))
}
