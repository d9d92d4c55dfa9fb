package nano

import (
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// The control tokens of the nano pair.
const (
	SpecToken   = "<|spec|>"   // before the spec, in the compiler's prompt
	TaskToken   = "<|task|>"   // before the pseudo-program
	InputToken  = "<|input|>"  // before the input
	OutputToken = "<|output|>" // before the answer
	EndToken    = "<|end|>"    // after the answer; after the compiler's prompt
)

// PrefixSteps is how many prefix tokens end the compiler's prompt; the hidden
// states at their positions become the adapter (paper §3).
const PrefixSteps = 16

// ControlTokens are all control tokens, in the order of the vocabulary.
func ControlTokens() []string {
	tokens := []string{SpecToken, TaskToken, InputToken, OutputToken, EndToken}
	for i := range PrefixSteps {
		tokens = append(tokens, prefixToken(i))
	}
	return tokens
}

func prefixToken(i int) string { return fmt.Sprintf("<|prefix_%d|>", i+1) }

// PromptTemplate is the interpreter's prompt around an input.
func PromptTemplate(pseudo string) string {
	return TaskToken + prompt.Plain(pseudo) + InputToken + prompt.Placeholder + OutputToken
}

// CompilerPrompt is what the compiler network reads: the spec, the
// pseudo-program, and the prefix tokens.
func CompilerPrompt(spec compiler.Spec, pseudo string) string {
	var b strings.Builder
	b.WriteString(SpecToken)
	b.WriteString(prompt.Plain(spec.Text))
	b.WriteString(TaskToken)
	b.WriteString(prompt.Plain(pseudo))
	b.WriteString(EndToken)
	for i := range PrefixSteps {
		b.WriteString(prefixToken(i))
	}
	return b.String()
}
