// Package safetensors reads the safetensors format: the weights that training
// writes, and those of published compilers.
//
// A file is an eight-byte little-endian length, a JSON header of that length,
// which maps each name to type, shape and place, and the tensors' bytes. Large
// models are cut into several files, the shards, beside an index that says
// which tensor is where: [OpenModel] reads them as one.
package safetensors

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/pawgen/pawgen/internal/run/gguf"
)

// maxHeader bounds the JSON header, as the format's own library does.
const maxHeader = 100 << 20

// File is a parsed file, or the shards of a model as one. It keeps the bytes
// that it was parsed from.
type File struct {
	// Metadata is the free-form table of the header; that of a model in shards is empty.
	Metadata map[string]string
	tensors  map[string]Tensor
	unmap    []func() error
}

// Tensor is one named array.
type Tensor struct {
	Type  string // "F32", "BF16", ...
	Shape []int  // the contiguous dimension last
	Data  []byte // little-endian
}

// entry is a tensor as the header describes it.
type entry struct {
	Type    string    `json:"dtype"`
	Shape   []int     `json:"shape"`
	Offsets [2]uint64 `json:"data_offsets"`
}

// Parse reads a file.
func Parse(data []byte) (*File, error) {
	f, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	return f, nil
}

func parse(data []byte) (*File, error) {
	if len(data) < 8 {
		return nil, fmt.Errorf("file of %d bytes has no header", len(data))
	}
	n := binary.LittleEndian.Uint64(data)
	if n > maxHeader || n > uint64(len(data)-8) {
		return nil, fmt.Errorf("header of %d bytes does not fit into the file (%d)", n, len(data))
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data[8:8+n], &raw); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	f := &File{tensors: make(map[string]Tensor, len(raw))}
	body := data[8+n:]
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		if name == "__metadata__" {
			if err := json.Unmarshal(raw[name], &f.Metadata); err != nil {
				return nil, fmt.Errorf("metadata: %w", err)
			}
			continue
		}
		var e entry
		if err := json.Unmarshal(raw[name], &e); err != nil {
			return nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		t, err := e.cut(body)
		if err != nil {
			return nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		f.tensors[name] = t
	}
	return f, nil
}

// sizes are the bytes of one element of each type.
var sizes = map[string]uint64{"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}

// cut finds a tensor's bytes and checks that their number fits its type and shape.
func (e entry) cut(body []byte) (Tensor, error) {
	want, ok := sizes[e.Type]
	if !ok {
		return Tensor{}, fmt.Errorf("type %q is not known", e.Type)
	}
	for _, d := range e.Shape {
		if d < 0 || d > 0 && want > math.MaxInt64/uint64(d) {
			return Tensor{}, fmt.Errorf("shape %v is impossible", e.Shape)
		}
		want *= uint64(d)
	}
	from, to := e.Offsets[0], e.Offsets[1]
	if from > to || to > uint64(len(body)) {
		return Tensor{}, fmt.Errorf("bytes %d to %d, the file has %d", from, to, len(body))
	}
	if to-from != want {
		return Tensor{}, fmt.Errorf("%d bytes for shape %v of %s (want %d)", to-from, e.Shape, e.Type, want)
	}
	return Tensor{e.Type, e.Shape, body[from:to:to]}, nil
}

// Names returns the names of all tensors, sorted.
func (f *File) Names() []string { return slices.Sorted(maps.Keys(f.tensors)) }

// Tensor returns the tensor of a name.
func (f *File) Tensor(name string) (Tensor, bool) {
	t, ok := f.tensors[name]
	return t, ok
}

// floats are the types that [Tensor.Floats] decodes, with GGUF's name.
var floats = map[string]gguf.Type{"F32": gguf.F32, "F16": gguf.F16, "BF16": gguf.BF16}

// GGUF returns the GGUF type whose bytes are the same; ok is false if there is none.
func (t Tensor) GGUF() (typ gguf.Type, ok bool) {
	typ, ok = floats[t.Type]
	return typ, ok
}

// Elements returns the product of the dimensions.
func (t Tensor) Elements() int { return len(t.Data) / int(sizes[t.Type]) }

// Floats returns the elements of an F32, F16 or BF16 tensor.
func (t Tensor) Floats() ([]float32, error) {
	typ, ok := t.GGUF()
	if !ok {
		return nil, fmt.Errorf("safetensors: type is %s (want F32, F16 or BF16)", t.Type)
	}
	out := make([]float32, t.Elements())
	return out, gguf.Dequantize(typ, t.Data, out)
}
