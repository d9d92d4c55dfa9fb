package program

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/catalog"
	"github.com/pawgen/pawgen/internal/answer/prompt"
)

// A manifest says how programs of a runtime are run, in the words of the
// public system (version 1). The order of the fields is that of the service;
// what is a pointer may be missing.
type manifest struct {
	RuntimeID       string          `json:"runtime_id"`
	ManifestVersion int             `json:"manifest_version"`
	DisplayName     string          `json:"display_name"`
	Interpreter     string          `json:"interpreter"`
	AdapterFormat   string          `json:"adapter_format"`
	PromptTemplate  *promptTemplate `json:"prompt_template"`
	ProgramAssets   *programAssets  `json:"program_assets"`
	BaseInference   *baseInference  `json:"base_inference,omitempty"`
	LocalSDK        *localSDK       `json:"local_sdk"`
	JSSDK           *jsSDK          `json:"js_sdk"`
}

type promptTemplate struct {
	Format      string `json:"format"`
	Placeholder string `json:"placeholder"`
}

type programAssets struct {
	AdapterFilename      string  `json:"adapter_filename"`
	PrefixCacheRequired  bool    `json:"prefix_cache_required"`
	PrefixCacheFilename  *string `json:"prefix_cache_filename"`
	PrefixTokensFilename *string `json:"prefix_tokens_filename"`
}

type baseInference struct {
	ContractVersion int    `json:"contract_version"`
	Format          string `json:"format"`
	Placeholder     string `json:"placeholder"`
	Template        string `json:"template"`
}

type localSDK struct {
	Supported bool           `json:"supported"`
	Context   *int           `json:"n_ctx"`
	BaseModel *manifestModel `json:"base_model"`
}

type jsSDK struct {
	Supported            bool           `json:"supported"`
	BaseModel            *manifestModel `json:"base_model"`
	PrefixCacheSupported bool           `json:"prefix_cache_supported"`
}

// manifestModel is the file of a base model.
type manifestModel struct {
	Provider string `json:"provider,omitempty"`
	Repo     string `json:"repo,omitempty"`
	File     string `json:"file"`
	URL      string `json:"url"`
	Size     *int64 `json:"size_bytes"`
	SHA256   string `json:"sha256"`
}

const (
	manifestVersion = 1
	formatRendered  = "rendered_text"
	formatAdapter   = "gguf_lora"
)

// parseManifest reads an embedded manifest by the rules of the official SDK.
func parseManifest(data []byte) (*manifest, error) {
	m := &manifest{}
	if err := json.Unmarshal(data, m); err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), "json: "))
	}
	switch {
	case !runtimeID.MatchString(m.RuntimeID):
		return nil, fmt.Errorf("runtime_id is %.80q, want letters, digits, '.', '_' and '-'", m.RuntimeID)
	case m.ManifestVersion != manifestVersion:
		return nil, fmt.Errorf("manifest_version is %d, want %d", m.ManifestVersion, manifestVersion)
	case m.Interpreter == "":
		return nil, errors.New("interpreter is missing")
	case m.LocalSDK == nil:
		return nil, errors.New("local_sdk is missing")
	}
	if err := m.checkContract(); err != nil {
		return nil, err
	}
	if err := m.LocalSDK.check(); err != nil {
		return nil, fmt.Errorf("local_sdk.%w", err)
	}
	if known, ok := catalog.FindKnown(m.RuntimeID); ok && known.Kind == catalog.Interpreter {
		return m, m.checkPinned(manifestOf(known))
	}
	return m, nil
}

// A field is a value of a manifest with the one that it must have.
type field struct{ name, have, want string }

func checkFields(fields []field) error {
	for _, f := range fields {
		if f.have != f.want {
			return fmt.Errorf("%s is %.80q, want %q", f.name, f.have, f.want)
		}
	}
	return nil
}

// checkContract says what differs from the one contract that there is between
// programs and interpreters.
func (m *manifest) checkContract() error {
	fields := []field{{"adapter_format", m.AdapterFormat, formatAdapter}}
	if p := m.PromptTemplate; p != nil {
		fields = append(fields, field{"prompt_template.format", p.Format, formatRendered},
			field{"prompt_template.placeholder", p.Placeholder, prompt.Placeholder})
	}
	if a := m.ProgramAssets; a != nil {
		fields = append(fields, field{"program_assets.adapter_filename", a.AdapterFilename, adapterName})
	}
	if b := m.BaseInference; b != nil {
		fields = append(fields, field{"base_inference.format", b.Format, formatRendered},
			field{"base_inference.placeholder", b.Placeholder, prompt.Placeholder})
		if _, _, err := prompt.Split(b.Template); err != nil || b.ContractVersion != 1 {
			return fmt.Errorf("base_inference is of version %d, want 1 with one placeholder in its template", b.ContractVersion)
		}
	}
	return checkFields(fields)
}

