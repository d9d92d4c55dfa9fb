package constrain

// Constraint is the set of answers that a result type allows. It never
// changes, so any number of goroutines may start walks.
type Constraint interface {
	// Least is the fewest tokens, with the end token, that an answer may need,
	// or a few more. It is 0 for text and labels, which are not steered.
	Least() int
	// Start begins an answer of at most budget tokens, which must not be fewer
	// than Least. The walk is led to an end in time; those of text and labels
	// are not, their caller sees to it.
	Start(budget int) Walk
}

// Walk is an answer that is being written, for one goroutine. Only text
// may go on for ever.
type Walk interface {
	// Done says whether the answer is complete: nothing needs to be decided any more.
	Done() bool
	// Candidates are the tokens that may come next, in rising order; nil means
	// every token. A single candidate is forced: no logits are needed. The
	// caller must not change the slice, and Advance may. Only a walk that is not
	// done has candidates.
	Candidates() []int32
	// Advance writes one of the candidates; any other token is a mistake of
	// the caller and panics.
	Advance(token int32)
	// Answer is the answer, or a beginning of it if the walk is not done.
	Answer() []byte
}

// Text allows any text. It ends at the end token; the caller bounds its length.
func Text(t Tokens) Constraint { return text{t} }

type text struct{ tokens Tokens }

func (c text) Least() int            { return 0 }
func (c text) Start(budget int) Walk { return &textWalk{tokens: c.tokens} }

type textWalk struct {
	tokens Tokens
	answer []byte
	done   bool
}

func (w *textWalk) Done() bool          { return w.done }
func (w *textWalk) Candidates() []int32 { return nil }
func (w *textWalk) Answer() []byte      { return w.answer }

func (w *textWalk) Advance(token int32) {
	if w.done || token < 0 || int(token) >= w.tokens.Len() {
		refuse(token)
	}
	w.done = token == w.tokens.EOS()
	w.answer = append(w.answer, w.tokens.Bytes(token)...)
}
