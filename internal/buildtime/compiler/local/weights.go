package local

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pawgen/pawgen/internal/buildtime/compiler/mapper"
	"github.com/pawgen/pawgen/internal/buildtime/weights/safetensors"
	"github.com/pawgen/pawgen/internal/buildtime/weights/torch"
	"github.com/pawgen/pawgen/internal/run/lora"
)

// moduleNames are the names that mappers use, in the order of [lora.Modules].
var moduleNames = map[string][]string{
	"qwen3": {"down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj"},
	"gpt2":  {"attn_c_proj", "c_attn", "c_fc", "mlp_c_proj"},
}

// weights is an open lora_mapper.pt whose tensors have the right shapes.
type weights struct {
	file   *torch.File
	meta   meta
	arch   string // of the interpreter, "qwen3" or "gpt2"
	layers int    // of the interpreter
}

func openWeights(path string, m meta) (*weights, error) {
	file, err := torch.Open(path)
	if err != nil {
		return nil, err
	}
	w := &weights{file: file, meta: m}
	if err := w.check(); err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return w, nil
}

// check finds out what interpreter the mapper is for, and that all tensors fit.
func (w *weights) check() error {
	for arch, names := range moduleNames {
		if _, ok := w.file.Tensor("A_bases_" + names[1]); ok {
			w.arch = arch
		}
	}
	if w.arch == "" {
		return fmt.Errorf("has no bases of Qwen3 or GPT-2, but %v", w.file.Names())
	}
	trunk, err := w.tensor("trunk.0.weight", 0, 0)
	if err != nil {
		return err
	}
	dim := trunk.Shape[1]
	head, err := w.tensor("coeff_head.weight", 0, trunk.Shape[0])
	if err != nil {
		return err
	}
	each := len(moduleNames[w.arch]) * w.meta.Bases * 2
	if w.layers = head.Shape[0] / each; head.Shape[0]%each != 0 {
		return fmt.Errorf("coeff_head.weight has %d rows, which are not whole layers of %d", head.Shape[0], each)
	}
	if w.layers > most {
		return fmt.Errorf("has coefficients for %d layers, the most is %d", w.layers, most)
	}
	want := map[string][]int{"trunk.0.weight": {trunk.Shape[0], dim}, "trunk.0.bias": {trunk.Shape[0]}, "coeff_head.bias": {head.Shape[0]}}
	for _, name := range moduleNames[w.arch] {
		want["A_bases_"+name] = []int{w.meta.Bases, w.meta.Rank, 0}
		want["B_bases_"+name] = []int{w.meta.Bases, 0, w.meta.Rank}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if _, err := w.tensor(name, want[name]...); err != nil {
			return err
		}
	}
	for _, name := range w.file.Names() {
		if want[name] == nil && name != "coeff_head.weight" {
			return fmt.Errorf("tensor %q is unknown", name)
		}
	}
	return nil
}

// tensor finds a tensor of floats whose sizes are as wanted, where 0 is any.
func (w *weights) tensor(name string, shape ...int) (safetensors.Tensor, error) {
	t, ok := w.file.Tensor(name)
	if !ok {
		return t, fmt.Errorf("tensor %q is missing", name)
	}
	if _, ok := t.GGUF(); !ok {
		return t, fmt.Errorf("tensor %q is %s, want F32, F16 or BF16", name, t.Type)
	}
	fits := slices.EqualFunc(t.Shape, shape, func(have, want int) bool { return want == 0 || have == want })
	if !fits {
		return t, fmt.Errorf("tensor %q has the shape %v, want %v (0 is any)", name, t.Shape, shape)
	}
	return t, nil
}

// mapper returns trunk and head.
func (w *weights) mapper() (m mapper.Mapper, err error) {
	m.Residual = w.meta.Residual
	for name, to := range map[string]*[]float32{
		"trunk.0.weight": &m.Trunk.Weight, "trunk.0.bias": &m.Trunk.Bias,
		"coeff_head.weight": &m.Head.Weight, "coeff_head.bias": &m.Head.Bias,
	} {
		t, _ := w.file.Tensor(name)
		if *to, err = t.Floats(); err != nil {
			return m, fmt.Errorf("tensor %q: %w", name, err)
		}
	}
	if m.Residual && len(m.Trunk.Bias)*len(m.Trunk.Bias) != len(m.Trunk.Weight) {
		return m, fmt.Errorf("the trunk cannot be residual: it is not square")
	}
	return m, nil
}

// modules pairs the mapper's names with those of GGUF files.
func (w *weights) modules() (list []namedModule) {
	for i, m := range lora.Modules(w.arch) {
		list = append(list, namedModule{moduleNames[w.arch][i], m})
	}
	return list
}

type namedModule struct {
	name   string
	module lora.Module
}
