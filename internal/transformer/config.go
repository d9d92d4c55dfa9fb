package transformer

import (
	"fmt"

	"github.com/pawgen/pawgen/internal/gguf"
)

// Config is the shape of a model.
type Config struct {
	Layers  int     // blocks
	Dim     int     // width of the residual stream
	Heads   int     // query heads
	KVHeads int     // key and value heads; each serves Heads/KVHeads query heads
	HeadDim int     // width of a head
	FFN     int     // width of the feed-forward layer
	Vocab   int     // tokens
	Context int     // most tokens of a sequence
	Theta   float64 // base of the rotary embedding's frequencies
	Eps     float32 // of the normalisations
}

const architecture = "qwen3"

// Bounds that keep products of sizes far from overflow. Every size is checked
// against the tensors too.
const (
	maxLayers  = 1 << 10
	maxDim     = 1 << 20
	maxContext = 1 << 22 // where rotary angles are still exact
)

// readConfig reads the keys of a Qwen3 model.
func readConfig(f *gguf.File) (Config, error) {
	if arch, _ := f.String("general.architecture"); arch != architecture {
		return Config{}, fmt.Errorf("transformer: general.architecture is %q, want %q", arch, architecture)
	}
	if scaling, ok := f.String(architecture + ".rope.scaling.type"); ok && scaling != "none" {
		return Config{}, fmt.Errorf("transformer: rope scaling %q is not supported", scaling)
	}
	var c Config
	var values int
	for _, field := range []struct {
		key  string
		to   *int
		most uint64
	}{
		{"block_count", &c.Layers, maxLayers},
		{"embedding_length", &c.Dim, maxDim},
		{"attention.head_count", &c.Heads, maxDim},
		{"attention.head_count_kv", &c.KVHeads, maxDim},
		{"attention.key_length", &c.HeadDim, maxDim},
		{"attention.value_length", &values, maxDim},
		{"feed_forward_length", &c.FFN, maxDim},
		{"context_length", &c.Context, maxContext},
	} {
		n, ok := f.Uint(architecture + "." + field.key)
		if !ok || n < 1 || n > field.most {
			return Config{}, fmt.Errorf("transformer: %s.%s is missing or not between 1 and %d", architecture, field.key, field.most)
		}
		*field.to = int(n)
	}
	theta, _ := f.Float(architecture + ".rope.freq_base")
	eps, _ := f.Float(architecture + ".attention.layer_norm_rms_epsilon")
	c.Theta, c.Eps = theta, float32(eps)
	return c, c.check(values)
}

// check returns an error for shapes that no model has.
func (c Config) check(values int) error {
	switch {
	case !(c.Theta >= 1 && c.Theta <= 1e12):
		return fmt.Errorf("transformer: rope.freq_base is %g, want 1 to 1e12", c.Theta)
	case !(c.Eps > 0 && c.Eps < 1):
		return fmt.Errorf("transformer: layer_norm_rms_epsilon is %g, want more than 0 and less than 1", c.Eps)
	case values != c.HeadDim:
		return fmt.Errorf("transformer: attention.value_length is %d, want attention.key_length, %d", values, c.HeadDim)
	case c.HeadDim%2 != 0:
		return fmt.Errorf("transformer: attention.key_length is %d, want an even number", c.HeadDim)
	case c.Heads%c.KVHeads != 0:
		return fmt.Errorf("transformer: %d heads cannot share %d key and value heads", c.Heads, c.KVHeads)
	case c.Heads > maxDim/c.HeadDim:
		return fmt.Errorf("transformer: %d heads of %d are too wide", c.Heads, c.HeadDim)
	}
	return nil
}
