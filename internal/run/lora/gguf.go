package lora

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
)

// maxLayers bounds what a file can make us allocate; real models have 28.
const maxLayers = 1024

// known are the keys of adapters that are read, and those that say only what an
// adapter is for. Activated adapters, which change the tokens after some others,
// have one that is neither.
var known = []string{"adapter.type", "adapter.lora.alpha", "adapter.lora.task_name", "adapter.lora.prompt_prefix"}

// FromGGUF makes an adapter of a file as llama.cpp reads it: tensors
// blk.{layer}.{module}.weight.lora_a, [inputs, rank], and .lora_b, [rank,
// outputs]. The adapter uses the file's bytes.
func FromGGUF(f *gguf.File) (*Adapter, error) {
	if kind, _ := f.String("adapter.type"); kind != "lora" {
		return nil, fmt.Errorf("lora: adapter.type is %q, want \"lora\"", kind)
	}
	alpha, ok := f.Float("adapter.lora.alpha")
	if !ok || math.IsNaN(alpha) || math.IsInf(alpha, 0) {
		return nil, fmt.Errorf("lora: adapter.lora.alpha is missing or not a number")
	}
	for _, key := range f.Keys() {
		if strings.HasPrefix(key, "adapter.") && !slices.Contains(known, key) {
			return nil, fmt.Errorf("lora: %s, which is %s, is not known and may change answers", key, f.Describe(key))
		}
	}
	a := &Adapter{}
	a.arch, _ = f.String("general.architecture")
	for _, t := range f.Tensors() {
		base, isA := strings.CutSuffix(t.Name, ".lora_a")
		if !isA {
			if err := checkB(f, t.Name); err != nil {
				return nil, err
			}
			continue
		}
		b, ok := f.Tensor(base + ".lora_b")
		if !ok {
			return nil, fmt.Errorf("lora: tensor %q has no lora_b", t.Name)
		}
		if err := a.add(base, t, b, float32(alpha)); err != nil {
			return nil, fmt.Errorf("lora: tensor %q: %w", t.Name, err)
		}
	}
	kernels.Gather(a.matrices())
	return a, nil
}

// checkB returns an error if a tensor is not the second of a pair.
func checkB(f *gguf.File, name string) error {
	base, isB := strings.CutSuffix(name, ".lora_b")
	if !isB {
		return fmt.Errorf("lora: tensor %q is neither lora_a nor lora_b", name)
	}
	if _, ok := f.Tensor(base + ".lora_a"); !ok {
		return fmt.Errorf("lora: tensor %q has no lora_a", name)
	}
	return nil
}

// add adds the pair for the weight called name.
func (ad *Adapter) add(name string, ta, tb *gguf.Tensor, alpha float32) error {
	layer, module, err := parseName(name)
	if err != nil {
		return err
	}
	a, err := matrix(ta)
	if err != nil {
		return err
	}
	b, err := matrix(tb)
	if err != nil {
		return err
	}
	for len(ad.layers) <= layer {
		ad.layers = append(ad.layers, Layer{})
	}
	if ad.layers[layer][module] != nil {
		return fmt.Errorf("block %d has two changes of %v", layer, module)
	}
	p, err := newPair(a, b, alpha)
	if err != nil {
		return err
	}
	p.a, p.b = ta, tb
	ad.layers[layer][module] = p
	return nil
}

// parseName takes blk.{layer}.{module}.weight apart.
func parseName(name string) (int, Module, error) {
	parts := strings.Split(name, ".")
	if len(parts) != 4 || parts[0] != "blk" || parts[3] != "weight" {
		return 0, 0, fmt.Errorf("want blk.{layer}.{module}.weight before the suffix")
	}
	layer, err := strconv.ParseUint(parts[1], 10, 31)
	if err != nil || layer >= maxLayers {
		return 0, 0, fmt.Errorf("layer %q is not a number below %d", parts[1], maxLayers)
	}
	module, ok := parseModule(parts[2])
	if !ok {
		return 0, 0, fmt.Errorf("unknown module %q", parts[2])
	}
	return int(layer), module, nil
}

// matrix makes a matrix of a tensor of two dimensions.
func matrix(t *gguf.Tensor) (*kernels.Matrix, error) {
	if len(t.Dims) != 2 {
		return nil, fmt.Errorf("dimensions %v, want two", t.Dims)
	}
	return kernels.NewMatrix(t.Type, t.Dims[1], t.Dims[0], t.Data)
}
