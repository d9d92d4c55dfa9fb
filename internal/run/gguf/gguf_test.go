package gguf_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
)

var types = gguf.Types()

// sample is a small file with a key of every kind and a tensor of every type.
func sample(t testing.TB) []byte {
	w := gguf.NewWriter()
	w.Set("s", "text")
	w.Set("u8", uint8(200))
	w.Set("i8", int8(-3))
	w.Set("u16", uint16(60000))
	w.Set("i16", int16(-300))
	w.Set("u32", uint32(1<<31))
	w.Set("i32", int32(-70000))
	w.Set("u64", uint64(1<<63))
	w.Set("i64", int64(1<<40))
	w.Set("f32", float32(0.5))
	w.Set("f64", 0.25)
	w.Set("yes", true)
	w.Set("strings", []string{"a", "", "ccc"})
	w.Set("i32s", []int32{1, -2, 3})
	w.Set("u64s", []uint64{1 << 63})
	w.Set("bools", []bool{true, false})
	w.Set("empty", []string{})
	r := rand.New(rand.NewPCG(1, 2))
	for _, typ := range types {
		x := make([]float32, 512)
		for i := range x {
			x[i] = float32(r.NormFloat64())
		}
		data, err := gguf.Quantize(typ, x)
		if err != nil {
			t.Fatal(err)
		}
		w.Add(typ.String(), typ, []int{256, 2}, data)
	}
	var b bytes.Buffer
	n, err := w.WriteTo(&b)
	if err != nil || n != int64(b.Len()) {
		t.Fatalf("WriteTo = %d, %v; wrote %d", n, err, b.Len())
	}
	return b.Bytes()
}

