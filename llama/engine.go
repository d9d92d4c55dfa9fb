package llama

import (
	"errors"
	"fmt"
	"io"
	"os"

	ollama "github.com/ollama/ollama/llama"

	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
	"github.com/pawgen/pawgen/internal/run/transformer"
)

// Name is what the engine is registered as.
const Name = "llama"

func init() {
	setLogs()
	engine.Register(Name, llama{})
}

type llama struct{}

// Load checks a model with our own reader, which gives the same errors as the
// native engine, and loads it into llama.cpp.
func (llama) Load(src engine.Source, o engine.Options) (engine.Model, error) {
	checked, err := transformer.Load(src.File)
	if err != nil {
		return nil, err
	}
	if err := checkVocabulary(src.File); err != nil {
		return nil, err
	}
	start()
	path, mapped := src.Path, true
	if path == "" {
		mapped = false // the file is gone when Load returns
		if path, err = temporary(writer(src.Data)); err != nil {
			return nil, err
		}
		defer os.Remove(path)
	}
	const all = 1 << 10 // layers on the GPU, if there is one
	c, err := ollama.LoadModelFromFile(path, ollama.ModelParams{NumGpuLayers: all, UseMmap: mapped})
	if err != nil {
		return nil, refused("model")
	}
	if c.NumVocab() != checked.Vocab {
		ollama.FreeModel(c)
		return nil, fmt.Errorf("llama: the file has %d tokens and embeddings of %d", c.NumVocab(), checked.Vocab)
	}
	return newModel(c, checked, o.Threads)
}

// checkVocabulary returns an error for a vocabulary that llama.cpp, which reads
// arrays without looking at their lengths, should not see.
func checkVocabulary(f *gguf.File) error {
	if _, err := tokenizer.New(f); err != nil {
		return err
	}
	if f.Has("tokenizer.ggml.scores") && f.Has("tokenizer.ggml.merges") {
		return errors.New("llama: tokenizer.ggml.scores has no place beside merges")
	}
	return nil
}

// refused is the error for what llama.cpp does not take although we do.
func refused(what string) error {
	return fmt.Errorf("llama: llama.cpp refuses the %s\n\thint: it logs why to slog at debug level", what)
}

// writer are bytes that are to be written.
type writer []byte

// WriteTo writes them.
func (b writer) WriteTo(out io.Writer) (int64, error) {
	n, err := out.Write(b)
	return int64(n), err
}

// temporary writes a file for llama.cpp, which reads files only, and returns
// its path. The caller removes it.
func temporary(w io.WriterTo) (string, error) {
	f, err := os.CreateTemp("", "pawgen-*.gguf")
	if err != nil {
		return "", fmt.Errorf("llama: %w", err)
	}
	_, err = w.WriteTo(f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		os.Remove(f.Name())
		return "", fmt.Errorf("llama: %w", err)
	}
	return f.Name(), nil
}
