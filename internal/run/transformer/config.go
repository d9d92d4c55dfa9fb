package transformer

import (
	"fmt"

	"github.com/pawgen/pawgen/internal/run/gguf"
)

// Config is the shape of a model.
type Config struct {
	Arch    string  // "qwen3" or "gpt2"
	Layers  int     // blocks
	Dim     int     // width of the residual stream
	Heads   int     // query heads
	KVHeads int     // key and value heads; each serves Heads/KVHeads query heads
	HeadDim int     // width of a head
	FFN     int     // width of the feed-forward layer
	Vocab   int     // tokens
	Context int     // most tokens of a sequence
	Theta   float64 // base of the rotary embedding's frequencies; 0 without one
	Eps     float32 // of the normalisations
}

// architecture is what differs between the kinds of models: each has a file of
// its own, named after it. All the rest is shared.
type architecture struct {
	// biased says whether linear layers and normalisations have biases.
	biased bool
	// config reads the shape, all but Arch and Vocab.
	config func(f *gguf.File) (Config, error)
	// layer loads block i.
	layer func(l *loader, c Config, i int) layer
	// finish loads or makes what the blocks share.
	finish func(l *loader, m *Model)
	// place gives a part's tokens in s.x their positions.
	place func(m *Model, s *scratch, p part)
	// block runs block l: it stores all tokens' keys and values and changes s.x,
	// of which it leaves only each part's last token if nothing else is needed.
	block func(m *Model, s *scratch, l int, lastOnly bool)
}

// architectureOf returns the architecture that a file is of.
func architectureOf(f *gguf.File) (name string, a architecture, err error) {
	switch name, _ = f.String("general.architecture"); name {
	case "qwen3":
		return name, qwen3, nil
	case "gpt2":
		return name, gpt2, nil
	}
	return name, a, fmt.Errorf("transformer: general.architecture is %q, want \"qwen3\" or \"gpt2\"", name)
}

// Bounds that keep products of sizes far from overflow. Every size is checked
// against the tensors too.
const (
	maxLayers  = 1 << 10
	maxDim     = 1 << 20
	maxContext = 1 << 22 // where rotary angles are still exact
)

// size is a key of a file and where its value goes.
type size struct {
	key  string
	to   *int
	most uint64
}

// readSizes reads keys that the file must have.
func readSizes(f *gguf.File, sizes ...size) error {
	for _, s := range sizes {
		n, ok := f.Uint(s.key)
		if !ok || n < 1 || n > s.most {
			return fmt.Errorf("transformer: %s is missing or not between 1 and %d", s.key, s.most)
		}
		*s.to = int(n)
	}
	return nil
}

// readEps reads the constant of the normalisations.
func readEps(f *gguf.File, prefix, key string) (float32, error) {
	eps, _ := f.Float(prefix + key)
	if !(float32(eps) > 0 && eps < 1) {
		return 0, fmt.Errorf("transformer: %s is %g, want more than 0 and less than 1", key, eps)
	}
	return float32(eps), nil
}
