package testmodel

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/pawgen/pawgen/models"
)

// Module writes a stand-in for models/smol into a new folder: the module's own
// source, from the repository's folder root, around the random model. It is what
// generated code imports, in a few kilobytes.
func (m *Model) Module(root, dir string) error {
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
			text = before + `Digest = "` + models.Embedded(string(m.Interpreter)).SHA256() + `"` + after
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "smol.gguf"), m.Interpreter, 0o666)
}
