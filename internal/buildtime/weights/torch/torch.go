// Package torch reads the tensors of a state dictionary that torch.save wrote:
// the mapper of a published compiler, lora_mapper.pt.
//
// Such a file is a ZIP archive: a pickle, data.pkl, that describes the tensors,
// and their bytes, each in a member of its own that is not compressed. A pickle
// is a program for a small machine that can call any Python function. Here it
// can call none: pickle.go knows the instructions and the two names that a state
// dictionary needs and refuses all others. Tensors share the mapped file's bytes.
package torch

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"math"
	"path"
	"slices"

	"github.com/pawgen/pawgen/internal/buildtime/weights/safetensors"
	"github.com/pawgen/pawgen/internal/system/mmap"
)

// maxPickle bounds the description; that of a published mapper has 3 kB.
const maxPickle = 1 << 20

// File is an open state dictionary.
type File struct {
	tensors map[string]safetensors.Tensor
	unmap   func() error
}

// Open maps a file into memory and reads it. The file must not change while it
// is open.
func Open(path string) (*File, error) {
	data, unmap, err := mmap.Open(path)
	if err != nil {
		return nil, fmt.Errorf("torch: %w", err)
	}
	f, err := Parse(data)
	if err != nil {
		unmap()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	f.unmap = unmap
	return f, nil
}

// Close unmaps what [Open] mapped. No tensor may be used afterwards.
func (f *File) Close() error {
	if f.unmap == nil {
		return nil
	}
	unmap := f.unmap
	f.unmap = nil
	return unmap()
}

// Tensor returns the tensor of a name.
func (f *File) Tensor(name string) (safetensors.Tensor, bool) {
	t, ok := f.tensors[name]
	return t, ok
}

// Names returns the names of all tensors, sorted.
func (f *File) Names() []string {
	var names []string
	for name := range f.tensors {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Parse reads a file. The tensors share its bytes, which must not change.
func Parse(data []byte) (*File, error) {
	f, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("torch: %w", err)
	}
	return f, nil
}

func parse(data []byte) (*File, error) {
	members, err := readArchive(data)
	if err != nil {
		return nil, err
	}
	description, ok := members["data.pkl"]
	if !ok {
		return nil, errors.New("the archive has no data.pkl (want a file of torch.save)")
	}
	if len(description) > maxPickle {
		return nil, fmt.Errorf("data.pkl has %d bytes, the most is %d", len(description), maxPickle)
	}
	if order, ok := members["byteorder"]; ok && string(order) != "little" {
		return nil, fmt.Errorf("byte order %.20q is not supported (want little)", order)
	}
	state, err := unpickle(description)
	if err != nil {
		return nil, fmt.Errorf("data.pkl: %w", err)
	}
	f := &File{tensors: make(map[string]safetensors.Tensor, len(state))}
	for name, t := range state {
		if f.tensors[name], err = t.cut(members); err != nil {
			return nil, fmt.Errorf("tensor %.80q: %w", name, err)
		}
	}
	return f, nil
}

// readArchive returns the members of the archive, without the folder that they
// are all in. They are not compressed.
func readArchive(data []byte) (map[string][]byte, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w (want a file of torch.save, version 1.6 or newer)", err)
	}
	members := make(map[string][]byte, len(archive.File))
	root := ""
	for i, member := range archive.File {
		folder, name := cutFolder(member.Name)
		if i == 0 {
			root = folder
		}
		if folder != root || name == "" || members[name] != nil {
			return nil, fmt.Errorf("member %.80q comes twice or is not in the folder %.80q", member.Name, root)
		}
		start, err := member.DataOffset()
		size := member.UncompressedSize64
		if err != nil || member.Method != zip.Store || member.CompressedSize64 != size ||
			start < 0 || start > int64(len(data)) || size > uint64(int64(len(data))-start) {
			return nil, fmt.Errorf("member %.80q is compressed or not in the file", member.Name)
		}
		members[name] = data[start:][:size:size]
	}
	return members, nil
}

// cutFolder takes "archive/data/0" apart after its first folder.
func cutFolder(name string) (folder, rest string) {
	for i := range name {
		if name[i] == '/' {
			return name[:i], path.Clean(name[i+1:])
		}
	}
	return "", name
}

// tensor is a tensor as the pickle describes it.
type tensor struct {
	storage storage
	offset  int64 // of the first element
	shape   []int64
	stride  []int64
}

// storage is a member of the archive.
type storage struct {
	typ      string // "F32"
	key      string // its name under data/
	elements int64
}

// sizes are the bytes of an element.
var sizes = map[string]int64{"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}

// cut finds a tensor's bytes; its rows must lie one after the other.
func (t tensor) cut(members map[string][]byte) (safetensors.Tensor, error) {
	out := safetensors.Tensor{Type: t.storage.typ}
	data, ok := members["data/"+t.storage.key]
	size := sizes[t.storage.typ]
	if !ok || int64(len(data))/size != t.storage.elements || int64(len(data))%size != 0 {
		return out, fmt.Errorf("data/%.40s is missing or has %d bytes, want %d elements of %s", t.storage.key, len(data), t.storage.elements, t.storage.typ)
	}
	n := int64(1)
	for i := len(t.shape) - 1; i >= 0; i-- {
		if t.stride[i] != n && t.shape[i] != 1 {
			return out, fmt.Errorf("shape %v has strides %v, which are not those of rows", t.shape, t.stride)
		}
		if t.shape[i] < 1 || t.shape[i] > math.MaxInt32 || n > math.MaxInt64/t.shape[i] {
			return out, fmt.Errorf("shape %v is impossible", t.shape)
		}
		n *= t.shape[i]
	}
	if t.offset < 0 || t.offset > t.storage.elements || n > t.storage.elements-t.offset {
		return out, fmt.Errorf("%d elements from %d on, data/%.40s has %d", n, t.offset, t.storage.key, t.storage.elements)
	}
	for _, d := range t.shape {
		out.Shape = append(out.Shape, int(d))
	}
	out.Data = data[t.offset*size:][: n*size : n*size]
	return out, nil
}
