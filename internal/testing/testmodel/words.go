package testmodel

import (
	"fmt"

	"github.com/pawgen/pawgen/internal/run/gguf"
)

// Control tokens of the public models' prompts.
const (
	TurnStart = "<|im_start|>"
	TurnEnd   = "<|im_end|>"
)

// The tokens that Qwen's files have after those of text, GPT-2's and SmolLM2's.
var (
	qwen3Control = []string{
		"<|endoftext|>", TurnStart, TurnEnd, "<|object_ref_start|>", "<|object_ref_end|>", "<|box_start|>", "<|box_end|>",
		"<|quad_start|>", "<|quad_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>",
	}
	qwen3Whole = []string{
		"<tool_call>", "</tool_call>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|fim_pad|>",
		"<|repo_name|>", "<|file_sep|>", "<tool_response>", "</tool_response>", "<think>", "</think>",
	}
	gpt2Control   = []string{"<|endoftext|>"}
	smollmControl = []string{
		"<|endoftext|>", TurnStart, TurnEnd, "<repo_name>", "<reponame>", "<file_sep>", "<filename>", "<gh_stars>", "<issue_start>",
		"<issue_comment>", "<issue_closed>", "<jupyter_start>", "<jupyter_text>", "<jupyter_code>", "<jupyter_output>", "<jupyter_script>",
		"<empty_output>",
	}
)

// setVocabulary writes the tokenizer's keys. Tokens of text are the bytes, then
// all pairs of bytes, then triples, each made by one merge.
func (s Shape) setVocabulary(w *gguf.Writer) {
	const normal, control, whole, unused = 1, 3, 4, 5
	var tokens, merges []string
	var types []int32
	add := func(kind int32, list ...string) {
		for _, token := range list {
			tokens = append(tokens, token)
			types = append(types, kind)
		}
	}
	for b := range 256 {
		add(normal, string(letter(byte(b))))
	}
	for i := 0; len(tokens) < s.Words; i++ {
		left, right := tokens[i/256], tokens[i%256]
		merges = append(merges, left+" "+right)
		add(normal, left+right)
	}
	pre, end := "gpt-2", "<|endoftext|>"
	switch s.Arch {
	case "qwen2", "qwen3":
		pre, end = "qwen2", TurnEnd
		add(control, qwen3Control...)
		add(whole, qwen3Whole...)
	case "llama":
		pre, end = "smollm", TurnEnd
		add(control, smollmControl...)
	default:
		add(control, gpt2Control...)
	}
	eos := s.Words
	for tokens[eos] != end {
		eos++
	}
	for i := len(tokens); i < s.Vocab; i++ {
		add(unused, fmt.Sprintf("[PAD%d]", i))
	}
	w.Set("tokenizer.ggml.model", "gpt2")
	w.Set("tokenizer.ggml.pre", pre)
	w.Set("tokenizer.ggml.tokens", tokens)
	w.Set("tokenizer.ggml.token_type", types)
	w.Set("tokenizer.ggml.merges", merges)
	w.Set("tokenizer.ggml.eos_token_id", uint32(eos))
	w.Set("tokenizer.ggml.add_bos_token", false)
}
