package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/run/gguf"
)

// escape is what a hostile file would send to the terminal.
const escape = "\x1b]0;title\a"

// TestProgramViewIsSafe wants no control characters but the lines of the texts.
func TestProgramViewIsSafe(t *testing.T) {
	p := program.Program{Name: "a" + escape, Spec: "one" + escape + "\ntwo", Pseudo: escape, Template: escape + " {INPUT_PLACEHOLDER}",
		Base: program.Base{ID: escape, SHA256: strings.Repeat("0", 64)}, Compiler: escape + "\nbase fake"}
	file, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	view, err := lookAtProgram(file)
	if err != nil {
		t.Fatal(err)
	}
	wantSafe(t, view.String())
	if !strings.Contains(view.String(), "\n    one\\x1b]0;title\\a\n    two\n") || strings.Contains(view.String(), "\nbase fake") {
		t.Errorf("got %s", view)
	}
}

// TestModelView has numbers that JSON does not know, and hostile names.
func TestModelView(t *testing.T) {
	w := gguf.NewWriter()
	w.Set("general.architecture", escape)
	w.Set("nan", float32(math.NaN()))
	w.Set("inf", float32(math.Inf(-1)))
	w.Set("half", float32(0.5))
	w.Add("t"+escape, gguf.F32, []int{1}, make([]byte, 4))
	path := filepath.Join(t.TempDir(), "model.gguf")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := w.WriteTo(f); err != nil {
		t.Fatal(err)
	}
	view, err := look(path)
	if err != nil {
		t.Fatal(err)
	}
	wantSafe(t, view.String())
	if !strings.Contains(view.String(), "\nt\\x1b]0;title\\a ") {
		t.Errorf("got %s", view)
	}
	data, err := json.Marshal(view)
	for _, want := range []string{`"value":"NaN"`, `"value":"-Inf"`, `"value":0.5`} {
		if err != nil || !strings.Contains(string(data), want) {
			t.Errorf("JSON lacks %s: %s, %v", want, data, err)
		}
	}
}

func wantSafe(t *testing.T, text string) {
	t.Helper()
	if strings.ContainsAny(text, "\x1b\a") {
		t.Errorf("control characters in %q", text)
	}
}
