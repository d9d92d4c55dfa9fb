package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/mapper"
	"github.com/pawgen/pawgen/internal/buildtime/weights/checkpoint"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
	"github.com/pawgen/pawgen/internal/run/transformer"
)

// Snapshot is a published compiler in a folder.
type Snapshot struct {
	Dir  string
	Name string // the folder's, "paw-4b-qwen3-0.6b-20260407"
	meta meta
}

// Open opens a snapshot. It reads no weights.
func Open(dir string) (*Snapshot, error) {
	path, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	s := &Snapshot{Dir: path, Name: filepath.Base(path)}
	if s.meta, err = readMeta(path); err != nil {
		return nil, fmt.Errorf("compiler %s: %w", s.Name, err)
	}
	return s, nil
}

// Interpreter is the interpreter that the snapshot compiles for, by its name in
// meta.json, "Qwen/Qwen3-0.6B".
func (s *Snapshot) Interpreter() string { return s.meta.Interpreter }

func (s *Snapshot) mapperPath() string    { return filepath.Join(s.Dir, "lora_mapper.pt") }
func (s *Snapshot) modelPath() string     { return filepath.Join(s.Dir, "compiler") }
func (s *Snapshot) convertedPath() string { return filepath.Join(s.Dir, "compiler.gguf") }

// Convert writes the snapshot's model as compiler.gguf beside it, which then is
// used instead. Q8_0 takes half the memory of the published form and computes
// with integers.
func (s *Snapshot) Convert(t gguf.Type) (path string, err error) {
	return s.convertedPath(), Convert(s.modelPath(), s.convertedPath(), t)
}

// Convert writes the model of a Hugging Face folder as a GGUF file.
func Convert(folder, path string, t gguf.Type) error {
	c, err := checkpoint.Open(folder)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = writeSummed(c.GGUF(t), filepath.Dir(path), func(string) string { return filepath.Base(path) })
	return err
}

// network is a snapshot's model and mapper in memory.
type network struct {
	decoder *transformer.Model
	tokens  *tokenizer.Tokenizer
	mapper  mapper.Mapper
	prefix  []int32 // the prefix tokens
	layers  int     // of the interpreter
	close   func() error
}

// load opens the model, converted or as published, and the mapper.
func (s *Snapshot) load() (*network, error) {
	n := &network{}
	f, err := gguf.Open(s.convertedPath())
	switch {
	case err == nil:
		n.close = f.Close
	case errors.Is(err, fs.ErrNotExist):
		c, err := checkpoint.Open(s.modelPath())
		if err != nil {
			return nil, err
		}
		n.close = c.Close
		if f, err = c.File(); err != nil {
			return nil, errors.Join(err, c.Close())
		}
	default:
		return nil, err
	}
	if err := n.read(f, s); err != nil {
		return nil, errors.Join(err, n.close())
	}
	return n, nil
}

// read makes the network of an open model.
func (n *network) read(f *gguf.File, s *Snapshot) (err error) {
	if n.decoder, err = transformer.Load(f); err != nil {
		return err
	}
	n.decoder.Use(kernels.NewCrew(runtime.GOMAXPROCS(0)))
	if n.tokens, err = tokenizer.New(f); err != nil {
		return err
	}
	for i := range s.meta.Steps {
		name := fmt.Sprintf("<prefix_%d>", i+1)
		ids := n.tokens.Encode(name, true) // one token, whether it is special or not
		if len(ids) != 1 {
			return fmt.Errorf("the compiler's tokenizer has no token %q", name)
		}
		n.prefix = append(n.prefix, ids[0])
	}
	w, err := openWeights(s.mapperPath(), s.meta)
	if err != nil {
		return err
	}
	defer w.file.Close() // the mapper is copied
	if n.mapper, err = w.mapper(); err != nil {
		return err
	}
	if have := len(n.mapper.Trunk.Weight) / len(n.mapper.Trunk.Bias); have != n.decoder.Dim {
		return fmt.Errorf("the mapper takes %d numbers, the model has a width of %d", have, n.decoder.Dim)
	}
	if w.layers > n.decoder.Layers {
		return fmt.Errorf("the interpreter has %d layers, the compiler only %d", w.layers, n.decoder.Layers)
	}
	n.layers = w.layers
	return nil
}

// prompt is what the network reads: the chat with the spec as its question and
// the pseudo-program as its answer, and the prefix tokens.
func (n *network) prompt(spec, pseudo string) ([]int32, error) {
	ids, err := conversation(n.tokens, "[SPEC]\n"+spec+"\n[END_SPEC]\n\n[PSEUDO_PROGRAM]")
	if err != nil {
		return nil, err
	}
	ids = append(append(ids, n.tokens.Encode(pseudo, false)...), n.tokens.EOS())
	if most := n.decoder.Context - len(n.prefix); len(ids) > most {
		return nil, compiler.Refusef("spec and pseudo-program have %d tokens together, of at most %d: shorten the spec", len(ids), most)
	}
	return append(ids, n.prefix...), nil
}

// pool runs the network over a prompt.
func (n *network) pool(ctx context.Context, prompt []int32, progress func(done float64)) ([]float32, error) {
	return mapper.Pool(ctx, n.decoder, prompt, len(n.prefix), n.layers, progress)
}

// coefficients runs network and mapper over a prompt.
func (n *network) coefficients(ctx context.Context, prompt []int32, progress func(done float64)) ([]float32, error) {
	pooled, err := n.pool(ctx, prompt, progress)
	if err != nil {
		return nil, err
	}
	return n.mapper.Coefficients(pooled), nil
}

// conversation is a question in Qwen's form of a chat, up to where the answer begins.
// The text's own control tokens are text.
func conversation(t *tokenizer.Tokenizer, question string) ([]int32, error) {
	start, okStart := t.ID("<|im_start|>")
	end, okEnd := t.ID("<|im_end|>")
	if !okStart || !okEnd {
		return nil, fmt.Errorf("the tokenizer has no <|im_start|> and <|im_end|>, so the model is not one of Qwen's chat models")
	}
	ids := append([]int32{start}, t.Encode("user\n"+question, false)...)
	ids = append(append(ids, end), t.Encode("\n", false)...)
	return append(append(ids, start), t.Encode("assistant\n", false)...), nil
}
