package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
	"github.com/pawgen/pawgen/internal/system/atomicfile"
)

// startFile holds the weights that a training may start from.
const startFile = "start.safetensors"

// writeStart writes the committed pair's tokens, which a training that starts
// from its weights must keep, and the weights for train.py --start: the
// interpreter's by their names, and the compiler's and the basis's as
// model.py's Compiler names them.
func writeStart(dir string) error {
	out := tensors{}
	f, err := out.read(interpreterFile, func(name string) string { return name })
	if err != nil {
		return err
	}
	defer f.Close()
	v, err := tokenizer.ReadVocabulary(f)
	if err != nil {
		return err
	}
	file := filepath.Join(dir, vocabularyFile)
	if _, other, err := readVocabulary(file); err == nil && !reflect.DeepEqual(other, v) {
		return fmt.Errorf("%s has other tokens than the committed pair\n\thint: name an empty folder", file)
	}
	if err := saveVocabulary(file, v); err != nil {
		return err
	}
	for file, rename := range map[string]func(string) string{compilerFile: compilerName, basisFile: basisName} {
		f, err := out.read(file, rename)
		if err != nil {
			return err
		}
		f.Close()
	}
	return out.write(filepath.Join(dir, startFile))
}

// compilerName and basisName are what export undoes: "paw.trunk.bias" is the
// network's "trunk.bias", "ffn_up.lora_a" its "lora_a.ffn_up".
func compilerName(name string) string {
	if own, ok := strings.CutPrefix(name, "paw."); ok {
		return own
	}
	return "decoder." + name
}

func basisName(name string) string {
	module, half, _ := strings.Cut(name, ".")
	return half + "." + module
}

// tensors are a safetensors file to be.
type tensors map[string]floats

type floats struct {
	shape []int
	data  []float32
}

// read adds a GGUF file's tensors under other names. The file is still open.
func (ts tensors) read(path string, rename func(string) string) (*gguf.File, error) {
	f, err := gguf.Open(path)
	if err != nil {
		return nil, err
	}
	for _, t := range f.Tensors() {
		x, err := t.Floats()
		if err != nil {
			f.Close()
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		shape := slices.Clone(t.Dims)
		slices.Reverse(shape)
		ts[rename(t.Name)] = floats{shape, x}
	}
	return f, nil
}

func (ts tensors) write(path string) error {
	type entry struct {
		Dtype   string `json:"dtype"`
		Shape   []int  `json:"shape"`
		Offsets [2]int `json:"data_offsets"`
	}
	header := map[string]entry{}
	var data []byte
	for _, name := range slices.Sorted(maps.Keys(ts)) {
		t, at := ts[name], len(data)
		for _, x := range t.data {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(x))
		}
		header[name] = entry{"F32", t.shape, [2]int{at, len(data)}}
	}
	text, err := json.Marshal(header)
	if err != nil {
		return err
	}
	file := append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...)
	fmt.Fprintf(os.Stderr, "%-32s %8d bytes\n", path, len(file)+len(data))
	return atomicfile.Write(path, append(file, data...), 0o644)
}
