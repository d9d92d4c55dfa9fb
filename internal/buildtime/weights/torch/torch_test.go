package torch

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mapper is a file that PyTorch's torch.save wrote.
var mapper = filepath.Join("..", "..", "compiler", "local", "testdata", "gpt2", "lora_mapper.pt")

func TestOpen(t *testing.T) {
	f, err := Open(mapper)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	names := f.Names()
	if len(names) != 12 || names[0] != "A_bases_attn_c_proj" || names[11] != "trunk.0.weight" {
		t.Errorf("names %v", names)
	}
	for name, shape := range map[string][]int{
		"trunk.0.weight": {32, 32}, "trunk.0.bias": {32}, "coeff_head.weight": {72, 32},
		"A_bases_mlp_c_proj": {3, 32, 128}, "B_bases_c_fc": {3, 128, 32},
	} {
		x, _ := f.Tensor(name)
		if !slices.Equal(x.Shape, shape) || x.Type != "F32" {
			t.Errorf("%s is %s %v, want F32 %v", name, x.Type, x.Shape, shape)
		}
		if values, err := x.Floats(); err != nil || len(values) != x.Elements() {
			t.Errorf("%s: %d values, %v", name, len(values), err)
		}
	}
	// The bases are multiples of 1/256; a wrong place in the file would show.
	x, _ := f.Tensor("B_bases_c_attn")
	values, _ := x.Floats()
	for i, v := range values {
		if scaled := v * 256; scaled != float32(int(scaled)) || scaled > 60 || scaled < -60 {
			t.Fatalf("value %d is %g, not a small multiple of 1/256", i, v)
		}
	}
}

// archive makes a ZIP archive of names and contents in turn, not compressed.
func archive(t testing.TB, members ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		m, err := w.CreateHeader(&zip.FileHeader{Name: members[i], Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		m.Write([]byte(members[i+1]))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	storageOf2 = "((X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x02tQ"
	header     = "\x80\x02}X\x01\x00\x00\x00a"
	rebuild    = "ctorch._utils\n_rebuild_tensor_v2\n"
	hooks      = "\x89ccollections\nOrderedDict\n)RtR"
	vector     = header + rebuild + storageOf2 + "K\x00K\x02\x85K\x01\x85" + hooks + "s."
)

func TestParseMistakes(t *testing.T) {
	floats := "\x00\x00\x80\x3f\x00\x00\x00\x40"
	with := func(pickle string) []byte { return archive(t, "x/data.pkl", pickle, "x/data/0", floats) }
	good, err := Parse(with(vector))
	if err != nil {
		t.Fatal(err)
	}
	a, _ := good.Tensor("a")
	if values, err := a.Floats(); err != nil || !slices.Equal(values, []float32{1, 2}) {
		t.Errorf("a is %v, %v", values, err)
	}
	deep := "\x80\x02)q\x00" + strings.Repeat("h\x00h\x00\x86q\x00", 60)
	for _, test := range []struct {
		data []byte
		want string
	}{
		{nil, "not a valid zip file (want a file of torch.save, version 1.6 or newer)"},
		{archive(t, "x/data/0", floats), "has no data.pkl"},
		{archive(t, "x/data.pkl", vector, "y/data/0", floats), "not in the folder"},
		{archive(t, "x/data.pkl", vector, "x/data.pkl", vector), "comes twice"},
		{archive(t, "x/data.pkl", vector), "data/0 is missing or has 0 bytes, want 2 elements of F32"},
		{archive(t, "x/data.pkl", vector, "x/data/0", floats+"1234"), "has 12 bytes, want 2 elements of F32"},
		{archive(t, "x/data.pkl", vector, "x/data/0", floats, "x/byteorder", "big"), `byte order "big" is not supported`},
		{with(strings.Repeat("(", maxPickle+1)), "the most is 1048576"},
		{with("\x80\x04."), "does not start as a pickle of protocol 2"},
		{with("\x80\x02cos\nsystem\nX\x02\x00\x00\x00ls\x85R."), `calls "os.system", which is not allowed`},
		{with("\x80\x02cbuiltins\neval\n(i"), "instruction 0x69 is not one of a state dictionary's"},
		{with(deep + ")R."), `calls "a torch.tuple", which is not allowed`},
		{with("\x80\x02}X\x01\x00\x00\x00a)s."), "is not a named tensor"},
		{with("\x80\x02."), "is not a state dictionary"},
		{with("\x80\x02R."), "takes a value from an empty stack"},
		{with("\x80\x02}}."), "is not a state dictionary"},
		{with("\x80\x02}X\xff\xff\xff\xffa"), "is cut off"},
		{with("\x80\x02}(X\x01\x00\x00\x00au."), "items for what is no dictionary"},
		{with("\x80\x02}u."), "has no mark"},
		{with("\x80\x02h\x07."), "has nothing in slot 7"},
		{with("\x80\x02q\x07."), "remembers a value of an empty stack"},
		{with("\x80\x02\x8a\x09123456789."), "an integer of 9 bytes"},
		{with("\x80\x02\x87."), "takes 3 values from a stack of 0"},
		{with(strings.Replace(vector, "FloatStorage", "QuintStorage", 1)), `storage "torch.QuintStorage" is not supported`},
		{with(strings.Replace(vector, "K\x02\x85", "K\x03\x85", 1)), "3 elements from 0 on, data/0 has 2"},
		{with(strings.Replace(vector, "K\x00K\x02", "K\x01K\x02", 1)), "2 elements from 1 on, data/0 has 2"},
		{with(strings.Replace(vector, "K\x00", "J\xff\xff\xff\xff", 1)), "2 elements from -1 on"},
		{with(strings.Replace(vector, "K\x01\x85", "K\x02\x85", 1)), "which are not those of rows"},
		{with(strings.Replace(vector, "K\x01\x85", ")", 1)), "a tensor's arguments are of wrong types"},
		{with(strings.Replace(vector, "K\x02\x85", "\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f\x85", 1)), "is impossible"},
		{with(vector[:len(vector)-1] + "X\x01\x00\x00\x00ah\x00s."), "has nothing in slot 0"},
	} {
		if _, err := Parse(test.data); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("got %v, want %q", err, test.want)
		}
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	m, _ := w.Create("x/data.pkl") // compressed
	m.Write([]byte(vector))
	w.Close()
	if _, err := Parse(b.Bytes()); err == nil || !strings.Contains(err.Error(), "is compressed") {
		t.Errorf("compressed: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(archive(f, "x/data.pkl", vector, "x/data/0", "12345678"))
	if data, err := os.ReadFile(mapper); err == nil {
		f.Add(data[:4096])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Parse(data)
		if err != nil {
			return
		}
		for _, name := range file.Names() {
			x, _ := file.Tensor(name)
			x.Floats()
		}
	})
}

// FuzzPickle reaches what an archive's checks keep from [FuzzParse].
func FuzzPickle(f *testing.F) {
	f.Add([]byte(vector))
	f.Fuzz(func(t *testing.T, data []byte) {
		state, err := unpickle(data)
		if err != nil {
			return
		}
		members := map[string][]byte{"data/0": make([]byte, 8)}
		for _, tensor := range state {
			tensor.cut(members)
		}
	})
}
