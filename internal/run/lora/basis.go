package lora

import (
	"fmt"
	"math"
	"slices"

	"github.com/pawgen/pawgen/internal/run/gguf"
)

// Basis is what a compiler learned: for each module a number of pairs of
// matrices, over which the adapters of all its programs are mixtures. It does
// not change and is safe for concurrent use.
type Basis struct {
	layers  int
	rank    int
	bases   int
	alpha   float32
	adapter gguf.Type // of the matrices of mixed adapters, F32 or Q4_0
	modules []basisModule
	// interpreter is the name of the model whose adapters these are, if the file has it.
	interpreter string
}

// basisModule holds the matrices for one module.
type basisModule struct {
	module  Module
	inputs  int
	outputs int
	a       *gguf.Tensor // [bases, rank, inputs], contiguous last
	b       *gguf.Tensor // [bases, outputs, rank]
}

// maxFloats bounds an adapter's size; the largest known has 40 million.
const maxFloats = 1 << 28

// ParseBasis reads a basis file: architecture "paw-basis", the keys
// paw.basis.layers, .rank, .bases, .alpha and .modules (names in the order of
// the coefficients), and per module the tensors {module}.lora_a, [inputs,
// rank, bases], and {module}.lora_b, [rank, outputs, bases]. The key
// paw.basis.adapter_type may say "Q4_0": mixed adapters are then what a public
// program with the same matrices holds, to the bit, and take an eighth of the
// memory, and paw.basis.interpreter names the model that they are for. The basis
// uses the file's bytes.
func ParseBasis(f *gguf.File) (*Basis, error) {
	if arch, _ := f.String("general.architecture"); arch != "paw-basis" {
		return nil, fmt.Errorf("lora: general.architecture is %q, want \"paw-basis\"", arch)
	}
	b := &Basis{}
	for _, field := range []struct {
		key string
		to  *int
	}{{"layers", &b.layers}, {"rank", &b.rank}, {"bases", &b.bases}} {
		n, ok := f.Uint("paw.basis." + field.key)
		if !ok || n < 1 || n > maxLayers {
			return nil, fmt.Errorf("lora: paw.basis.%s is missing or not between 1 and %d", field.key, maxLayers)
		}
		*field.to = int(n)
	}
	alpha, ok := f.Float("paw.basis.alpha")
	if !ok || math.IsNaN(alpha) || math.IsInf(alpha, 0) {
		return nil, fmt.Errorf("lora: paw.basis.alpha is missing or not a number")
	}
	b.alpha = float32(alpha)
	b.interpreter, _ = f.String("paw.basis.interpreter")
	switch name, ok := f.String("paw.basis.adapter_type"); {
	case name == gguf.Q4_0.String():
		b.adapter = gguf.Q4_0
	case ok && name != gguf.F32.String():
		return nil, fmt.Errorf("lora: paw.basis.adapter_type is %q, want \"F32\" or \"Q4_0\"", name)
	}
	names, _ := f.Strings("paw.basis.modules")
	if len(names) == 0 {
		return nil, fmt.Errorf("lora: paw.basis.modules is missing or empty")
	}
	for _, name := range names {
		if err := b.add(f, name); err != nil {
			return nil, fmt.Errorf("lora: module %q: %w", name, err)
		}
	}
	if err := b.checkSize(); err != nil {
		return nil, err
	}
	return b, nil
}

// add reads the matrices for a module.
func (b *Basis) add(f *gguf.File, name string) error {
	module, ok := parseModule(name)
	if !ok {
		return fmt.Errorf("unknown")
	}
	if slices.ContainsFunc(b.modules, func(m basisModule) bool { return m.module == module }) {
		return fmt.Errorf("listed twice")
	}
	ta, okA := f.Tensor(name + ".lora_a")
	tb, okB := f.Tensor(name + ".lora_b")
	if !okA || !okB {
		return fmt.Errorf("tensor lora_a or lora_b is missing")
	}
	if len(ta.Dims) != 3 || ta.Dims[1] != b.rank || ta.Dims[2] != b.bases {
		return fmt.Errorf("lora_a has dimensions %v, want [inputs %d %d]", ta.Dims, b.rank, b.bases)
	}
	if len(tb.Dims) != 3 || tb.Dims[0] != b.rank || tb.Dims[2] != b.bases {
		return fmt.Errorf("lora_b has dimensions %v, want [%d outputs %d]", tb.Dims, b.rank, b.bases)
	}
	if elements, _ := b.adapter.Block(); ta.Dims[0]%elements != 0 || b.rank%elements != 0 {
		return fmt.Errorf("%d inputs and rank %d are not whole blocks of %v", ta.Dims[0], b.rank, b.adapter)
	}
	b.modules = append(b.modules, basisModule{module: module, inputs: ta.Dims[0], outputs: tb.Dims[1], a: ta, b: tb})
	return nil
}

// checkSize returns an error if adapters would be too large.
func (b *Basis) checkSize() error {
	size := 0.0
	for _, m := range b.modules {
		size += float64(float64(b.rank) * (float64(m.inputs) + float64(m.outputs)))
	}
	if size *= float64(b.layers); size > maxFloats {
		return fmt.Errorf("lora: adapters of this basis would have %.0f numbers, the most is %d", size, maxFloats)
	}
	return nil
}

// Layers returns the number of blocks that adapters change.
func (b *Basis) Layers() int { return b.layers }

// Bases returns the number of matrices that are mixed.
func (b *Basis) Bases() int { return b.bases }

// Interpreter returns the name of the model that the adapters are for, as
// programs of the public system give it, "Qwen/Qwen3-0.6B"; "" if the file
// doesn't say.
func (b *Basis) Interpreter() string { return b.interpreter }

// Rank returns the rank of the adapters.
func (b *Basis) Rank() int { return b.rank }

// Modules returns the modules in the order of the coefficients.
func (b *Basis) Modules() []Module {
	list := make([]Module, len(b.modules))
	for i, m := range b.modules {
		list[i] = m.module
	}
	return list
}
