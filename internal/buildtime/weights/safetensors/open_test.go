package safetensors

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// write puts files into a new folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// one is a file with a single number, in bfloat16.
func one(name string, value byte) string {
	return string(file(`{"`+name+`":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}`, value, 63))
}

const twoShards = `{"metadata":{"total_size":4},"weight_map":{"a":"1.safetensors","b":"2.safetensors"}}`

func TestOpenModel(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"shards": {indexFile: twoShards, "1.safetensors": one("a", 128), "2.safetensors": one("b", 0)},
		"single": {singleFile: string(file(`{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]},"b":{"dtype":"F16","shape":[1],"data_offsets":[2,4]}}`, 128, 63, 0, 56))},
	} {
		f, err := OpenModel(write(t, files))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := f.Names(); !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("%s: names %v", name, got)
		}
		for tensor, want := range map[string]float32{"a": 1, "b": .5} {
			x, _ := f.Tensor(tensor)
			if got, err := x.Floats(); err != nil || !slices.Equal(got, []float32{want}) {
				t.Errorf("%s: %s is %v, %v, want %v", name, tensor, got, err, want)
			}
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenModelMistakes(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		want  string
	}{
		"nothing":         {nil, "model.safetensors"},
		"missing shard":   {map[string]string{indexFile: twoShards, "1.safetensors": one("a", 0)}, "2.safetensors"},
		"cut off shard":   {map[string]string{indexFile: twoShards, "1.safetensors": one("a", 0)[:60], "2.safetensors": one("b", 0)}, "does not fit"},
		"wrong shard":     {map[string]string{indexFile: twoShards, "1.safetensors": one("b", 0), "2.safetensors": one("b", 0)}, `has the tensor "b", which the index puts into "2.safetensors"`},
		"unlisted tensor": {map[string]string{indexFile: twoShards, "1.safetensors": one("c", 0), "2.safetensors": one("b", 0)}, `has the tensor "c", which the index puts into ""`},
		"missing tensor":  {map[string]string{indexFile: strings.Replace(twoShards, `"b"`, `"c":"1.safetensors","b"`, 1), "1.safetensors": one("a", 0), "2.safetensors": one("b", 0)}, `has no tensor "c"`},
		"no index":        {map[string]string{indexFile: `{}`}, "weight_map is missing or empty"},
		"no JSON":         {map[string]string{indexFile: `hello`}, "invalid character"},
		"climbs out":      {map[string]string{indexFile: `{"weight_map":{"a":"../1.safetensors"}}`}, "(want a .safetensors file in the same folder)"},
		"absolute":        {map[string]string{indexFile: `{"weight_map":{"a":"/1.safetensors"}}`}, "(want a .safetensors file in the same folder)"},
		"backslash":       {map[string]string{indexFile: `{"weight_map":{"a":"x\\1.safetensors"}}`}, "(want a .safetensors file in the same folder)"},
		"other file":      {map[string]string{indexFile: `{"weight_map":{"a":"1.bin"}}`}, "(want a .safetensors file in the same folder)"},
	} {
		if _, err := OpenModel(write(t, test.files)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
}

func FuzzIndex(f *testing.F) {
	f.Add([]byte(twoShards))
	f.Fuzz(func(t *testing.T, data []byte) {
		index, err := parseIndex(data)
		if err != nil {
			return
		}
		for _, shard := range index {
			if filepath.Base(shard) != shard {
				t.Errorf("shard %q is not a file's name", shard)
			}
		}
	})
}
