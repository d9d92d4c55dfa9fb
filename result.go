package pawgen

import "math"

// Result is an answer with what is known about it. A function whose result
// type it is gives more than T: func Classify(msg string) pawgen.Result[Dept].
type Result[T any] struct {
	Value T
	// Text is the answer as the model wrote it, or the label whose code it wrote.
	Text string
	// Confidence is the share, 0 to 1, that the model gave to the answer among
	// those that the type allows: the product of the shares of its decided
	// tokens. It is not calibrated: a wrong answer may have a high share.
	Confidence float64
	// Abstained says that the answer is the label of paw:abstain, which means "don't know".
	Abstained bool
	// Alternatives are the next likely labels of an enum or bool, the likeliest
	// first: at most 5, none with a share below 1 %. Other types have none.
	Alternatives []Alternative[T]
	// Tokens are the answer's, in order, or its code's: nano's programs
	// write letters for labels. The end of a label that nothing else
	// begins like is not written, and so not among them.
	Tokens []Token
	Usage  Usage
	Finish Finish
}

// Alternative is an answer that the model did not give.
type Alternative[T any] struct {
	Value      T
	Text       string
	Confidence float64 // as in [Result]
}

// Token is a token of an answer.
type Token struct {
	Text string // perhaps part of a character; "" for the end of an answer
	// Confidence is the token's share among the candidates; 1 if there was no other.
	Confidence float64
	// Decided is set if there were several candidates: the model had to run.
	Decided bool
}

// Usage counts tokens.
type Usage struct {
	Prompt  int // the program's, which is computed once for all calls
	Input   int // the input's, with what the prompt has after it
	Answer  int // the answer's, as far as they were written
	Decided int // those of the answer that were not forced by its type
}

// Finish says why an answer ended.
type Finish string

// The ends of answers.
const (
	// Complete is the end of an answer that the model, or its type, ended.
	Complete Finish = "complete"
	// Cut is the end of a text that max_tokens, or the context, ended.
	Cut Finish = "cut"
)

// Calibrated is the confidence with a temperature, which "pawgen test
// -calibrate" fits: its log-odds divided by the temperature. Above 1 it makes a
// model that is too sure of itself less so. The last bits may differ between
// processors.
func (r Result[T]) Calibrated(temperature float64) float64 {
	return Calibrate(r.Confidence, temperature)
}

// Calibrate is [Result.Calibrated] for a confidence alone.
func Calibrate(confidence, temperature float64) float64 {
	switch {
	case confidence <= 0:
		return 0
	case confidence >= 1:
		return 1
	}
	odds := math.Log(confidence) - math.Log1p(-confidence)
	return 1 / (1 + math.Exp(-odds/temperature))
}
