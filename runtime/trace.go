package runtime

import (
	"github.com/pawgen/pawgen/internal/kernels"
)

// answer is what decoding gives. All but text, finish and usage are there only
// if a trace was asked for.
type answer struct {
	text   string
	finish Finish
	usage  Usage
	trace
}

// trace is how an answer came about.
type trace struct {
	path   []int32 // the answer's tokens
	share  float64 // the product of the decided tokens' shares
	tokens []Token // those of path
	forks  []fork  // the candidates that were not taken
}

// forced notes a token that had no alternative.
func (t *trace) forced(token int32, text []byte) {
	t.path = append(t.path, token)
	t.tokens = append(t.tokens, Token{Text: string(text), Confidence: 1})
}

// decided notes the choice of one of several candidates, nil meaning every
// token; their logits become shares. Forks are noted only if wanted.
func (t *trace) decided(candidates []int32, logits []float32, chosen int, text []byte, forks bool) {
	kernels.Softmax(logits)
	at := len(t.path)
	for i, share := range logits {
		if forks && i != chosen {
			path := append(t.path[:at:at], candidates[i])
			t.forks = append(t.forks, fork{path: path, share: t.share * float64(share)})
		}
	}
	token := int32(chosen)
	if candidates != nil {
		token = candidates[chosen]
	}
	t.path = append(t.path[:at:at], token)
	t.share *= float64(logits[chosen])
	t.tokens = append(t.tokens, Token{Text: string(text), Confidence: float64(logits[chosen]), Decided: true})
}
