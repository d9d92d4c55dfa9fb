package program

import (
	"bytes"
	"encoding/json"
)

// A .pawc file is, all numbers little-endian:
//
//	"PAWC"
//	uint32   version, 1
//	uint32   length of the header
//	header   JSON
//	float32  the adapter's coefficients, as many as the header's shape says
//	[32]byte SHA-256 of all that stands before
const (
	magic     = "PAWC"
	version   = 1
	fixedSize = len(magic) + 4 + 4 // what stands before the header
	maxHeader = 1 << 20
)

// header is all of a program but the coefficients.
type header struct {
	Name      string `json:"name"`
	Spec      string `json:"spec"`
	Pseudo    string `json:"pseudo"`
	Template  string `json:"template"`
	Base      Base   `json:"base"`
	Compiler  string `json:"compiler"`
	MaxTokens int    `json:"max_tokens,omitempty"`
	Adapter   *shape `json:"adapter,omitempty"`
}

// shape is an adapter without its coefficients.
type shape struct {
	Basis   string `json:"basis"`
	Layers  int    `json:"layers"`
	Modules int    `json:"modules"`
	Bases   int    `json:"bases"`
}

// headerOf returns the JSON header of p.
func headerOf(p *Program) ([]byte, error) {
	h := header{p.Name, p.Spec, p.Pseudo, p.Template, p.Base, p.Compiler, p.MaxTokens, nil}
	if a := p.Adapter; a != nil {
		h.Adapter = &shape{a.Basis, a.Layers, a.Modules, a.Bases}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // templates are full of <|...|>
	err := enc.Encode(h)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// program returns the program of a header, its adapter still without coefficients.
func (h *header) program() *Program {
	p := &Program{
		Name: h.Name, Spec: h.Spec, Pseudo: h.Pseudo, Template: h.Template,
		Base: h.Base, Compiler: h.Compiler, MaxTokens: h.MaxTokens,
	}
	if s := h.Adapter; s != nil {
		p.Adapter = &Adapter{Basis: s.Basis, Layers: s.Layers, Modules: s.Modules, Bases: s.Bases}
	}
	return p
}
