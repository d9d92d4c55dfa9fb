package tokenizer

import (
	"fmt"
	"math"

	"github.com/pawgen/pawgen/internal/run/gguf"
)

// New makes the tokenizer of a model from its file's tokenizer.ggml keys.
func New(f *gguf.File) (*Tokenizer, error) {
	v, err := ReadVocabulary(f)
	if err != nil {
		return nil, err
	}
	return FromVocabulary(v)
}

// changes are keys that would change what texts become, with the value that
// changes nothing. Other keys that are not read are let alone.
var changes = []struct{ key, none string }{
	{"remove_extra_whitespaces", "false"},
	{"escape_whitespaces", "true"},
	{"add_sep_token", "false"},
	{"precompiled_charsmap", "missing"},
}

// ReadVocabulary reads the vocabulary that [Vocabulary.Set] writes.
func ReadVocabulary(f *gguf.File) (Vocabulary, error) {
	r := reader{file: f}
	v := Vocabulary{BOS: -1}
	for _, c := range changes {
		if got := f.Describe(prefix + c.key); got != c.none && got != "missing" {
			r.fail(c.key, c.none)
		}
	}
	model := value(&r, "model", `"gpt2" or "llama"`, f.String)
	if r.err == nil && model != "gpt2" && model != "llama" {
		r.fail("model", `"gpt2", byte-level BPE, or "llama", SentencePiece`)
	}
	pieces := model == "llama"
	v.Tokens = value(&r, "tokens", "an array of strings", f.Strings)
	if pieces {
		v.Scores = value(&r, "scores", "an array of numbers", f.Floats)
	} else {
		v.Merges = value(&r, "merges", "an array of strings", f.Strings)
		v.Pre = value(&r, "pre", "a string", f.String)
	}
	v.EOS = r.token("eos_token_id")
	if v.Space = r.flag("add_space_prefix", pieces); v.Space && !pieces {
		r.fail("add_space_prefix", "false")
	}
	v.AddBOS = r.flag("add_bos_token", pieces || v.Pre == "llama-bpe") // as llama.cpp and Hugging Face's library have it
	v.AddEOS = r.flag("add_eos_token", false)
	if v.AddBOS {
		v.BOS = r.token("bos_token_id")
	}
	types := value(&r, "token_type", "an array of integers", f.Ints)
	v.Types = make([]int32, len(types))
	for i, typ := range types {
		v.Types[i] = int32(max(-1, min(typ, math.MaxInt32))) // types out of range stay unknown ones
	}
	return v, r.err
}

// prefix is how the keys of vocabularies begin.
const prefix = "tokenizer.ggml."

// reader reads keys; the first failure stays in err.
type reader struct {
	file *gguf.File
	err  error
}

func (r *reader) fail(key, want string) {
	if r.err == nil {
		r.err = fmt.Errorf("tokenizer: %s%s is %s, want %s", prefix, key, r.file.Describe(prefix+key), want)
	}
}

// value reads a key that the file must have.
func value[T any](r *reader, key, want string, get func(string) (T, bool)) T {
	x, ok := get(prefix + key)
	if !ok {
		r.fail(key, want)
	}
	return x
}

// flag reads a truth value that has a default.
func (r *reader) flag(key string, otherwise bool) bool {
	if !r.file.Has(prefix + key) {
		return otherwise
	}
	return value(r, key, "true or false", r.file.Bool)
}

// token reads a token's number.
func (r *reader) token(key string) int32 {
	id, ok := r.file.Uint(prefix + key)
	if !ok || id > math.MaxInt32 {
		r.fail(key, "a token's number")
	}
	return int32(id)
}

// Set adds the vocabulary's keys to a model's file, which [New] reads.
func (v Vocabulary) Set(w *gguf.Writer) {
	set := func(key string, value any) { w.Set(prefix+key, value) }
	if v.Scores == nil {
		set("model", "gpt2")
		set("pre", v.Pre)
	} else {
		set("model", "llama")
	}
	set("tokens", v.Tokens)
	if v.Scores != nil {
		set("scores", v.Scores)
	}
	set("token_type", v.Types)
	if v.Scores == nil {
		set("merges", v.Merges)
	}
	set("eos_token_id", uint32(v.EOS))
	if v.AddBOS {
		set("bos_token_id", uint32(v.BOS))
	}
	set("add_bos_token", v.AddBOS)
	if v.AddEOS {
		set("add_eos_token", true)
	}
	if v.Scores != nil {
		set("add_space_prefix", v.Space)
	}
}
