package tokenizer

import (
	"bytes"
	"slices"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
)

// fileOf writes a vocabulary as a model's file does; set, if not nil, replaces
// one key's value, or leaves the key out.
func fileOf(t *testing.T, v Vocabulary, key string, value any) *gguf.File {
	t.Helper()
	w := gguf.NewWriter()
	replaced := false
	for _, kv := range []struct {
		key   string
		value any
	}{
		{"model", "gpt2"},
		{"pre", v.Pre},
		{"tokens", v.Tokens},
		{"token_type", v.Types},
		{"merges", v.Merges},
		{"eos_token_id", uint32(v.EOS)},
	} {
		if kv.key == key {
			kv.value, replaced = value, true
		}
		if kv.value != nil {
			w.Set("tokenizer.ggml."+kv.key, kv.value)
		}
	}
	if key != "" && !replaced {
		w.Set("tokenizer.ggml."+key, value)
	}
	return parsed(t, w)
}

// parsed reads a file that is to be written.
func parsed(t *testing.T, w *gguf.Writer) *gguf.File {
	t.Helper()
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	f, err := gguf.Parse(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestNew(t *testing.T) {
	v := tiny("qwen2")
	want := must(t, v)
	got, err := New(fileOf(t, v, "", nil))
	if err != nil {
		t.Fatal(err)
	}
	if got.Len() != want.Len() || got.EOS() != want.EOS() {
		t.Errorf("got %d tokens and end %d, want %d and %d", got.Len(), got.EOS(), want.Len(), want.EOS())
	}
	text := "hello world<|end|>12 <think>"
	if a, b := got.Encode(text, true), want.Encode(text, true); !slices.Equal(a, b) {
		t.Errorf("Encode(%q) = %v, want %v", text, a, b)
	}
}

// TestEnds checks that the keys about what is before and after a text are obeyed,
// and what holds without them.
func TestEnds(t *testing.T) {
	v := tiny("gpt-2")
	v.AddBOS, v.BOS, v.AddEOS = true, v.EOS+1, true
	llama3, older := tiny("llama-bpe"), pieceVocabulary()
	for _, test := range []struct {
		name       string
		v          Vocabulary
		without    string // a key that is left out
		start, end []int32
	}{
		{"neither", tiny("gpt-2"), "add_bos_token", nil, nil},
		{"both", v, "", []int32{v.BOS}, []int32{v.EOS}},
		{"Llama 3, not asked for", llama3, "", nil, nil},
		{"SentencePiece", older, "", []int32{older.BOS}, nil},
		{"SentencePiece that doesn't say", older, "add_bos_token", []int32{older.BOS}, nil},
	} {
		tok, err := New(written(t, test.v, test.without))
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		want := append(slices.Clone(test.start), tok.Encode("<|end|>1", true)...)
		if got := tok.EncodePrompt("<|end|>1", true); !slices.Equal(got, want) {
			t.Errorf("%s: a prompt is %v, want %v", test.name, got, want)
		}
		if got := tok.End(); !slices.Equal(got, test.end) {
			t.Errorf("%s: after a text %v, want %v", test.name, got, test.end)
		}
	}
	llama3.AddBOS, llama3.BOS = true, llama3.EOS
	tok, err := New(written(t, llama3, "add_bos_token"))
	if err != nil || len(tok.EncodePrompt("", false)) != 1 {
		t.Errorf("Llama 3 that doesn't say: %v, want a start token", err)
	}
	v.BOS = 269
	if _, err := FromVocabulary(v); err == nil || err.Error() != "tokenizer: start token is 269, but there are 269 tokens" {
		t.Errorf("got %v", err)
	}
}

// written writes a vocabulary with [Vocabulary.Set], but for one key.
func written(t *testing.T, v Vocabulary, without string) *gguf.File {
	t.Helper()
	all := gguf.NewWriter()
	v.Set(all)
	w := gguf.NewWriter()
	f := parsed(t, all)
	for _, key := range f.Keys() {
		if key == "tokenizer.ggml."+without {
			continue
		}
		if s, ok := f.String(key); ok {
			w.Set(key, s)
		} else if list, ok := f.Strings(key); ok {
			w.Set(key, list)
		} else if list, ok := f.Ints(key); ok {
			w.Set(key, list)
		} else if list, ok := f.Floats(key); ok {
			w.Set(key, list)
		} else if yes, ok := f.Bool(key); ok {
			w.Set(key, yes)
		} else if n, ok := f.Uint(key); ok {
			w.Set(key, n)
		}
	}
	return parsed(t, w)
}

func TestNewMistakes(t *testing.T) {
	for _, test := range []struct {
		key   string
		value any
		want  string
	}{
		{"model", "llama", `tokenizer.ggml.scores is missing, want an array of numbers`},
		{"model", "bert", `tokenizer.ggml.model is "bert", want "gpt2", byte-level BPE, or "llama", SentencePiece`},
		{"model", nil, `tokenizer.ggml.model is missing, want "gpt2" or "llama"`},
		{"pre", nil, `tokenizer.ggml.pre is missing, want a string`},
		{"tokens", "a", `tokenizer.ggml.tokens is "a", want an array of strings`},
		{"merges", nil, `tokenizer.ggml.merges is missing, want an array of strings`},
		{"token_type", nil, `tokenizer.ggml.token_type is missing, want an array of integers`},
		{"add_space_prefix", true, `tokenizer.ggml.add_space_prefix is true, want false`},
		{"remove_extra_whitespaces", true, `tokenizer.ggml.remove_extra_whitespaces is true, want false`},
		{"escape_whitespaces", false, `tokenizer.ggml.escape_whitespaces is false, want true`},
		{"precompiled_charsmap", []uint8{1}, `tokenizer.ggml.precompiled_charsmap is an array of 1 elements, want missing`},
		{"add_bos_token", uint8(1), `tokenizer.ggml.add_bos_token is 1, want true or false`},
		{"add_bos_token", true, `tokenizer.ggml.bos_token_id is missing, want a token's number`},
		{"token_type", slices.Repeat([]int64{1<<32 + 1}, 269), `token 0, "Ā": type 2147483647 is not supported`},
		{"eos_token_id", uint64(1 << 32), `tokenizer.ggml.eos_token_id is 4294967296, want a token's number`},
		{"eos_token_id", uint32(269), `end token is 269, but there are 269 tokens`},
	} {
		_, err := New(fileOf(t, tiny("qwen2"), test.key, test.value))
		if err == nil || err.Error() != "tokenizer: "+test.want {
			t.Errorf("%s = %v:\ngot  %v\nwant tokenizer: %s", test.key, test.value, err, test.want)
		}
	}
}
