package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler/nano"
	"github.com/pawgen/pawgen/internal/buildtime/weights/safetensors"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
)

// Where the trained files live in the repository.
const (
	interpreterFile = "models/nano/interpreter.gguf"
	basisFile       = "models/nano/basis.gguf"
	compilerFile    = "compiler/nano/compiler.gguf"
)

// contextLength is the longest prompt and answer of the nano pair, in tokens.
const contextLength = 1024

// export writes the networks that training left in dir as GGUF files. A
// compiler that is not trained yet is left out.
func export(dir string) error {
	_, v, err := readVocabulary(filepath.Join(dir, vocabularyFile))
	if err != nil {
		return err
	}
	inter, err := readNetwork(filepath.Join(dir, "interpreter.safetensors"))
	if err != nil {
		return err
	}
	w := decoderFile(inter, v, "pawgen nano interpreter")
	if err := inter.addDecoder(w, ""); err != nil {
		return err
	}
	if err := writeFile(interpreterFile, w); err != nil {
		return err
	}
	comp, err := readNetwork(filepath.Join(dir, "compiler.safetensors"))
	if os.IsNotExist(err) {
		return nil
	} else if err != nil {
		return err
	}
	w = decoderFile(comp, v, "pawgen nano compiler")
	w.Set("paw.compiler.snapshot", nano.SnapshotName)
	w.Set("paw.compiler.prefix_steps", uint32(comp.int("prefix")))
	if err := comp.addDecoder(w, "decoder."); err != nil {
		return err
	}
	for _, name := range []string{"trunk.weight", "trunk.bias", "coeff_head.weight", "coeff_head.bias"} {
		if err := comp.add(w, "paw."+name, name, gguf.F16); err != nil {
			return err
		}
	}
	if err := writeFile(compilerFile, w); err != nil {
		return err
	}
	return exportBasis(comp)
}

func exportBasis(comp *network) error {
	w, err := basisOf(comp)
	if err != nil {
		return err
	}
	return writeFile(basisFile, w)
}

// basisOf is the basis of a trained compiler, or of a fixed adapter.
func basisOf(comp *network) (*gguf.Writer, error) {
	var modules []string // in the order of the coefficients
	for _, m := range lora.Modules("qwen3") {
		modules = append(modules, m.String())
	}
	w := gguf.NewWriter()
	w.Set("general.architecture", "paw-basis")
	w.Set("general.name", nano.SnapshotName)
	w.Set("paw.basis.layers", uint32(comp.int("layers")))
	w.Set("paw.basis.rank", uint32(comp.int("rank")))
	w.Set("paw.basis.bases", uint32(comp.int("bases")))
	w.Set("paw.basis.alpha", float32(comp.float("alpha")))
	w.Set("paw.basis.modules", modules)
	for _, m := range modules {
		for _, half := range []string{"lora_a", "lora_b"} {
			if err := comp.add(w, m+"."+half, half+"."+m, gguf.F16); err != nil {
				return nil, err
			}
		}
	}
	return w, nil
}

// decoderFile begins the file of a Qwen3 decoder, with the keys that llama.cpp reads.
func decoderFile(n *network, v tokenizer.Vocabulary, name string) *gguf.Writer {
	w := gguf.NewWriter()
	w.Set("general.architecture", "qwen3")
	w.Set("general.name", name)
	w.Set("general.license", "apache-2.0")
	w.Set("qwen3.block_count", uint32(n.int("layers")))
	w.Set("qwen3.context_length", uint32(contextLength))
	w.Set("qwen3.embedding_length", uint32(n.int("dim")))
	w.Set("qwen3.feed_forward_length", uint32(n.int("ffn")))
	w.Set("qwen3.attention.head_count", uint32(n.int("heads")))
	w.Set("qwen3.attention.head_count_kv", uint32(n.int("kv_heads")))
	w.Set("qwen3.attention.key_length", uint32(n.int("head_dim")))
	w.Set("qwen3.attention.value_length", uint32(n.int("head_dim")))
	w.Set("qwen3.attention.layer_norm_rms_epsilon", float32(1e-6))
	w.Set("qwen3.rope.freq_base", float32(n.float("theta")))
	v.Set(w)
	return w
}

// network is a trained network as train.py writes it.
type network struct {
	*safetensors.File
	err error
}

func readNetwork(path string) (*network, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f, err := safetensors.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &network{File: f}, nil
}

// int and float read the configuration; a mistake comes out of the next add.
func (n *network) int(key string) int { return int(n.float(key)) }

func (n *network) float(key string) float64 {
	x, err := strconv.ParseFloat(n.Metadata[key], 64)
	if err != nil && n.err == nil {
		n.err = fmt.Errorf("configuration %q: %w", key, err)
	}
	return x
}

// addDecoder adds the tensors of a decoder: matrices as Q8_0, norms as F32, and
// the embeddings, which are the output matrix too, as F16: answers are decided
// there, and tokens that training hardly saw lie close together.
func (n *network) addDecoder(w *gguf.Writer, prefix string) error {
	for _, name := range n.Names() {
		to, ok := strings.CutPrefix(name, prefix)
		if !ok {
			continue
		}
		t := gguf.Q8_0
		switch {
		case strings.HasSuffix(to, "_norm.weight"):
			t = gguf.F32
		case to == "token_embd.weight":
			t = gguf.F16
		}
		if err := n.add(w, to, name, t); err != nil {
			return err
		}
	}
	return n.err
}

// add converts one tensor.
func (n *network) add(w *gguf.Writer, to, from string, t gguf.Type) error {
	tensor, ok := n.Tensor(from)
	if !ok {
		return fmt.Errorf("no tensor %q", from)
	}
	x, err := tensor.Floats()
	if err != nil {
		return err
	}
	data, err := gguf.Quantize(t, x)
	if err != nil {
		return fmt.Errorf("tensor %q: %w", from, err)
	}
	dims := slices.Clone(tensor.Shape)
	slices.Reverse(dims)
	w.Add(to, t, dims, data)
	return n.err
}

func writeFile(path string, w *gguf.Writer) error {
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	fmt.Fprintf(os.Stderr, "%-32s %8d bytes\n", path, b.Len())
	return os.WriteFile(path, b.Bytes(), 0o644)
}
