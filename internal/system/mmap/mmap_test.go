package mmap_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/pawgen/pawgen/internal/system/mmap"
)

func TestOpen(t *testing.T) {
	for _, content := range []string{"", "a", "weights"} {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
		data, unmap, err := mmap.Open(path)
		if err != nil || string(data) != content {
			t.Errorf("got %q, %v, want %q", data, err, content)
		}
		if err := unmap(); err != nil {
			t.Error(err)
		}
	}
	for _, path := range []string{t.TempDir(), filepath.Join(t.TempDir(), "missing")} {
		if _, _, err := mmap.Open(path); err == nil {
			t.Errorf("%s is mapped", path)
		}
	}
}