func TestRoundTrip(t *testing.T) {
	data := sample(t)
	if !bytes.Equal(data, sample(t)) {
		t.Error("writing twice gave different bytes")
	}
	path := filepath.Join(t.TempDir(), "x.gguf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := gguf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	checkKeys(t, f)
	checkTensors(t, f)
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if err := f.Close(); err != nil {
		t.Error("second Close:", err)
	}
}

func checkKeys(t *testing.T, f *gguf.File) {
	type got struct {
		v  any
		ok bool
	}
	of := func(v any, ok bool) got { return got{v, ok} }
	str, num, flo := func(k string) got { v, ok := f.String(k); return of(v, ok) },
		func(k string) got { v, ok := f.Uint(k); return of(v, ok) },
		func(k string) got { v, ok := f.Float(k); return of(v, ok) }
	yes := func(k string) got { v, ok := f.Bool(k); return of(v, ok) }
	strs := func(k string) got { v, ok := f.Strings(k); return of(v, ok) }
	ints := func(k string) got { v, ok := f.Ints(k); return of(v, ok) }
	for _, c := range []struct {
		name      string
		got, want got
	}{
		{"String s", str("s"), got{"text", true}},
		{"String u8", str("u8"), got{"", false}},
		{"String none", str("none"), got{"", false}},
		{"Uint u8", num("u8"), got{uint64(200), true}},
		{"Uint i8", num("i8"), got{uint64(0), false}},
		{"Uint u16", num("u16"), got{uint64(60000), true}},
		{"Uint i16", num("i16"), got{uint64(0), false}},
		{"Uint u32", num("u32"), got{uint64(1 << 31), true}},
		{"Uint i32", num("i32"), got{uint64(0), false}},
		{"Uint u64", num("u64"), got{uint64(1 << 63), true}},
		{"Uint i64", num("i64"), got{uint64(1 << 40), true}},
		{"Uint f32", num("f32"), got{uint64(0), false}},
		{"Uint none", num("none"), got{uint64(0), false}},
		{"Float f32", flo("f32"), got{0.5, true}},
		{"Float f64", flo("f64"), got{0.25, true}},
		{"Float u32", flo("u32"), got{0.0, false}},
		{"Bool yes", yes("yes"), got{true, true}},
		{"Bool u8", yes("u8"), got{false, false}},
		{"Strings strings", strs("strings"), got{[]string{"a", "", "ccc"}, true}},
		{"Strings empty", strs("empty"), got{[]string{}, true}},
		{"Strings s", strs("s"), got{[]string(nil), false}},
		{"Ints i32s", ints("i32s"), got{[]int64{1, -2, 3}, true}},
		{"Ints u64s", ints("u64s"), got{[]int64(nil), false}},
		{"Ints bools", ints("bools"), got{[]int64(nil), false}},
		{"Ints strings", ints("strings"), got{[]int64(nil), false}},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
	if f.Has("none") || !f.Has("yes") {
		t.Error("Has is wrong")
	}
}

func checkTensors(t *testing.T, f *gguf.File) {
	if len(f.Tensors()) != len(types) {
		t.Fatalf("%d tensors, want %d", len(f.Tensors()), len(types))
	}
	want, _ := f.Tensors()[0].Floats() // F32 is exact; the others hold other samples
	for i, typ := range types {
		x, ok := f.Tensor(typ.String())
		if !ok || x != f.Tensors()[i] || x.Type != typ || !reflect.DeepEqual(x.Dims, []int{256, 2}) {
			t.Fatalf("tensor %v = %+v, %v", typ, x, ok)
		}
		if len(x.Data) != typ.Bytes(512) {
			t.Errorf("%v has %d bytes", typ, len(x.Data))
		}
		if v, err := x.Floats(); err != nil || len(v) != len(want) {
			t.Errorf("Floats of %v: %d values, %v", typ, len(v), err)
		}
	}
}

// file builds a header by hand, so that it can be wrong.
type file struct{ b []byte }

func header(version uint32, tensors, keys uint64) *file {
	f := &file{b: []byte("GGUF")}
	return f.u32(version).u64(tensors).u64(keys)
}

func (f *file) u32(v uint32) *file { f.b = binary.LittleEndian.AppendUint32(f.b, v); return f }
func (f *file) u64(v uint64) *file { f.b = binary.LittleEndian.AppendUint64(f.b, v); return f }
func (f *file) str(s string) *file { f.u64(uint64(len(s))); f.b = append(f.b, s...); return f }
func (f *file) pad(n int) *file    { f.b = append(f.b, make([]byte, n)...); return f }
func (f *file) align() *file       { return f.pad((32 - len(f.b)%32) % 32) }

// tensor adds a tensor's description.
func (f *file) tensor(name string, typ uint32, offset uint64, dims ...uint64) *file {
	f.str(name).u32(uint32(len(dims)))
	for _, d := range dims {
		f.u64(d)
	}
	return f.u32(typ).u64(offset)
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		name string
		file *file
		want string
	}{
		{"empty", &file{}, `gguf: the file starts with "", want "GGUF"`},
		{"git lfs", &file{[]byte("version https://git-lfs")}, `gguf: the file starts with "vers", want "GGUF"`},
		{"lower case", &file{[]byte("gguf")}, `gguf: the file starts with "gguf", want "GGUF"`},
		{"version 2", header(2, 0, 0), `gguf: version 2 is not supported, want 3`},
		{"no counts", &file{[]byte("GGUF\x03\x00\x00\x00")}, `gguf: tensors at 8 wants 8 bytes, past the end of the file (8)`},
		{"many tensors", header(3, 1<<40, 0), `gguf: 1099511627776 tensors do not fit in the 8 bytes left`},
		{"many keys", header(3, 0, math.MaxUint64), `gguf: 18446744073709551615 keys do not fit in the 0 bytes left`},
		{"long key", header(3, 0, 1).u64(1 << 60).pad(64), `gguf: a key at 32 is 1152921504606846976 bytes long, the most is 65536`},
		{"key past the end", header(3, 0, 1).u64(1000).pad(64), `gguf: a key at 32 wants 1000 bytes, past the end of the file (96)`},
		{"long string", header(3, 0, 1).str("k").u32(8).u64(1 << 40).pad(9), `gguf: a string at 45 is 1099511627776 bytes long, the most is 16777216`},
		{"unknown value", header(3, 0, 1).str("k").u32(99).pad(9), `gguf: key "k" has a value of unknown type 99`},
		{"nested array", header(3, 0, 1).str("k").u32(9).u32(9).pad(9), `gguf: key "k" has an array of unsupported type 9`},
		{"long array", header(3, 0, 1).str("k").u32(9).u32(10).u64(1 << 61).pad(9), `gguf: 2305843009213693952 elements of an array do not fit in the 9 bytes left`},
		{"many strings", header(3, 0, 1).str("k").u32(9).u32(8).u64(3).pad(16), `gguf: 3 strings of an array do not fit in the 16 bytes left`},
		{"key twice", header(3, 0, 2).str("k").u32(7).pad(1).str("k").u32(7).pad(1), `gguf: key "k" is there twice`},
		{"alignment", header(3, 0, 1).str("general.alignment").u32(4).u32(33), `gguf: general.alignment is 33, want a power of two up to 1048576`},
		{"alignment 0", header(3, 0, 1).str("general.alignment").u32(4).u32(0), `gguf: general.alignment is 0, want a power of two up to 1048576`},
		{"no dimension", header(3, 1, 0).tensor("x", 0, 0).align().pad(32), `gguf: tensor "x" has 0 dimensions, want 1 to 4`},
		{"five dimensions", header(3, 1, 0).tensor("x", 0, 0, 1, 1, 1, 1, 1), `gguf: tensor "x" has 5 dimensions, want 1 to 4`},
		{"dimension 0", header(3, 1, 0).tensor("x", 0, 0, 4, 0), `gguf: tensor "x" has a dimension of 0, want 1 to 2147483647`},
		{"unknown type", header(3, 1, 0).tensor("x", 10, 0, 256), `gguf: tensor "x" has type 10, which is not supported (F32, F16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS and BF16 are)`},
		{"half a block", header(3, 1, 0).tensor("x", 8, 0, 48), `gguf: tensor "x" is Q8_0 with rows of 48, want a multiple of 32`},
		{"offset", header(3, 1, 0).tensor("x", 0, 8, 4).align().pad(32), `gguf: tensor "x" is at offset 8, want a multiple of 32`},
		{"past the end", header(3, 1, 0).tensor("x", 0, 0, 8, 4).align().pad(127), `gguf: tensor "x" ends at 224, past the end of the file (223)`},
		{"offset overflow", header(3, 1, 0).tensor("x", 0, 1<<64-32, 8).align().pad(32), `gguf: tensor "x" ends at 18446744073709551616, past the end of the file (96)`},
		{"no data section", header(3, 1, 0).tensor("x", 0, 0, 4), `gguf: tensor "x" ends at 80, past the end of the file (57)`},
		{"tensor twice", header(3, 2, 0).tensor("x", 0, 0, 8).tensor("x", 0, 32, 8).align().pad(64), `gguf: tensor "x" is there twice`},
		{"overlap", header(3, 2, 0).tensor("y", 0, 32, 8).tensor("x", 0, 0, 9).align().pad(64), `gguf: tensors "x" and "y" overlap`},
	} {
		_, err := gguf.Parse(c.file.b)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v\nwant %s", c.name, err, c.want)
		}
	}
	if _, err := gguf.Parse(header(3, 1, 0).tensor("x", 0, 0, 1<<31-1, 1<<31-1, 1<<31-1).b); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("huge dimensions: got %v", err)
	}
	if _, err := gguf.Parse(header(3, 1, 0).tensor("x", 0, 0, 8).align().pad(32).b); err != nil {
		t.Errorf("a right file: %v", err)
	}
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.gguf")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "none"): "gguf: open " + filepath.Join(dir, "none"),
		dir:                        "gguf: " + dir + " is not a regular file",
		empty:                      "gguf: " + empty + `: the file starts with "", want "GGUF"`,
	} {
		if _, err := gguf.Open(path); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("Open(%s) = %v, want %s", path, err, want)
		}
	}
}

