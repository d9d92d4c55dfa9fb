package tokenizer

import (
	"fmt"
	"math"

	"github.com/pawgen/pawgen/internal/gguf"
)

// New makes the tokenizer of a model from its file's tokenizer.ggml keys.
func New(f *gguf.File) (*Tokenizer, error) {
	v, err := ReadVocabulary(f)
	if err != nil {
		return nil, err
	}
	return FromVocabulary(v)
}

// ReadVocabulary reads the vocabulary that [Vocabulary.Set] writes.
func ReadVocabulary(f *gguf.File) (Vocabulary, error) {
	var v Vocabulary
	if model, _ := f.String("tokenizer.ggml.model"); model != "gpt2" {
		return v, fmt.Errorf("tokenizer: model %q is not supported (want \"gpt2\", byte-level BPE)", model)
	}
	var ok bool
	if v.Tokens, ok = f.Strings("tokenizer.ggml.tokens"); !ok {
		return v, lacks("tokens", "an array of strings")
	}
	if v.Merges, ok = f.Strings("tokenizer.ggml.merges"); !ok {
		return v, lacks("merges", "an array of strings")
	}
	if v.Pre, ok = f.String("tokenizer.ggml.pre"); !ok {
		return v, lacks("pre", "a string")
	}
	eos, ok := f.Uint("tokenizer.ggml.eos_token_id")
	if !ok || eos > math.MaxInt32 {
		return v, lacks("eos_token_id", "a token's number")
	}
	v.EOS = int32(eos)
	types, ok := f.Ints("tokenizer.ggml.token_type")
	if !ok {
		return v, lacks("token_type", "an array of integers")
	}
	v.Types = make([]int32, len(types))
	for i, typ := range types {
		v.Types[i] = int32(max(-1, min(typ, math.MaxInt32))) // types out of range stay unknown ones
	}
	return v, nil
}

func lacks(key, want string) error {
	return fmt.Errorf("tokenizer: the file has no \"tokenizer.ggml.%s\" (want %s)", key, want)
}

// Set adds the vocabulary's keys to a model's file, which [New] reads.
func (v Vocabulary) Set(w *gguf.Writer) {
	w.Set("tokenizer.ggml.model", "gpt2")
	w.Set("tokenizer.ggml.pre", v.Pre)
	w.Set("tokenizer.ggml.tokens", v.Tokens)
	w.Set("tokenizer.ggml.token_type", v.Types)
	w.Set("tokenizer.ggml.merges", v.Merges)
	w.Set("tokenizer.ggml.eos_token_id", uint32(v.EOS))
	w.Set("tokenizer.ggml.add_bos_token", false)
}
