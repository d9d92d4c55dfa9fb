package tokenizer

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// maxJSON bounds the files; Qwen3's tokenizer.json has 11 MB.
const maxJSON = 128 << 20

// OpenFolder reads the vocabulary of a model's folder as Hugging Face's
// libraries write it: tokenizer.json, and the end token from
// tokenizer_config.json.
func OpenFolder(dir string) (Vocabulary, error) {
	data, err := readJSON(dir, "tokenizer.json")
	if err != nil {
		return Vocabulary{}, err
	}
	config, err := readJSON(dir, "tokenizer_config.json")
	if err != nil {
		return Vocabulary{}, err
	}
	v, err := fromJSON(data, config)
	if err != nil {
		return Vocabulary{}, fmt.Errorf("tokenizer: %s: %w", dir, err)
	}
	return v, nil
}

// readJSON reads a file that is not suspiciously large.
func readJSON(dir, name string) ([]byte, error) {
	path := filepath.Join(dir, name)
	info, err := os.Stat(path)
	if err == nil && info.Size() > maxJSON {
		err = fmt.Errorf("%s has %d bytes, the most is %d", path, info.Size(), maxJSON)
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("tokenizer: %w", err)
	}
	return data, nil
}

// The parts of tokenizer.json that byte-level BPE needs.
type (
	jsonFile struct {
		Added []jsonAdded `json:"added_tokens"`
		Pre   jsonPre     `json:"pre_tokenizer"`
		Model jsonModel   `json:"model"`
	}
	jsonAdded struct {
		ID      int64  `json:"id"`
		Content string `json:"content"`
		Special bool   `json:"special"`
		Left    bool   `json:"lstrip"`
		Right   bool   `json:"rstrip"`
		Single  bool   `json:"single_word"`
	}
	jsonPre struct {
		Type    string    `json:"type"`
		Parts   []jsonPre `json:"pretokenizers"`
		Pattern struct {
			Regex string
		} `json:"pattern"`
		Behavior  string `json:"behavior"`
		Invert    bool   `json:"invert"`
		AddPrefix bool   `json:"add_prefix_space"`
		Digits    bool   `json:"individual_digits"`
		UseRegex  *bool  `json:"use_regex"` // true if it is left out
	}
	jsonModel struct {
		Type         string           `json:"type"`
		Vocab        map[string]int64 `json:"vocab"`
		Merges       []jsonMerge      `json:"merges"`
		ByteFallback bool             `json:"byte_fallback"`
		Whole        bool             `json:"ignore_merges"`
		Prefix       string           `json:"continuing_subword_prefix"`
		Suffix       string           `json:"end_of_word_suffix"`
	}
	// jsonMerge is "left right"; newer files write ["left", "right"].
	jsonMerge string
)

// UnmarshalJSON reads either form.
func (m *jsonMerge) UnmarshalJSON(data []byte) error {
	if len(data) == 0 || data[0] != '[' {
		return json.Unmarshal(data, (*string)(m))
	}
	var parts []string
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	if len(parts) != 2 {
		return fmt.Errorf("merge of %d tokens (want 2)", len(parts))
	}
	*m = jsonMerge(parts[0] + " " + parts[1])
	return nil
}

// fromJSON reads tokenizer.json and tokenizer_config.json. A normaliser is left
// out, see the package's comment.
func fromJSON(data, config []byte) (v Vocabulary, err error) {
	var f jsonFile
	if err := json.Unmarshal(data, &f); err != nil {
		return v, fmt.Errorf("tokenizer.json: %w", err)
	}
	m := f.Model
	if m.Type != "BPE" || m.ByteFallback || m.Prefix != "" || m.Suffix != "" {
		return v, fmt.Errorf("tokenizer.json: model %q is not supported (want byte-level BPE)", m.Type)
	}
	if v.Pre, err = f.Pre.name(); err != nil {
		return v, fmt.Errorf("tokenizer.json: %w", err)
	}
	if m.Whole != (v.Pre == "llama-bpe") {
		return v, fmt.Errorf("tokenizer.json: ignore_merges is %v with the pre_tokenizer %q, which is not supported", m.Whole, v.Pre)
	}
	for _, merge := range m.Merges {
		v.Merges = append(v.Merges, string(merge))
	}
	if err := v.number(m.Vocab, f.Added); err != nil {
		return v, fmt.Errorf("tokenizer.json: %w", err)
	}
	eos, err := endToken(config)
	if err != nil {
		return v, fmt.Errorf("tokenizer_config.json: %w", err)
	}
	for id, token := range v.Tokens {
		if token == eos && v.Types[id] == Control {
			v.EOS = int32(id)
			return v, nil
		}
	}
	return v, fmt.Errorf("tokenizer_config.json: end token %q is not a control token", eos)
}

