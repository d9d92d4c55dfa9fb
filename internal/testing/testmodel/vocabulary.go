package testmodel

import (
	"strings"

	"github.com/pawgen/pawgen/internal/run/gguf"
)

// Control tokens of the nano prompt. End is the end of an answer.
const (
	Task   = "<|task|>"
	Input  = "<|input|>"
	Output = "<|output|>"
	End    = "<|end|>"
	Spec   = "<|spec|>"
)

// merges are a few joins, so that tokens span more than a byte and merging
// across a boundary can be seen. Ġ is GPT-2's letter for a space.
var merges = []string{"t h", "th e", "i n", "in g", "b i", "l l", "bi ll", "bill ing", "Ġ the"}

// setVocabulary writes the tokenizer's keys: all bytes, the merges' results,
// the control tokens. It returns the number of tokens.
func setVocabulary(w *gguf.Writer) int {
	const normal, control = 1, 3
	var tokens []string
	var types []int32
	add := func(token string, kind int32) {
		tokens = append(tokens, token)
		types = append(types, kind)
	}
	for b := range 256 {
		add(string(letter(byte(b))), normal)
	}
	for _, merge := range merges {
		add(strings.ReplaceAll(merge, " ", ""), normal)
	}
	for _, token := range []string{Task, Input, Output, End, Spec} {
		add(token, control)
	}
	w.Set("tokenizer.ggml.model", "gpt2")
	w.Set("tokenizer.ggml.pre", "qwen2")
	w.Set("tokenizer.ggml.tokens", tokens)
	w.Set("tokenizer.ggml.token_type", types)
	w.Set("tokenizer.ggml.merges", merges)
	w.Set("tokenizer.ggml.eos_token_id", uint32(len(tokens)-2))
	w.Set("tokenizer.ggml.add_bos_token", false)
	return len(tokens)
}

// letter is the character that byte-level BPE writes for a byte: itself where
// it is printable, else the next free one from U+0100 on.
func letter(b byte) rune {
	printable := func(b byte) bool {
		return b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae
	}
	if printable(b) {
		return rune(b)
	}
	r := rune(0x100)
	for c := range b {
		if !printable(c) {
			r++
		}
	}
	return r
}
