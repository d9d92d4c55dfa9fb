package testmodel

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/models"
)

// Small is a model of SmolLM2's kind in 200 kB, with its control tokens and hardly
// a word.
var Small = Shape{
	Arch: "llama", Layers: 2, Dim: 96, Heads: 6, KVHeads: 2, HeadDim: 16, FFN: 160,
	Context: 2048, Words: 300, Vocab: 336, Tied: true, Matrices: gguf.Q4_1,
}

// File is the GGUF file of a random model of the shape.
func (s Shape) File(seed uint64) []byte {
	var b bytes.Buffer
	if _, err := s.Model(seed).WriteTo(&b); err != nil {
		panic(err) // memory takes all
	}
	return b.Bytes()
}

// Module writes a stand-in for models/smol into a new folder: the module's own
// source, from the repository's folder root, around another model's file. It is
// what generated code imports.
func Module(root, dir string, file []byte) error {
	from := filepath.Join(root, "models", "smol")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, name := range []string{"go.mod", "smol.go", "embedded.go", "external.go"} {
		data, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			return err
		}
		text := string(data)
		if name == "smol.go" {
			before, rest, found := strings.Cut(text, `Digest = "`)
			_, after, closed := strings.Cut(rest, `"`)
			if !found || !closed {
				return errors.New("testmodel: smol.go has no constant Digest")
			}
			text = before + `Digest = "` + models.Embedded(string(file)).SHA256() + `"` + after
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "smol.gguf"), file, 0o666)
}
