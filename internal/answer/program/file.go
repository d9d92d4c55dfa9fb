package program

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/pawgen/pawgen/internal/answer/prompt"
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
	// Magic is what every .pawc file begins with.
	Magic     = "PAWC"
	version   = 1
	fixedSize = len(Magic) + 4 + 4 // what stands before the header
	maxHeader = 1 << 20
	// MaxSize is the size of the largest .pawc file that can be.
	MaxSize = fixedSize + maxHeader + maxLayers*maxModules*maxBases*2*4 + sha256.Size
)

// pointer is how the files begin that Git LFS leaves in place of others.
const pointer = "version https://git-lfs"

// IsPointer says whether data is a file of Git LFS in place of the real one.
func IsPointer(data []byte) bool { return bytes.HasPrefix(data, []byte(pointer)) }

// zipMagics are how ZIP archives begin: with a member, or empty.
var zipMagics = []string{"PK\x03\x04", "PK\x05\x06"}

// isBundle says whether data begins as a .paw bundle.
func isBundle(data []byte) bool {
	return slices.ContainsFunc(zipMagics, func(m string) bool { return bytes.HasPrefix(data, []byte(m)) })
}

// IsProgram says whether data begins as a program of either format.
func IsProgram(data []byte) bool { return bytes.HasPrefix(data, []byte(Magic)) || isBundle(data) }

// Recognise returns nil if a file begins as .pawc files or .paw bundles do and
// is not too large for one, and else an error that says what it is instead.
// Start is at least the file's first 24 bytes, or all of a smaller file.
func Recognise(start []byte, size int64) error {
	start = start[:min(len(start), 24)]
	has := func(prefix string) bool { return bytes.HasPrefix(start, []byte(prefix)) }
	switch {
	case has(Magic):
		return checkSize(size, int64(MaxSize))
	case isBundle(start):
		return checkSize(size, maxArchive)
	case IsPointer(start):
		return fmt.Errorf("file is %d bytes and starts with %q: a Git LFS pointer\n\thint: commit the file itself", size, pointer)
	case has("PAW\x02"):
		return errors.New("file is in the old binary PAW 2 format, which nothing runs any more (want a .paw or .pawc file)\n\thint: compile the spec again")
	case has("GGUF"):
		return errors.New("file is a GGUF model (want a .paw or .pawc file)")
	}
	return fmt.Errorf("file is %d bytes and starts with %q (want a .paw or .pawc file)", size, start[:min(len(start), 8)])
}

func checkSize(size, most int64) error {
	if size > most {
		return fmt.Errorf("file is %d bytes, want at most %d", size, most)
	}
	return nil
}

// header is all of a program but the coefficients.
type header struct {
	Name      string            `json:"name"`
	Spec      string            `json:"spec"`
	Pseudo    string            `json:"pseudo"`
	Template  string            `json:"template"`
	Form      prompt.Form       `json:"form,omitempty"`
	Params    []string          `json:"params,omitempty"`
	Codes     map[string]string `json:"codes,omitempty"` // by label
	Base      Base              `json:"base"`
	Compiler  string            `json:"compiler"`
	MaxTokens int               `json:"max_tokens,omitempty"`
	Adapter   *shape            `json:"adapter,omitempty"`
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
	h := header{p.Name, p.Spec, p.Pseudo, p.Template, p.Form, p.Params, p.Codes, p.Base, p.Compiler, p.MaxTokens, nil}
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
		Name: h.Name, Spec: h.Spec, Pseudo: h.Pseudo, Template: h.Template, Form: h.Form, Params: h.Params, Codes: h.Codes,
		Base: h.Base, Compiler: h.Compiler, MaxTokens: h.MaxTokens,
	}
	if s := h.Adapter; s != nil {
		p.Adapter = &Adapter{Basis: s.Basis, Layers: s.Layers, Modules: s.Modules, Bases: s.Bases}
	}
	return p
}
