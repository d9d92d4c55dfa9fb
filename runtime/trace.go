package runtime

import (
	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
)

// answer is what decoding gives. The trace is there only if it was asked for.
type answer struct {
	text   string
	source source // what its quotes are taken from
	finish pawgen.Finish
	usage  pawgen.Usage
	trace
}

// trace is how an answer came about. Methods of a nil trace do nothing.
type trace struct {
	path   []int32        // the answer's tokens
	share  float64        // the product of the decided tokens' shares
	tokens []pawgen.Token // those of path, without the beginning that was given
	forks  []fork         // the candidates that were not taken, if the answers are finitely many
}

// forced notes a token that had no alternative.
func (t *trace) forced(token int32, tokens *tokenizer.Tokenizer) {
	if t == nil {
		return
	}
	t.path = append(t.path, token)
	t.tokens = append(t.tokens, pawgen.Token{Text: string(tokens.Bytes(token)), Confidence: 1})
}

// decided notes the choice of one of several candidates. It turns d's logits into shares.
func (t *trace) decided(d *decoding, candidates []int32, chosen int, token int32) {
	if t == nil {
		return
	}
	kernels.Softmax(d.logits)
	path := t.path[:len(t.path):len(t.path)] // forks share it
	for i, share := range d.logits {
		if d.form.Finite() && i != chosen {
			t.forks = append(t.forks, fork{path: append(path, candidates[i]), share: t.share * float64(share)})
		}
	}
	t.path = append(path, token)
	t.share *= float64(d.logits[chosen])
	t.tokens = append(t.tokens, pawgen.Token{Text: string(d.base.tokens.Bytes(token)), Confidence: float64(d.logits[chosen]), Decided: true})
}
