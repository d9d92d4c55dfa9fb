package nano

import (
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
	"github.com/pawgen/pawgen/internal/run/transformer"
	"github.com/pawgen/pawgen/models"
)

// TestPair checks that the embedded files are whole and belong together.
func TestPair(t *testing.T) {
	base, ok := models.Lookup(ID)
	if !ok {
		t.Fatal("nano is not registered")
	}
	file := parse(t, base.Interpreter)
	model, err := transformer.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := tokenizer.New(file)
	if err != nil {
		t.Fatal(err)
	}
	if tokens.Len() != model.Vocab {
		t.Errorf("the vocabulary has %d tokens, the model %d", tokens.Len(), model.Vocab)
	}
	for _, name := range []string{"<|task|>", "<|input|>", "<|output|>", "<|end|>", "<|spec|>"} {
		if _, ok := tokens.ID(name); !ok {
			t.Errorf("the vocabulary has no %s", name)
		}
	}
	if end, _ := tokens.ID("<|end|>"); end != tokens.EOS() {
		t.Errorf("answers end at token %d, want <|end|>, %d", tokens.EOS(), end)
	}
	basis, err := lora.ParseBasis(parse(t, base.Basis))
	if err != nil {
		t.Fatal(err)
	}
	adapter, err := basis.Mix(make([]float32, basis.Layers()*len(basis.Modules())*basis.Bases()*2))
	if err != nil {
		t.Fatal(err)
	}
	if err := model.Check(adapter); err != nil {
		t.Error(err)
	}
	if basis.Layers() != model.Layers {
		t.Errorf("the basis has %d layers, the model %d", basis.Layers(), model.Layers)
	}
}

func parse(t *testing.T, f *models.File) *gguf.File {
	t.Helper()
	file, err := gguf.Parse(f.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return file
}