func TestWriterErrors(t *testing.T) {
	for _, c := range []struct {
		use  func(*gguf.Writer)
		want string
	}{
		{func(w *gguf.Writer) { w.Set("k", 1) }, `gguf: key "k" has a value of type int, which has no place in a file`},
		{func(w *gguf.Writer) { w.Set("k", nil) }, `gguf: key "k" has a value of type <nil>, which has no place in a file`},
		{func(w *gguf.Writer) { w.Set("k", true); w.Set("k", true) }, `gguf: key "k" is there twice`},
		{func(w *gguf.Writer) { w.Set("general.alignment", uint32(64)) }, `gguf: key "general.alignment" is the writer's own`},
		{func(w *gguf.Writer) { w.Add("x", gguf.F32, []int{2}, make([]byte, 9)) }, `gguf: tensor "x" of F32 [2] has 9 bytes, want 8`},
		{func(w *gguf.Writer) { w.Add("x", gguf.F32, nil, nil) }, `gguf: tensor "x" has 0 dimensions, want 1 to 4`},
		{func(w *gguf.Writer) { w.Add("x", gguf.F32, []int{-1}, nil) }, `gguf: tensor "x" has a dimension of -1`},
		{func(w *gguf.Writer) { w.Add("x", 99, []int{1}, nil) }, `gguf: tensor "x" has type 99, which is not supported (F32, F16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS and BF16 are)`},
	} {
		w := gguf.NewWriter()
		c.use(w)
		var b bytes.Buffer
		if _, err := w.WriteTo(&b); err == nil || err.Error() != c.want || b.Len() > 0 {
			t.Errorf("got %v, want %s (%d bytes written)", err, c.want, b.Len())
		}
	}
}

