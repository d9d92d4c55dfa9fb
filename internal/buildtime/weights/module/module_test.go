package module

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/answer/store"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
	"github.com/pawgen/pawgen/internal/run/transformer"
	"github.com/pawgen/pawgen/internal/testing/testmodel"
	"github.com/pawgen/pawgen/models"
)

const (
	id   = "smol"
	path = "github.com/pawgen/pawgen/models/smol"
)

// content is not looked at, but must not be as short as a pointer.
var content = []byte(strings.Repeat("weights ", 200))

// setup makes a module that has no code, and a stand-in for models/smol beside
// it. Nothing comes from a network.
func setup(t *testing.T) (user, weights string) {
	t.Helper()
	for key, value := range map[string]string{"GOPROXY": "off", "GOFLAGS": "", "GOWORK": "", "GOSUMDB": "off"} {
		t.Setenv(key, value)
	}
	root, err := filepath.EvalSymlinks(t.TempDir()) // as the go command prints it
	if err != nil {
		t.Fatal(err)
	}
	user, weights = filepath.Join(root, "user"), filepath.Join(root, "weights")
	if err := testmodel.Module(filepath.Join("..", "..", "..", ".."), weights, content); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(user, "go.mod"), "module example.com/user\n\ngo 1.25.0\n")
	return user, weights
}

// require adds the weights to the user's module.
func require(t *testing.T, user string) {
	t.Helper()
	write(t, filepath.Join(user, "go.mod"), "module example.com/user\n\ngo 1.25.0\n\nrequire "+path+" v0.0.0\n\nreplace "+path+" => ../weights\n")
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func goCommand(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go %q: %v\n%s", args, err, out)
	}
}

// found fails the test unless the weights are found in a folder.
func found(t *testing.T, from, folder string) {
	t.Helper()
	w, err := Find(t.Context(), from, id)
	want := models.Weights{ID: id, SHA256: models.Embedded(string(content)).SHA256(), Path: filepath.Join(folder, "smol.gguf")}
	if err != nil || w != want {
		t.Errorf("found %+v, %v\nwant  %+v", w, err, want)
	}
}

func TestRequired(t *testing.T) {
	user, weights := setup(t)
	require(t, user)
	found(t, user, weights)
	t.Setenv("GOFLAGS", "-mod=mod")
	found(t, user, weights)
	if _, err := Find(t.Context(), user, "nano"); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a model that is no module: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Find(ctx, user, id); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of the context: %v", err)
	}
}

// TestVendored has a vendor folder from before the generated code, which then
// lacks the weights, and one from after.
func TestVendored(t *testing.T) {
	user, weights := setup(t)
	require(t, user)
	write(t, filepath.Join(user, "user.go"), "package user\n")
	goCommand(t, user, "mod", "vendor")
	write(t, filepath.Join(user, "vendor", "modules.txt"), "# "+path+" v0.0.0 => ../weights\n## explicit; go 1.25.0\n# "+path+" => ../weights\n")
	found(t, user, weights)
	write(t, filepath.Join(user, "user.go"), "package user\n\nimport _ \""+path+"\"\n")
	goCommand(t, user, "mod", "vendor")
	found(t, user, filepath.Join(user, "vendor", filepath.FromSlash(path)))
}

func TestWorkspace(t *testing.T) {
	user, weights := setup(t)
	write(t, filepath.Join(filepath.Dir(user), "go.work"), "go 1.25.0\n\nuse (\n\t./user\n\t./weights\n)\n")
	found(t, user, weights)
}

// TestMissing says the command that adds the weights, and what is wrong with
// weights that are there in part.
func TestMissing(t *testing.T) {
	user, weights := setup(t)
	check := func(what, hint string) {
		t.Helper()
		_, err := Find(t.Context(), user, id)
		var missing *store.MissingError
		if !errors.As(err, &missing) || !strings.Contains(missing.What, what) || !strings.Contains(missing.Hint, hint) {
			t.Errorf("got %v, want %q and the hint %q", err, what, hint)
		}
	}
	check("no module here has the weights of base model \"smol\"", "run go get "+path)
	write(t, filepath.Join(user, "go.mod"), "module example.com/user\n\ngo 1.25.0\n\nrequire "+path+" v0.9.9\n")
	check("base model \"smol\" (missing go.sum entry", "run go get "+path)
	if err := os.Remove(filepath.Join(user, "go.mod")); err != nil {
		t.Fatal(err)
	}
	check("go.mod file not found", "run go get "+path)

	require(t, user)
	write(t, filepath.Join(weights, "smol.gguf"), "version https://git-lfs.github.com/spec/v1\n")
	check("smol.gguf is not there, or only a pointer to it", "git lfs pull")
	if err := os.Remove(filepath.Join(weights, "smol.gguf")); err != nil {
		t.Fatal(err)
	}
	check("smol.gguf is not there", "get the folder whole")
}

// TestSmol looks at the weights of the repository itself: they are what their
// package says, under the licence that it says, and a model that can be run.
func TestSmol(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "..", "models", "smol")
	if _, err := os.Stat(filepath.Join(folder, "smol.gguf")); errors.Is(err, fs.ErrNotExist) && os.Getenv("CI") != "true" {
		t.Skip("models/smol/smol.gguf is not in this checkout")
	}
	w, err := read(folder, id)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(w.Path)
	if err != nil {
		t.Fatal(err)
	}
	if sum := models.Embedded(string(data)).SHA256(); sum != w.SHA256 {
		t.Errorf("the file's SHA-256 is %s, the constant %s", sum, w.SHA256)
	}
	file, err := gguf.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if licence, _ := file.String("general.license"); licence != "apache-2.0" {
		t.Errorf("the metadata have the licence %q", licence)
	}
	model, err := transformer.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := tokenizer.New(file)
	if err != nil {
		t.Fatal(err)
	}
	if end, ok := tokens.ID("<|im_end|>"); !ok || end != tokens.EOS() || tokens.Len() != model.Vocab {
		t.Errorf("answers end with token %d of %d, want <|im_end|>, %d; the model has %d", tokens.EOS(), tokens.Len(), end, model.Vocab)
	}
}

// TestForeign has a module of the right name that says nothing, or nonsense.
func TestForeign(t *testing.T) {
	user, weights := setup(t)
	require(t, user)
	for source, want := range map[string]string{
		"package smol\n": "no constant Digest",
		"package smol\n\nconst Digest = \"abc\"\n":    "no constant Digest",
		"package smol\n\nconst A, Digest = 1, \"\"\n": "no constant Digest",
		"package": "expected",
	} {
		write(t, filepath.Join(weights, "smol.go"), source)
		if _, err := Find(t.Context(), user, id); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", source, err, want)
		}
	}
}
