package tokenizer

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// dense is tiny without the unused token: tokenizer.json has no such gap.
func dense(pre string) Vocabulary {
	v := tiny(pre)
	i := slices.Index(v.Types, Unused)
	v.Tokens, v.Types = slices.Delete(v.Tokens, i, i+1), slices.Delete(v.Types, i, i+1)
	return v
}

// jsonOf writes a vocabulary as tokenizer.json, its control tokens as
// special ones.
func jsonOf(t testing.TB, v Vocabulary) string {
	t.Helper()
	vocab := map[string]int{}
	type token struct {
		ID      int    `json:"id"`
		Content string `json:"content"`
		Special bool   `json:"special"`
	}
	var added []token
	for id, text := range v.Tokens {
		switch {
		case v.Types == nil || v.Types[id] == Normal:
			vocab[text] = id
		case v.Types[id] == Control, v.Types[id] == UserDefined:
			added = append(added, token{id, text, v.Types[id] == Control})
		}
	}
	pre := `{"type":"ByteLevel","add_prefix_space":false}`
	switch v.Pre {
	case "smollm":
		pre = `{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}]}`
	case "qwen2", "llama-bpe":
		regex := qwen2Pattern
		if v.Pre == "llama-bpe" {
			regex = llamaPattern
		}
		pattern, _ := json.Marshal(regex)
		pre = `{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":` + string(pattern) +
			`},"behavior":"Isolated","invert":false},{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]}`
	}
	out, err := json.Marshal(map[string]any{
		"added_tokens":  added,
		"pre_tokenizer": json.RawMessage(pre),
		"model":         map[string]any{"type": "BPE", "vocab": vocab, "merges": v.Merges, "ignore_merges": v.Pre == "llama-bpe"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

const endConfig = `{"eos_token":"<|end|>"}`

func TestOpenFolder(t *testing.T) {
	for _, pre := range []string{"qwen2", "gpt-2", "smollm", "llama-bpe"} {
		want := dense(pre)
		for _, config := range []string{endConfig, `{"eos_token":{"content":"<|end|>"}}`} {
			dir := t.TempDir()
			for name, content := range map[string]string{"tokenizer.json": jsonOf(t, want), "tokenizer_config.json": config} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			v, err := OpenFolder(dir)
			if err != nil {
				t.Fatal(err)
			}
			if v.Pre != pre || !slices.Equal(v.Tokens, want.Tokens) || !slices.Equal(v.Merges, want.Merges) || v.Tokens[v.EOS] != "<|end|>" {
				t.Errorf("%s: got %+v", pre, v)
			}
			text := "hello world<|end|>12 <think>"
			if a, b := must(t, v).Encode(text, true), must(t, want).Encode(text, true); !slices.Equal(a, b) {
				t.Errorf("Encode(%q) = %v, want %v", text, a, b)
			}
		}
	}
}

func TestPad(t *testing.T) {
	v := dense("qwen2")
	n := len(v.Tokens)
	v.Pad(n + 3)
	tok := must(t, v)
	if tok.Len() != n+3 || tok.Bytes(int32(n)) != nil || v.Tokens[n+2] == "" {
		t.Errorf("%d tokens, the last %q", tok.Len(), v.Tokens[n:])
	}
}

func TestFromJSONMistakes(t *testing.T) {
	good := jsonOf(t, dense("qwen2"))
	change := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("%q is not in the file", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	for _, test := range []struct{ data, config, want string }{
		{"", endConfig, "unexpected end of JSON input"},
		{`{"model":{"type":"Unigram"}}`, endConfig, `model "Unigram" is not supported (want byte-level BPE)`},
		{change(`"type":"BPE"`, `"type":"BPE","byte_fallback":true`), endConfig, "want byte-level BPE"},
		{change(`"type":"Sequence"`, `"type":"Whitespace"`), endConfig, `pre_tokenizer "Whitespace" is not supported`},
		{change(`\\p{N}|`, `\\p{N}{1,2}|`), endConfig, "(want that of GPT-2, SmolLM2, Qwen2 or Llama 3)"},
		{change(`\\p{N}|`, `\\p{N}{1,3}|`), endConfig, `ignore_merges is false with the pre_tokenizer "llama-bpe"`},
		{change(`"ignore_merges":false`, `"ignore_merges":true`), endConfig, `ignore_merges is true with the pre_tokenizer "qwen2"`},
		{change(`"use_regex":false`, `"use_regex":true`), endConfig, "is not supported"},
		{change(`"!":33`, `"!":-1`), endConfig, `token "!" has number -1`},
		{change(`"!":33`, `"!":4000000000`), endConfig, `"!" has number`},
		{change(`"!":33`, `"!":1`), endConfig, "have the same number, 1"},
		{change(`"!":33,`, ``), endConfig, `but there are`},
		{change(`"special":true`, `"special":true,"lstrip":true`), endConfig, "strips or asks"},
		{good, `{}`, "eos_token is missing"},
		{good, `{"eos_token":null}`, `end token "" is not a control token`},
		{good, `{"eos_token":"hello"}`, `end token "hello" is not a control token`},
		{change(`"merges":["`, `"merges":[["a"],"`), endConfig, "merge of 1 tokens (want 2)"},
	} {
		if _, err := fromJSON([]byte(test.data), []byte(test.config)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("got %v, want %q", err, test.want)
		}
	}
	first, _, _ := strings.Cut(dense("qwen2").Merges[0], " ")
	pairs := change(`"merges":["`+dense("qwen2").Merges[0]+`"`, `"merges":[["`+first+`","`+strings.TrimPrefix(dense("qwen2").Merges[0], first+" ")+`"]`)
	if v, err := fromJSON([]byte(pairs), []byte(endConfig)); err != nil || !slices.Equal(v.Merges, dense("qwen2").Merges) {
		t.Errorf("merges as pairs: %v", err)
	}
}

// FuzzJSON reads damaged vocabularies; one that is accepted encodes any text.
func FuzzJSON(f *testing.F) {
	f.Add([]byte(jsonOf(f, dense("qwen2"))), []byte(endConfig))
	f.Add([]byte(jsonOf(f, dense("gpt-2"))), []byte(endConfig))
	f.Fuzz(func(t *testing.T, data, config []byte) {
		v, err := fromJSON(data, config)
		if err != nil {
			return
		}
		if tok, err := FromVocabulary(v); err == nil {
			tok.Encode(string(data[:min(len(data), 200)]), true)
		}
	})
}
