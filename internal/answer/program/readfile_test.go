package program

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, p := range []*Program{helpdesk(), bundled()} {
		got, err := ReadFile(write("p"+p.Suffix(), encode(t, p)))
		if err != nil || got.Pseudo != p.Pseudo {
			t.Errorf("%s: got %+v, %v", p.Suffix(), got, err)
		}
	}
	write("oldest/program.json", nil)
	write("unpacked/meta.json", nil)
	write("unpacked/adapter.gguf", nil)
	write("other/x", nil)
	for name, want := range map[string]string{
		"oldest":   "oldest is a program in the oldest form, a folder with program.json, which nothing runs any more\n\thint: compile the spec again",
		"unpacked": "unpacked is an unpacked program\n\thint: put its meta.json, prompt_template.txt and adapter.gguf into a ZIP archive that ends in .paw",
		"other":    "other is a folder, want a .paw or .pawc file",
		"other/x":  `other/x: file is 0 bytes and starts with "" (want a .paw or .pawc file)`,
	} {
		_, err := ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err == nil || strings.ReplaceAll(filepath.ToSlash(err.Error()), filepath.ToSlash(dir)+"/", "") != want {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
	if _, err := ReadFile(filepath.Join(dir, "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
