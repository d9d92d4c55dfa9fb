package runtime

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/answer/store"
	"github.com/pawgen/pawgen/internal/testing/testmodel"
	"github.com/pawgen/pawgen/models"
)

// TestBundle runs a .paw bundle on an interpreter of the store, and the same
// adapter-less program on the one in the binary: the store changes nothing.
func TestBundle(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PAWGEN_MODELS", dir)
	bundle := model.Bundle("test.Func", pseudo)
	f := NewFunc("test.Func", testmodel.File(bundle), String[string]())
	_, err := f.Call(context.Background(), Arg("msg", "hello"))
	if !errors.Is(err, pawgen.ErrNoBase) || !strings.Contains(err.Error(), `"testmodel-f32" is neither part of this binary nor in `+dir) {
		t.Errorf("without the interpreter: %v", err)
	}
	if err := model.Store(dir); err != nil {
		t.Fatal(err)
	}
	plain := func(p *program.Program) { p.Adapter = nil }
	differs := false
	for _, message := range messages {
		with := ask(t, NewFunc("test.Func", testmodel.File(bundle), String[string]()), message)
		without := ask(t, NewFunc("test.Func", file(plain), String[string]()), message)
		differs = differs || with != without
	}
	if !differs {
		t.Error("the adapter of the bundle changes no answer")
	}
}

// TestStoredBasis mixes over a basis of the store; the answers are those of
// the model that carries its basis.
func TestStoredBasis(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PAWGEN_MODELS", dir)
	const id = "testmodel-stored"
	if err := os.WriteFile(filepath.Join(dir, id+".gguf"), model.Interpreter, 0o666); err != nil {
		t.Fatal(err)
	}
	stored := file(func(p *program.Program) { p.Base.ID = id })
	_, err := NewFunc("test.Func", stored, String[string]()).Call(context.Background())
	if !errors.Is(err, pawgen.ErrNoBase) || !strings.Contains(err.Error(), "hint: make it with pawgen convert basis") {
		t.Errorf("without the basis: %v", err)
	}
	path, err := store.BasisPath(models.Embedded(string(model.Basis)).SHA256())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, model.Basis, 0o666); err != nil {
		t.Fatal(err)
	}
	other := file(func(p *program.Program) { p.Base.ID = id; p.Pseudo += "." }) // the first error stays with its function and basis
	for _, message := range messages {
		if got, want := ask(t, NewFunc("test.Func", other, String[string]()), message), ask(t, NewFunc("test.Func", file(), String[string]()), message); got != want {
			t.Errorf("%q: got %q, want %q", message, got, want)
		}
	}
}

// TestWrongStored names the file that is not the one of the program.
func TestWrongStored(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PAWGEN_MODELS", dir)
	const id = "testmodel-wrong"
	if err := os.WriteFile(filepath.Join(dir, id+".gguf"), []byte("other"), 0o666); err != nil {
		t.Fatal(err)
	}
	wrong := file(func(p *program.Program) { p.Base.ID = id })
	_, err := NewFunc("test.Func", wrong, String[string]()).Call(context.Background())
	if !errors.Is(err, pawgen.ErrWrongBase) || !strings.Contains(err.Error(), filepath.Join(dir, id+".gguf")+" has d9298a10d1b0..") {
		t.Errorf("got %v", err)
	}
}
