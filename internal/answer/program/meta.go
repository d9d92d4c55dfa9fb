package program

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pawgen/pawgen/internal/answer/catalog"
)

// metaVersion is the version of meta.json that is written.
const metaVersion = 4

// metaOrder are the keys of meta.json that the public service writes, in its
// order; other keys follow, sorted.
var metaOrder = []string{
	"version", "program_id", "spec", "compiler_snapshot", "compiler_fingerprint", "interpreter",
	"lora_rank", "lora_alpha", "prefix_steps", "created_at",
	"runtime_manifest_version", "compiler_kind", "pseudo_program_strategy", "runtime_id", "runtime",
}

// ownKey holds what only pawgen says about a program, as [own]. Readers of
// bundles ignore keys that they don't know.
const ownKey = "pawgen"

// own are the fields of a [Program] that a bundle has no place for.
type own struct {
	Function  string `json:"function,omitempty"`
	MaxTokens int    `json:"max_tokens,omitempty"`
}

// runtimeID is the form of a runtime_id.
var runtimeID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// Text returns the value of a key that is a string.
func (m Meta) Text(key string) (text string, ok bool) {
	if m[key] == nil || m[key][0] != '"' {
		return "", false
	}
	return text, json.Unmarshal(m[key], &text) == nil
}

// Set stores a value that JSON can hold.
func (m Meta) Set(key string, value any) {
	data, err := marshal(value)
	if err != nil {
		panic(fmt.Sprintf("program: meta %s: %v", key, err)) // a mistake of the caller
	}
	m[key] = data
}

// isNull says whether a key is missing or null.
func (m Meta) isNull(key string) bool { return m[key] == nil || string(m[key]) == "null" }

// parseMeta reads meta.json. Only the interpreter is needed: everything else
// may be missing, in another version or unknown.
func parseMeta(data []byte) (*Program, error) {
	m, err := parseObject(data)
	if err != nil {
		return nil, err
	}
	p := &Program{Meta: m}
	interpreter, ok := m.Text("interpreter")
	if !ok || interpreter == "" {
		return nil, fmt.Errorf("interpreter is %.80s, want a string that is not empty", shown(m["interpreter"]))
	}
	if id := m["program_id"]; id != nil {
		if text, ok := m.Text("program_id"); !ok || text == "" {
			return nil, fmt.Errorf("program_id is %.80s, want a string that is not empty", id)
		}
	}
	if p.Base, err = parseBase(m, interpreter); err != nil {
		return nil, err
	}
	p.Spec, _ = m.Text("spec")
	p.Compiler, _ = m.Text("compiler_snapshot")
	var extra own
	if m[ownKey] != nil && json.Unmarshal(m[ownKey], &extra) == nil {
		p.Name, p.MaxTokens = extra.Function, extra.MaxTokens
	}
	return p, nil
}

// parseBase finds the base model that a bundle runs on: a published one, or
// the one that its embedded manifest describes.
func parseBase(m Meta, interpreter string) (Base, error) {
	id, ok := m.Text("runtime_id")
	if !m.isNull("runtime_id") && (!ok || !runtimeID.MatchString(id)) {
		return Base{}, fmt.Errorf("runtime_id is %.80s, want letters, digits, '.', '_' and '-'", m["runtime_id"])
	}
	if v := m["runtime_manifest_version"]; !m.isNull("runtime_manifest_version") && string(v) != "1" {
		return Base{}, fmt.Errorf("runtime_manifest_version is %.80s, want 1", v)
	}
	var embedded *manifest
	if r := m["runtime"]; !m.isNull("runtime") && string(r) != "{}" {
		var err error
		if embedded, err = parseManifest(r); err != nil {
			return Base{}, fmt.Errorf("runtime: %w", err)
		}
		if id != "" && embedded.RuntimeID != id {
			return Base{}, fmt.Errorf("runtime: runtime_id is %q, that of the program %q", embedded.RuntimeID, id)
		}
		id = embedded.RuntimeID
	}
	known, ok := catalog.FindKnown(id)
	if id == "" { // bundles of version 3
		known, ok = catalog.FindInterpreter(interpreter)
	}
	switch {
	case ok && known.Kind == catalog.Interpreter && known.Interpreter != interpreter:
		return Base{}, fmt.Errorf("interpreter is %q, but runtime %q runs %q", interpreter, known.ID, known.Interpreter)
	case ok && known.Kind == catalog.Interpreter:
		return Base{ID: known.ID, SHA256: known.Files[0].SHA256}, nil
	case embedded == nil:
		return Base{}, fmt.Errorf("interpreter %q has no runtime that pawgen knows (runtime_id %q)", interpreter, id)
	case embedded.Interpreter != interpreter:
		return Base{}, fmt.Errorf("interpreter is %q, but runtime %q runs %q", interpreter, id, embedded.Interpreter)
	case embedded.LocalSDK.BaseModel == nil || embedded.LocalSDK.BaseModel.SHA256 == "":
		return Base{}, fmt.Errorf("runtime %q has no base model with a checksum, so nothing could tell a right one", id)
	}
	return Base{ID: id, SHA256: strings.ToLower(embedded.LocalSDK.BaseModel.SHA256)}, nil
}

// parseObject reads one JSON object; a key that stands twice keeps its last value.
func parseObject(data []byte) (Meta, error) {
	if len(data) > maxHeader {
		return nil, fmt.Errorf("file is %d bytes, want at most %d", len(data), maxHeader)
	}
	if !utf8.Valid(data) {
		return nil, errors.New("file is not UTF-8")
	}
	var m Meta
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, err
	}
	if m == nil {
		return nil, errors.New("file is null, want an object")
	}
	for key, value := range m {
		var b bytes.Buffer
		if err := json.Compact(&b, value); err != nil {
			return nil, err
		}
		m[key] = b.Bytes()
	}
	return m, nil
}

// encode writes the object with one key a line.
func (m Meta) encode() []byte {
	keys := slices.DeleteFunc(slices.Clone(metaOrder), func(key string) bool { return m[key] == nil })
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if !slices.Contains(metaOrder, key) {
			keys = append(keys, key)
		}
	}
	var b bytes.Buffer
	b.WriteString("{")
	for i, key := range keys {
		if i > 0 {
			b.WriteString(",")
		}
		name, _ := marshal(key) // a string always can be
		fmt.Fprintf(&b, "\n  %s: %s", name, m[key])
	}
	b.WriteString("\n}\n")
	return b.Bytes()
}

// marshal is compact JSON with <, > and & as they are: templates are full of <|...|>.
func marshal(value any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// shown is a value for messages.
func shown(value json.RawMessage) string {
	if value == nil {
		return "missing"
	}
	return string(value)
}
