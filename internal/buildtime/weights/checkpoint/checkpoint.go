// Package checkpoint reads a model's folder as Hugging Face's libraries write
// it: config.json, safetensors in one file or in shards, and the tokenizer's
// files. What comes out is a GGUF file, under llama.cpp's names.
//
// Only Qwen3 is known, the architecture of the published compilers. Command
// pawgen convert writes the file; package compiler/local runs the model from
// the mapped shards as they are, see [Checkpoint.File].
package checkpoint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/weights/safetensors"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
)

// Checkpoint is an open folder.
type Checkpoint struct {
	dir        string
	config     config
	vocabulary tokenizer.Vocabulary
	tensors    []tensor
	weights    *safetensors.File
}

// tensor is a tensor with its name in GGUF files.
type tensor struct {
	name string
	safetensors.Tensor
}

// Open opens a folder. It checks that every tensor of the architecture is
// there and no other, but neither reads nor copies their bytes.
func Open(dir string) (*Checkpoint, error) {
	c := &Checkpoint{dir: dir}
	var err error
	if c.config, err = readConfig(dir); err != nil {
		return nil, err
	}
	if c.vocabulary, err = tokenizer.OpenFolder(dir); err != nil {
		return nil, err
	}
	if c.weights, err = safetensors.OpenModel(dir); err != nil {
		return nil, err
	}
	if err := c.read(); err != nil {
		c.Close()
		return nil, fmt.Errorf("checkpoint: %s: %w", dir, err)
	}
	return c, nil
}

// Close unmaps the weights. Nothing that came from c may be used afterwards.
func (c *Checkpoint) Close() error { return c.weights.Close() }

// read finds the tensors and checks their shapes.
func (c *Checkpoint) read() error {
	wanted := c.config.tensors()
	known := map[string]bool{}
	for _, w := range wanted {
		known[w.from] = true
		t, ok := c.weights.Tensor(w.from)
		if !ok {
			return fmt.Errorf("tensor %q is missing", w.from)
		}
		if !slices.Equal(t.Shape, w.shape) {
			return fmt.Errorf("tensor %q has the shape %v, want %v", w.from, t.Shape, w.shape)
		}
		if _, ok := t.GGUF(); !ok {
			return fmt.Errorf("tensor %q is %s, want BF16, F16 or F32", w.from, t.Type)
		}
		c.tensors = append(c.tensors, tensor{w.name, t})
	}
	for _, name := range c.weights.Names() {
		if !known[name] && !c.config.ignores(name) {
			return fmt.Errorf("tensor %q is unknown", name)
		}
	}
	if have := len(c.vocabulary.Tokens); have > c.config.Vocab {
		return fmt.Errorf("the tokenizer has %d tokens, the model %d", have, c.config.Vocab)
	}
	c.vocabulary.Pad(c.config.Vocab)
	return nil
}

// GGUF returns the model as a file, to be written once: matrices in the type
// t, all else in single precision, as llama.cpp wants it.
func (c *Checkpoint) GGUF(t gguf.Type) *gguf.Writer {
	w := c.header()
	w.Set("general.file_type", fileType(t))
	for _, x := range c.tensors {
		typ := t
		if len(x.Shape) == 1 {
			typ = gguf.F32
		}
		w.AddReader(x.name, typ, x.dims(), Reader(x.Tensor, typ))
	}
	return w
}

// File returns the model without a copy: its tensors are the mapped ones.
func (c *Checkpoint) File() (*gguf.File, error) {
	w := c.header()
	for _, x := range c.tensors {
		typ, _ := x.GGUF()
		w.Add(x.name, typ, x.dims(), x.Data)
	}
	return w.File()
}

// header is a file with its keys.
func (c *Checkpoint) header() *gguf.Writer {
	w := gguf.NewWriter()
	c.config.set(w)
	c.vocabulary.Set(w)
	return w
}

// dims are the sizes in GGUF's order.
func (x tensor) dims() []int {
	dims := slices.Clone(x.Shape)
	slices.Reverse(dims)
	return dims
}

// fileType is llama.cpp's number for a file whose matrices are of a type.
func fileType(t gguf.Type) uint32 {
	switch t {
	case gguf.F16:
		return 1
	case gguf.Q8_0:
		return 7
	case gguf.BF16:
		return 32
	}
	return 0 // all F32
}

// Type returns the type that a user calls by its name; ok is false unless
// [Checkpoint.GGUF] can write it well.
func Type(name string) (t gguf.Type, ok bool) {
	for _, t := range []gguf.Type{gguf.Q8_0, gguf.F16, gguf.BF16, gguf.F32} {
		if strings.EqualFold(t.String(), name) {
			return t, true
		}
	}
	return 0, false
}
