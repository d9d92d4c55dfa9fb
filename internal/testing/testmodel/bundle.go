package testmodel

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"

	"github.com/pawgen/pawgen/internal/answer/program"
)

// StoredID is the base that [Model.Bundle] names, which no binary has; see
// [Model.Store].
const StoredID = "testmodel-f32"

// Bundle makes a program in the form of a .paw bundle, with the model's own
// adapter. It runs on the interpreter that [Model.Store] writes.
func (m *Model) Bundle(name, pseudo string) *program.Program {
	sum := sha256.Sum256(m.Interpreter)
	p := &program.Program{
		Name:     name,
		Spec:     pseudo,
		Pseudo:   pseudo,
		Template: Template(pseudo),
		Base:     program.Base{ID: StoredID, SHA256: hex.EncodeToString(sum[:])},
		Compiler: "testmodel-1",
		GGUF:     m.Adapter,
		Meta:     program.Meta{},
	}
	p.Meta.Set("interpreter", "pawgen/testmodel")
	p.Meta.Set("runtime", map[string]any{
		"runtime_id": StoredID, "manifest_version": 1, "interpreter": "pawgen/testmodel", "adapter_format": "gguf_lora",
		"local_sdk": map[string]any{"supported": true, "base_model": map[string]any{
			"file": StoredID + ".gguf", "url": "https://example.com/" + StoredID + ".gguf",
			"size_bytes": len(m.Interpreter), "sha256": p.Base.SHA256,
		}},
	})
	return p
}

// Store writes the interpreter into a store of models.
func (m *Model) Store(dir string) error {
	return os.WriteFile(filepath.Join(dir, StoredID+".gguf"), m.Interpreter, 0o666)
}
