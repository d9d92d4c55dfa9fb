package mmap_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/pawgen/pawgen/internal/system/mmap"
)

func TestAnonymous(t *testing.T) {
	for _, n := range []int{1, 4096, 3<<20 + 1} {
		data, unmap, err := mmap.Anonymous(n)
		if err != nil || len(data) != n || !bytes.Equal(data, make([]byte, n)) {
			t.Fatalf("%d bytes: got %d, error %v", n, len(data), err)
		}
		data[n-1] = 1
		if err := unmap(); err != nil {
			t.Error(err)
		}
	}
}

// TestForget: what has been forgotten or is expected is read again, and memory
// that is not a file's is left alone.
func TestForget(t *testing.T) {
	want := bytes.Repeat([]byte("weights "), 5000)
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, want, 0o666); err != nil {
		t.Fatal(err)
	}
	data, unmap, err := mmap.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range [][]byte{nil, data, data[1:], data[3000:20001], data[:5]} {
		mmap.Forget(part)
		mmap.Expect(part)
		if !bytes.Equal(data, want) {
			t.Fatalf("after %d bytes were forgotten, the file reads differently", len(part))
		}
	}
	if err := unmap(); err != nil {
		t.Error(err)
	}
	heap := bytes.Clone(want)
	mmap.Forget(heap)
	if !bytes.Equal(heap, want) {
		t.Error("memory of the heap was dropped")
	}
}
