package transformer

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
)

// Config is the shape of a model.
type Config struct {
	Arch    string  // "llama", "qwen2", "qwen3" or "gpt2"
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

// architecture is what differs between the kinds of models. The equations of a
// block are in llama.go or gpt2.go. All the rest is shared.
type architecture struct {
	// layerNorm says that normalisations are LayerNorm, with biases, not RMSNorm.
	layerNorm bool
	// biased says which linear layers have biases.
	biased func(m lora.Module) presence
	// headNorms says that queries and keys are normalised.
	headNorms bool
	// pairs says that rotary positions turn neighbouring elements of a head, not
	// elements of its two halves: files of these architectures have the rows of
	// queries and keys in that order.
	pairs bool
	// factors says whether a file may have a factor for each rotary frequency.
	factors presence
	// config reads the shape, all but Arch and Vocab.
	config func(k *keys) Config
	// keys are those that config does not read and that are no mistake.
	keys keyRules
	// layer loads block i.
	layer func(l *loader, c Config, i int) layer
	// finish loads or makes what the blocks share.
	finish func(l *loader, k *keys, m *Model)
	// place gives a part's tokens in s.x their positions.
	place func(m *Model, s *scratch, p part)
	// block runs block l: it stores all tokens' keys and values and changes s.x,
	// of which it leaves only each part's last token if nothing else is needed.
	block func(m *Model, s *scratch, l int, lastOnly bool)
}

// presence says whether files have a tensor.
type presence int

const (
	never presence = iota
	sometimes
	always
)

// architectures are those that can be run.
var architectures = map[string]architecture{"llama": llama, "qwen2": qwen2, "qwen3": qwen3, "gpt2": gpt2}

// architectureOf returns the architecture that a file is of.
func architectureOf(f *gguf.File) (name string, a architecture, err error) {
	name, _ = f.String("general.architecture")
	a, ok := architectures[name]
	if !ok {
		return name, a, fmt.Errorf("transformer: general.architecture is %q, want %q", name, slices.Sorted(maps.Keys(architectures)))
	}
	return name, a, nil
}

// Bounds that keep products of sizes far from overflow. Every size is checked
// against the tensors too.
const (
	maxLayers  = 1 << 10
	maxDim     = 1 << 20
	maxContext = 1 << 22 // where rotary angles are still exact
)

// keys reads an architecture's keys of a file and notes which those are, so that
// none is overlooked. The first failure stays in err.
type keys struct {
	file *gguf.File
	arch string
	read map[string]bool
	err  error
}

// name is a key's whole name, and notes that it is read.
func (k *keys) name(key string) string {
	key = k.arch + "." + key
	k.read[key] = true
	return key
}

// fail keeps an error.
func (k *keys) fail(form string, args ...any) {
	if k.err == nil {
		k.err = fmt.Errorf("transformer: "+form, args...)
	}
}

// size reads a size that the file must have.
func (k *keys) size(key string, to *int, most uint64) {
	key = k.name(key)
	n, ok := k.file.Uint(key)
	if !ok || n < 1 || n > most {
		k.fail("%s is %s, want a number from 1 to %d", key, k.file.Describe(key), most)
	}
	*to = int(min(n, most))
}

// sizeOr reads a size that has a default.
func (k *keys) sizeOr(key string, to *int, most uint64, otherwise int) {
	if *to = otherwise; k.file.Has(k.name(key)) {
		k.size(key, to, most)
	}
}

// floatOr reads a number from least to most that has a default.
func (k *keys) floatOr(key string, least, most, otherwise float64) float64 {
	key = k.name(key)
	if !k.file.Has(key) {
		return otherwise
	}
	x, ok := k.file.Float(key)
	if !ok || !(x >= least && x <= most) {
		k.fail("%s is %s, want a number from %g to %g", key, k.file.Describe(key), least, most)
	}
	return x
}

// textOr reads a text that has a default.
func (k *keys) textOr(key, otherwise string) string {
	key = k.name(key)
	if !k.file.Has(key) {
		return otherwise
	}
	text, ok := k.file.String(key)
	if !ok {
		k.fail("%s is %s, want a text", key, k.file.Describe(key))
	}
	return text
}

// eps reads the constant of the normalisations.
func (k *keys) eps(key string) float32 {
	key = k.name(key)
	eps, _ := k.file.Float(key)
	if !(float32(eps) > 0 && eps < 1) {
		k.fail("%s is %s, want more than 0 and less than 1", key, k.file.Describe(key))
	}
	return float32(eps)
}

// keyRules are keys that are not read. What is neither here nor read is refused,
// because it may change answers.
type keyRules struct {
	// harmless are keys whose values change nothing here.
	harmless []string
	// neutral are keys with the values, as text, that mean that nothing is changed.
	neutral map[string][]string
}

// check refuses a key of the architecture that is neither read nor known to change
// nothing.
func (k *keys) check(rules keyRules) {
	for _, key := range k.file.Keys() {
		own, ok := strings.CutPrefix(key, k.arch+".")
		if !ok || k.read[key] || slices.Contains(rules.harmless, own) {
			continue
		}
		values, ok := rules.neutral[own]
		switch got := k.file.Describe(key); {
		case !ok:
			k.fail("%s, which is %s, is not known and may change answers", key, got)
		case !slices.Contains(values, got):
			k.fail("%s is %s, which is not supported (want %s)", key, got, values[0])
		}
	}
}