// splitPatterns are what splitQwen2 does, as files have it, and its names.
var splitPatterns = map[string]string{
	qwen2Pattern: "qwen2",
	llamaPattern: "llama-bpe",
}

const (
	qwen2Pattern = `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
	llamaPattern = `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
)

// name returns the GGUF name of a pre-tokeniser.
func (p jsonPre) name() (string, error) {
	bytes := func(p jsonPre, pattern bool) bool {
		return p.Type == "ByteLevel" && !p.AddPrefix && pattern == (p.UseRegex == nil || *p.UseRegex)
	}
	if bytes(p, true) {
		return "gpt-2", nil
	}
	const want = "want that of GPT-2, SmolLM2, Qwen2 or Llama 3"
	if p.Type != "Sequence" || len(p.Parts) != 2 {
		return "", fmt.Errorf("pre_tokenizer %q is not supported (%s)", p.Type, want)
	}
	first, second := p.Parts[0], p.Parts[1]
	switch {
	case first.Type == "Digits" && first.Digits && bytes(second, true):
		return "smollm", nil
	case first.Type != "Split" || !bytes(second, false):
		return "", fmt.Errorf("pre_tokenizer %q of %q and %q is not supported (%s)", p.Type, first.Type, second.Type, want)
	}
	name, ok := splitPatterns[first.Pattern.Regex]
	if !ok || first.Behavior != "Isolated" || first.Invert {
		return "", fmt.Errorf("pre_tokenizer's pattern %.200q is not supported (%s)", first.Pattern.Regex, want)
	}
	return name, nil
}

// number puts all tokens in the order of their numbers, which must have no gaps.
func (v *Vocabulary) number(vocab map[string]int64, added []jsonAdded) error {
	n := len(vocab)
	for _, a := range added {
		if _, ok := vocab[a.Content]; !ok {
			n++
		}
	}
	v.Tokens, v.Types = make([]string, n), make([]int32, n)
	put := func(token string, id int64, typ int32) error {
		switch {
		case token == "":
			return fmt.Errorf("token %d is empty", id)
		case id < 0 || id >= int64(n):
			return fmt.Errorf("token %.80q has number %d, but there are %d tokens", token, id, n)
		case v.Tokens[id] != "" && v.Tokens[id] != token:
			return fmt.Errorf("tokens %.80q and %.80q have the same number, %d", v.Tokens[id], token, id)
		}
		v.Tokens[id], v.Types[id] = token, typ
		return nil
	}
	for token, id := range vocab {
		if err := put(token, id, Normal); err != nil {
			return err
		}
	}
	for _, a := range added {
		typ := int32(UserDefined)
		if a.Special {
			typ = Control
		}
		if a.Left || a.Right || a.Single {
			return fmt.Errorf("token %.80q strips or asks for its neighbours, which is not supported", a.Content)
		}
		if err := put(a.Content, a.ID, typ); err != nil {
			return err
		}
	}
	for id, token := range v.Tokens {
		if token == "" {
			return fmt.Errorf("no token has the number %d, but there are %d tokens", id, n)
		}
	}
	return nil
}

// endToken reads eos_token, a string or an object.
func endToken(config []byte) (string, error) {
	var c struct {
		EOS json.RawMessage `json:"eos_token"`
	}
	if err := json.Unmarshal(config, &c); err != nil {
		return "", err
	}
	var text string
	var object struct {
		Content string `json:"content"`
	}
	switch {
	case len(c.EOS) == 0:
		return "", errors.New("eos_token is missing")
	case c.EOS[0] == '{':
		err := json.Unmarshal(c.EOS, &object)
		return object.Content, err
	}
	err := json.Unmarshal(c.EOS, &text)
	return text, err
}

// Pad adds tokens that are never written until there are n: models often have
// more rows than tokens.
func (v *Vocabulary) Pad(n int) {
	if v.Types == nil {
		for range v.Tokens {
			v.Types = append(v.Types, Normal)
		}
	}
	for id := len(v.Tokens); id < n; id++ {
		v.Tokens = append(v.Tokens, fmt.Sprintf("[PAD%d]", id))
		v.Types = append(v.Types, Unused)
	}
}
