package safetensors

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
)

// file puts a header before data.
func file(header string, data ...byte) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), data...)
}

func TestParse(t *testing.T) {
	f, err := Parse(file(`{"__metadata__":{"k":"v"},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[],"data_offsets":[8,9]}}`,
		0, 0, 128, 63, 0, 0, 0, 192, 7))
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Names(); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("names %v", got)
	}
	if f.Metadata["k"] != "v" {
		t.Errorf("metadata %v", f.Metadata)
	}
	b, _ := f.Tensor("b")
	x, err := b.Floats()
	if err != nil || !slices.Equal(x, []float32{1, -2}) || !slices.Equal(b.Shape, []int{1, 2}) {
		t.Errorf("tensor b is %v %v, %v", b.Shape, x, err)
	}
	a, _ := f.Tensor("a")
	if _, err := a.Floats(); err == nil {
		t.Error("bytes read as floats")
	}
}

func TestParseMistakes(t *testing.T) {
	for _, c := range []struct {
		name, want string
		data       []byte
	}{
		{"empty", "has no header", nil},
		{"long header", "does not fit", []byte{255, 255, 255, 255, 0, 0, 0, 0, 1}},
		{"no JSON", "header:", file("hello")},
		{"past the end", "the file has 4", file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 1, 2, 3, 4)},
		{"backwards", "bytes 4 to 0", file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}`, 1, 2, 3, 4)},
		{"shape", "want 8", file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}`, 1, 2, 3, 4)},
		{"negative", "impossible", file(`{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}`, 1, 2, 3, 4)},
		{"overflow", "impossible", file(`{"a":{"dtype":"F32","shape":[4611686018427387904,16],"data_offsets":[0,4]}}`, 1, 2, 3, 4)},
		{"type", "not known", file(`{"a":{"dtype":"Q9","shape":[1],"data_offsets":[0,4]}}`, 1, 2, 3, 4)},
	} {
		if _, err := Parse(c.data); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v (want %q)", c.name, err, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 1, 2, 3, 4))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Parse(data)
		if err != nil {
			return
		}
		for _, name := range file.Names() {
			tensor, _ := file.Tensor(name)
			if _, ok := tensor.GGUF(); ok {
				if _, err := tensor.Floats(); err != nil {
					t.Error(err)
				}
			}
		}
	})
}
