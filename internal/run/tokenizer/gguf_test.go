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
			kv.value = value
		}
		if kv.value != nil {
			w.Set("tokenizer.ggml."+kv.key, kv.value)
		}
	}
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

func TestNewMistakes(t *testing.T) {
	for _, test := range []struct {
		key   string
		value any
		want  string
	}{
		{"model", "llama", `model "llama" is not supported (want "gpt2", byte-level BPE)`},
		{"model", nil, `model "" is not supported (want "gpt2", byte-level BPE)`},
		{"pre", nil, `the file has no "tokenizer.ggml.pre" (want a string)`},
		{"tokens", "a", `the file has no "tokenizer.ggml.tokens" (want an array of strings)`},
		{"merges", nil, `the file has no "tokenizer.ggml.merges" (want an array of strings)`},
		{"token_type", nil, `the file has no "tokenizer.ggml.token_type" (want an array of integers)`},
		{"token_type", slices.Repeat([]int64{1<<32 + 1}, 269), `token 0, "Ā": type 2147483647 is not supported`},
		{"eos_token_id", uint64(1 << 32), `the file has no "tokenizer.ggml.eos_token_id" (want a token's number)`},
		{"eos_token_id", uint32(269), `end token is 269, but there are 269 tokens`},
	} {
		_, err := New(fileOf(t, tiny("qwen2"), test.key, test.value))
		if err == nil || err.Error() != "tokenizer: "+test.want {
			t.Errorf("%s = %v:\ngot  %v\nwant tokenizer: %s", test.key, test.value, err, test.want)
		}
	}
}
