package program

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"unicode/utf8"

	"github.com/pawgen/pawgen/internal/answer/prompt"
)

// The largest shape of an adapter. Every known one is far below.
const (
	maxLayers  = 1 << 10
	maxModules = 1 << 6
	maxBases   = 1 << 10
)

// check says what is wrong with p as a whole. A program that passes can be
// written and, once read, can be run.
func (p *Program) check() error {
	for _, text := range []struct{ name, value string }{
		{"name", p.Name}, {"spec", p.Spec}, {"pseudo-program", p.Pseudo}, {"template", p.Template},
		{"base", p.Base.ID}, {"compiler", p.Compiler},
	} {
		if !utf8.ValidString(text.value) {
			return fmt.Errorf("%s %.40q is not UTF-8", text.name, text.value)
		}
	}
	if p.Name == "" && p.GGUF == nil { // bundles of others have none
		return errors.New("name is missing")
	}
	if p.Base.ID == "" {
		return errors.New("base is missing")
	}
	if !isDigest(p.Base.SHA256) {
		return fmt.Errorf("base has the checksum %.80q, want 64 lower-case hex digits", p.Base.SHA256)
	}
	if _, _, err := prompt.Split(p.Template); err != nil {
		return err
	}
	if p.MaxTokens < 0 || p.MaxTokens > math.MaxInt32 {
		return fmt.Errorf("max_tokens is %d, want 0 to %d", p.MaxTokens, math.MaxInt32)
	}
	if err := p.Form.Check(); err != nil {
		return err
	}
	for _, name := range p.Params {
		if name == "" || !utf8.ValidString(name) {
			return fmt.Errorf("a parameter is called %.40q, want UTF-8 that is not empty", name)
		}
	}
	for label, code := range p.Codes {
		if label == "" || code == "" || !utf8.ValidString(label) || !utf8.ValidString(code) {
			return fmt.Errorf("label %.40q has the code %.40q, want UTF-8 that is not empty", label, code)
		}
	}
	switch {
	case p.GGUF != nil && p.Form != prompt.Unframed:
		return fmt.Errorf("form is version %d, which a .paw bundle can't say", p.Form)
	case p.GGUF != nil && p.Codes != nil:
		return errors.New("labels have codes, which a .paw bundle can't say")
	case p.GGUF != nil && p.Adapter != nil:
		return errors.New("program has two adapters, coefficients and a GGUF file")
	case p.GGUF != nil:
		return checkGGUF(p.GGUF)
	case p.Adapter != nil:
		return p.Adapter.check()
	}
	return nil
}

// checkGGUF says what the official SDK would say about an adapter file before
// it loads it.
func checkGGUF(data []byte) error {
	if len(data) < minAdapter {
		return fmt.Errorf("%s is %d bytes, want at least %d", adapterName, len(data), minAdapter)
	}
	if !bytes.HasPrefix(data, []byte("GGUF")) {
		return fmt.Errorf("%s starts with %q, want \"GGUF\"", adapterName, data[:4])
	}
	return nil
}

func (a *Adapter) check() error {
	if !isDigest(a.Basis) {
		return fmt.Errorf("basis has the checksum %.80q, want 64 lower-case hex digits", a.Basis)
	}
	n, err := coefficients(a.Layers, a.Modules, a.Bases)
	if err != nil {
		return err
	}
	if len(a.Coefficients) != n {
		return fmt.Errorf("adapter has %d coefficients, want %d (%d layers, %d modules, %d bases, A and B)",
			len(a.Coefficients), n, a.Layers, a.Modules, a.Bases)
	}
	for i, c := range a.Coefficients {
		if math.IsNaN(float64(c)) || math.IsInf(float64(c), 0) {
			return fmt.Errorf("coefficient %d is %v, want a finite number", i, c)
		}
	}
	return nil
}

// coefficients returns how many coefficients an adapter of the shape has.
func coefficients(layers, modules, bases int) (int, error) {
	for _, size := range []struct {
		name       string
		value, max int
	}{{"layers", layers, maxLayers}, {"modules", modules, maxModules}, {"bases", bases, maxBases}} {
		if size.value < 1 || size.value > size.max {
			return 0, fmt.Errorf("adapter has %d %s, want 1 to %d", size.value, size.name, size.max)
		}
	}
	return layers * modules * bases * 2, nil
}

// isDigest says whether s is a SHA-256 in lower-case hex.
func isDigest(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(s) == 64
}