// check says what is wrong with what a machine needs to run programs.
func (l *localSDK) check() error {
	if l.Context != nil && *l.Context < 1 {
		return fmt.Errorf("n_ctx is %d, want at least 1", *l.Context)
	}
	base := l.BaseModel
	switch {
	case base == nil && l.Supported:
		return errors.New("base_model is missing")
	case base == nil:
		return nil
	case base.File == "" || strings.ContainsAny(base.File, `/\:`) || strings.HasPrefix(base.File, "."):
		return fmt.Errorf("base_model.file is %.80q, want a plain file name", base.File)
	case base.URL == "" && (base.Provider != "huggingface" || base.Repo == ""):
		return errors.New("base_model has neither url nor repo")
	case base.Size != nil && *base.Size < 1:
		return fmt.Errorf("base_model.size_bytes is %d, want at least 1", *base.Size)
	case base.SHA256 != "" && !isDigest(strings.ToLower(base.SHA256)):
		return fmt.Errorf("base_model.sha256 is %.80q, want 64 hex digits", base.SHA256)
	}
	return nil
}

// checkPinned says where the manifest of a published runtime differs from the
// one that everybody has: no bundle may send its users to another file.
func (m *manifest) checkPinned(want *manifest) error {
	have, pinned := m.LocalSDK.BaseModel, want.LocalSDK.BaseModel
	if have == nil || !m.LocalSDK.Supported {
		return fmt.Errorf("local_sdk.base_model is missing, runtime %q has one", m.RuntimeID)
	}
	if c := m.LocalSDK.Context; c == nil || *c != sdkContext {
		return fmt.Errorf("local_sdk.n_ctx is not %d, as runtime %q has it", sdkContext, m.RuntimeID)
	}
	if have.Size != nil && *have.Size != *pinned.Size {
		return fmt.Errorf("local_sdk.base_model.size_bytes is %d, want %d", *have.Size, *pinned.Size)
	}
	fields := []field{{"interpreter", m.Interpreter, want.Interpreter}, {"local_sdk.base_model.file", have.File, pinned.File}}
	for _, f := range []field{
		{"local_sdk.base_model.provider", have.Provider, pinned.Provider},
		{"local_sdk.base_model.repo", have.Repo, pinned.Repo},
		{"local_sdk.base_model.url", have.URL, pinned.URL},
		{"local_sdk.base_model.sha256", have.SHA256, pinned.SHA256},
	} {
		if f.have != "" { // may be left out
			fields = append(fields, f)
		}
	}
	return checkFields(fields)
}

// sdkContext is the context that the official SDK runs programs with, in tokens.
const sdkContext = 2048

// manifestOf is the manifest of a published interpreter as the service sends it.
func manifestOf(k catalog.Model) *manifest {
	context, file := sdkContext, k.Files[0]
	base := &manifestModel{
		Provider: "huggingface", Repo: strings.TrimPrefix(k.Source, "https://huggingface.co/"),
		File: file.Path, URL: file.URL, Size: &file.Size, SHA256: file.SHA256,
	}
	m := &manifest{
		RuntimeID: k.ID, ManifestVersion: manifestVersion, DisplayName: k.Title,
		Interpreter: k.Interpreter, AdapterFormat: formatAdapter,
		PromptTemplate: &promptTemplate{formatRendered, prompt.Placeholder},
		ProgramAssets:  &programAssets{AdapterFilename: adapterName},
		BaseInference: &baseInference{1, formatRendered, prompt.Placeholder,
			"<|im_start|>user\n" + prompt.Placeholder + "<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n"},
		LocalSDK: &localSDK{true, &context, base},
		JSSDK:    &jsSDK{},
	}
	if k.Interpreter == "gpt2" { // the one that also runs in browsers, and knows no chat
		cache, tokens := "prefix_cache.bin", "prefix_tokens.json"
		m.ProgramAssets = &programAssets{adapterName, true, &cache, &tokens}
		m.BaseInference.Template = prompt.Placeholder
		m.JSSDK = &jsSDK{true, base, true}
	}
	return m
}

// SetRuntime makes the bundle of a program describe the program's base model,
// for one that was not published: nobody else could find it. The interpreter is
// the model's name, url the address of its GGUF file, size that file's in bytes.
func (p *Program) SetRuntime(interpreter, url string, size int64) {
	context := sdkContext
	m := maps.Clone(p.Meta)
	if m == nil {
		m = Meta{}
	}
	m.Set("interpreter", interpreter)
	m.Set("runtime", manifest{
		RuntimeID: p.Base.ID, ManifestVersion: manifestVersion, DisplayName: p.Base.ID,
		Interpreter: interpreter, AdapterFormat: formatAdapter,
		PromptTemplate: &promptTemplate{formatRendered, prompt.Placeholder},
		ProgramAssets:  &programAssets{AdapterFilename: adapterName},
		LocalSDK:       &localSDK{true, &context, &manifestModel{File: p.Base.ID + ".gguf", URL: url, Size: &size, SHA256: p.Base.SHA256}},
		JSSDK:          &jsSDK{},
	})
	p.Meta = m
}
