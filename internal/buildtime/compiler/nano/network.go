package nano

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"unsafe"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/mapper"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
	"github.com/pawgen/pawgen/internal/run/transformer"
	"github.com/pawgen/pawgen/models"
	base "github.com/pawgen/pawgen/models/nano"
)

//go:embed compiler.gguf
var weights string

// network is the compiler network: a decoder whose hidden states at the prefix
// tokens a mapper turns into coefficients.
type network struct {
	decoder   *transformer.Model
	tokenizer *tokenizer.Tokenizer
	mapper    mapper.Mapper

	layers, modules, bases int // the shape of the coefficients, from the basis
}

// load reads the network and checks it against the basis that its coefficients mix.
func load(file string) (*network, error) {
	n, err := parse(unsafe.Slice(unsafe.StringData(file), len(file)))
	if err != nil {
		return nil, fmt.Errorf("compiler %s: %w", SnapshotName, err)
	}
	return n, nil
}

func parse(data []byte) (*network, error) {
	f, err := gguf.Parse(data)
	if err != nil {
		return nil, err
	}
	if s, _ := f.String("paw.compiler.snapshot"); s != SnapshotName {
		return nil, fmt.Errorf("the file is snapshot %q", s)
	}
	steps, _ := f.Uint("paw.compiler.prefix_steps")
	if steps != PrefixSteps {
		return nil, fmt.Errorf("%d prefix steps (want %d)", steps, PrefixSteps)
	}
	n := &network{}
	if n.decoder, err = transformer.Load(f); err != nil {
		return nil, err
	}
	if n.tokenizer, err = tokenizer.New(f); err != nil {
		return nil, err
	}
	if err := n.fit(f); err != nil {
		return nil, err
	}
	if n.mapper.Trunk, err = affine(f, "paw.trunk", n.decoder.Dim, 0); err != nil {
		return nil, err
	}
	n.mapper.Head, err = affine(f, "paw.coeff_head", len(n.mapper.Trunk.Bias), n.layers*n.modules*n.bases*2)
	return n, err
}

// fit checks that the network belongs to the base model that its programs run
// on, and reads the coefficients' shape from the basis.
func (n *network) fit(own *gguf.File) error {
	b, ok := models.Lookup(base.ID)
	if !ok {
		return fmt.Errorf("base model %q is not registered", base.ID)
	}
	f, err := gguf.Parse(b.Interpreter.Bytes())
	if err != nil {
		return err
	}
	for _, key := range []string{"tokenizer.ggml.tokens", "tokenizer.ggml.merges"} {
		have, _ := own.Strings(key)
		want, _ := f.Strings(key)
		if !slices.Equal(have, want) {
			return fmt.Errorf("%s differ from those of base model %q", key, base.ID)
		}
	}
	if have, _ := f.Uint("qwen3.context_length"); have != uint64(n.decoder.Context) {
		return fmt.Errorf("a context of %d tokens (base model %q has %d)", n.decoder.Context, base.ID, have)
	}
	if f, err = gguf.Parse(b.Basis.Bytes()); err != nil {
		return err
	}
	basis, err := lora.ParseBasis(f)
	if err != nil {
		return err
	}
	n.layers, n.modules, n.bases = basis.Layers(), len(basis.Modules()), basis.Bases()
	return nil
}

// affine reads name.weight [out, in] and name.bias [out]; out 0 takes what the file has.
func affine(f *gguf.File, name string, in, out int) (mapper.Affine, error) {
	w, okW := f.Tensor(name + ".weight")
	b, okB := f.Tensor(name + ".bias")
	if !okW || !okB {
		return mapper.Affine{}, fmt.Errorf("no tensors %s.weight and .bias", name)
	}
	if out == 0 {
		out = b.Elements()
	}
	if len(w.Dims) != 2 || w.Dims[0] != in || w.Dims[1] != out || b.Elements() != out {
		return mapper.Affine{}, fmt.Errorf("%s has shapes %v and %v (want [%d %d] and [%d])", name, w.Dims, b.Dims, in, out, out)
	}
	weight, err := w.Floats()
	if err != nil {
		return mapper.Affine{}, err
	}
	bias, err := b.Floats()
	return mapper.Affine{Weight: weight, Bias: bias}, err
}

// tokens counts the tokens of a pseudo-program.
func (n *network) tokens(pseudo string) int { return len(n.tokenizer.Encode(pseudo, false)) }

// context is the longest sequence that the networks take.
func (n *network) context() int { return n.decoder.Context }

// coefficients runs the network over a compiler's prompt; all its layers count.
func (n *network) coefficients(ctx context.Context, prompt []int32) ([]float32, error) {
	if len(prompt) > n.context() {
		return nil, compiler.Refusef("spec and pseudo-program have %d tokens together, of at most %d: shorten the spec", len(prompt)-PrefixSteps, n.context()-PrefixSteps)
	}
	pooled, err := mapper.Pool(ctx, n.decoder, prompt, PrefixSteps, n.decoder.Layers, nil)
	if err != nil {
		return nil, err
	}
	return n.mapper.Coefficients(pooled), nil
}