// FuzzParse reads any bytes; what parses is then used in every way.
func FuzzParse(f *testing.F) {
	f.Add(sample(f))
	f.Add(header(3, 2, 0).tensor("y", 0, 32, 8).tensor("x", 0, 0, 8).align().pad(64).b)
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := gguf.Parse(data)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "gguf: ") {
				t.Errorf("error without prefix: %v", err)
			}
			return
		}
		for _, key := range []string{"s", "u8", "i16", "u64", "f32", "yes", "strings", "i32s", "u64s", "k"} {
			file.String(key)
			file.Uint(key)
			file.Float(key)
			file.Bool(key)
			file.Strings(key)
			file.Ints(key)
		}
		for _, x := range file.Tensors() {
			if v, err := x.Floats(); err != nil || len(v) != x.Elements() {
				t.Errorf("tensor %q: %d values, %v", x.Name, len(v), err)
			}
		}
	})
}

// TestAddReader checks that streamed elements are written as held ones are.
func TestAddReader(t *testing.T) {
	data := []byte("12345678")
	var held, streamed bytes.Buffer
	w := gguf.NewWriter()
	w.Add("x", gguf.F32, []int{2}, data)
	for range 2 { // held elements can be written again
		held.Reset()
		if _, err := w.WriteTo(&held); err != nil {
			t.Fatal(err)
		}
	}
	w = gguf.NewWriter()
	w.AddReader("x", gguf.F32, []int{2}, strings.NewReader("12345678 and more"))
	if _, err := w.WriteTo(&streamed); err != nil || !bytes.Equal(held.Bytes(), streamed.Bytes()) {
		t.Errorf("%q, %v, want %q", streamed.Bytes(), err, held.Bytes())
	}
	w = gguf.NewWriter()
	w.AddReader("x", gguf.F32, []int{2}, strings.NewReader("1234567"))
	const want = `gguf: tensor "x" has fewer bytes than its 8`
	if _, err := w.WriteTo(&streamed); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
