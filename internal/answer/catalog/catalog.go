// Package catalog is the table of the published models that pawgen knows.
//
// It knows names, addresses and checksums, and not what is on this machine:
// that is package store's. Program files name models of the table too.
package catalog

import (
	"path/filepath"
	"slices"
	"strings"
)

// Kind says what a model is for.
type Kind string

// The kinds of model.
const (
	Interpreter Kind = "interpreter" // runs programs
	Compiler    Kind = "compiler"    // makes programs
)

// Model is a published model that pawgen knows how to get. What the table says
// was read from the public system; a field that is empty was not published.
type Model struct {
	// ID names the model: a runtime of the public system, "qwen3-0.6b-q6_k",
	// or a compiler's snapshot, "paw-4b-qwen3-0.6b-20260407".
	ID string
	// Alias is another name for the model, for compilers that without a date.
	Alias string
	// Title is the name that people know the model by.
	Title string
	Kind  Kind
	// Interpreter is the name of the interpreter in meta.json of programs.
	Interpreter string
	// Base is the ID of the interpreter that a compiler's programs run on.
	Base string
	// Source is the page of the repository that has the files.
	Source string
	// Licence says what is known about it.
	Licence string
	// Files are what must be downloaded.
	Files []Asset
	// About is the size of all files in bytes, rounded, where their sizes are
	// not published.
	About int64
	// Notes say what was not published, for people.
	Notes string
}

// Asset is a file of a published model.
type Asset struct {
	Path   string // in the model's folder, with slashes; also the name in the official SDK's cache
	URL    string
	Size   int64  // in bytes; 0 if not published
	SHA256 string // lower-case hex; "" if not published
	// Optional files may be missing at the source.
	Optional bool
	// Index marks a safetensors index, whose weight_map names more files beside it.
	Index bool
}

const (
	hub = "https://huggingface.co/"
	// noLicence is true of every official repository at the time of writing.
	noLicence = "no licence is stated for these weights; pawgen never bundles them, ask the authors before you pass them on"
	unlisted  = "sizes and checksums of the single files are not published: what arrives is checked against the server's own checksum where it sends one, and recorded"
)

// known are the published models in alphabetical order.
var known = []Model{
	{
		ID:          "gpt2-q8_0",
		Title:       "GPT-2 124M (Q8_0)",
		Kind:        Interpreter,
		Interpreter: "gpt2",
		Source:      hub + "programasweights/GPT2-GGUF-Q8_0",
		Licence:     noLicence + " (GPT-2 itself is MIT)",
		Files: []Asset{{
			Path:   "gpt2-q8_0.gguf",
			URL:    hub + "programasweights/GPT2-GGUF-Q8_0/resolve/main/gpt2-q8_0.gguf",
			Size:   139804832,
			SHA256: "0aa260efb2cce9def922e0546b88ad731cf1a68554db73fa2d4a0949cfa958c5",
		}},
	},
	compilerModel("paw-4b-gpt2", "20260406", "gpt2-q8_0", 0),
	compilerModel("paw-4b-qwen3-0.6b", "20260407", "qwen3-0.6b-q6_k", 8.7e9),
	{
		ID:          "qwen3-0.6b-q6_k",
		Title:       "Qwen3 0.6B (Q6_K)",
		Kind:        Interpreter,
		Interpreter: "Qwen/Qwen3-0.6B",
		Source:      hub + "programasweights/Qwen3-0.6B-GGUF-Q6_K",
		Licence:     noLicence + " (Qwen3 itself is Apache-2.0)",
		Files: []Asset{{
			Path:   "qwen3-0.6b-q6_k.gguf",
			URL:    hub + "programasweights/Qwen3-0.6B-GGUF-Q6_K/resolve/main/qwen3-0.6b-q6_k.gguf",
			Size:   622733120,
			SHA256: "9a16ed5cacba959e63b62e2b6840c3eca2b51c3c3e51d31367ef8e4aafeae33c",
		}},
	},
}

// compilerModel is a published 4B compiler. About is the size of the whole
// repository, 0 if unknown.
func compilerModel(alias, date, base string, about int64) Model {
	m := Model{
		ID:      alias + "-" + date,
		Alias:   alias,
		Title:   "PAW 4B compiler for " + base,
		Kind:    Compiler,
		Base:    base,
		Source:  hub + "programasweights/" + alias,
		Licence: noLicence + " (Qwen3 itself is Apache-2.0)",
		About:   about,
		Notes:   unlisted,
	}
	for _, a := range []Asset{
		{Path: "meta.json"},
		{Path: "lora_mapper.pt"},
		{Path: "compiler/config.json"},
		{Path: "compiler/tokenizer.json", Optional: true},
		{Path: "compiler/tokenizer_config.json", Optional: true},
		{Path: "compiler/vocab.json", Optional: true},
		{Path: "compiler/merges.txt", Optional: true},
		{Path: "compiler/added_tokens.json", Optional: true},
		{Path: "compiler/chat_template.jinja", Optional: true},
		{Path: "compiler/model.safetensors.index.json", Index: true},
	} {
		a.URL = m.Source + "/resolve/" + date + "/" + a.Path
		m.Files = append(m.Files, a)
	}
	return m
}

// Known lists the published models in alphabetical order.
func Known() []Model { return slices.Clone(known) }

// FindKnown finds a published model by its ID or alias.
func FindKnown(name string) (Model, bool) {
	i := slices.IndexFunc(known, func(m Model) bool { return m.ID == name || m.Alias == name && name != "" })
	if i < 0 {
		return Model{}, false
	}
	return known[i], true
}

// FindInterpreter finds a published interpreter by the name that programs
// without a runtime ID give, "Qwen/Qwen3-0.6B".
func FindInterpreter(name string) (Model, bool) {
	i := slices.IndexFunc(known, func(m Model) bool { return m.Kind == Interpreter && m.Interpreter == name })
	if i < 0 {
		return Model{}, false
	}
	return known[i], true
}

// Path is where a file of a model belongs in the store at dir.
func (m Model) Path(dir string, a Asset) string {
	if m.Kind == Interpreter {
		return filepath.Join(dir, m.ID+".gguf")
	}
	return filepath.Join(dir, m.ID, filepath.FromSlash(a.Path))
}

// Own is an interpreter that no table knows, by the ID that its user chose.
// The ID must be good for a file name, see [ValidID].
func Own(id string) Model {
	return Model{ID: id, Title: id, Kind: Interpreter, Licence: "unknown", Files: []Asset{{Path: id + ".gguf"}}}
}

// ValidID says whether a name can be that of a model.
func ValidID(id string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	return id != "" && strings.Trim(id, letters+"._-") == "" && strings.ContainsRune(letters, rune(id[0]))
}
