package models

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"unsafe"

	"github.com/pawgen/pawgen/internal/system/mmap"
)

// File is a model's file in memory: part of the binary, or mapped from disk.
type File struct {
	data []byte
	path string
	once sync.Once
	sum  string
}

// Embedded wraps the content of a file, as go:embed gives it. It does no work:
// the checksum is computed when it is first asked for.
func Embedded(data string) *File {
	return &File{data: unsafe.Slice(unsafe.StringData(data), len(data))}
}

// mapped are the files that the process has mapped, by their path.
var mapped struct {
	sync.Mutex
	files map[string]*File
}

// Map maps a file into memory, once for the process however often it is asked
// for, and never unmaps it. The file must not be written to; replacing it by
// another one, as pawgen pull does, is safe. The sum is the file's
// SHA-256 as far as it is known; if it is "" the file is hashed when its checksum is
// first asked for, one to three seconds for the largest interpreter.
func Map(path, sum string) (*File, error) {
	mapped.Lock()
	defer mapped.Unlock()
	if f := mapped.files[path]; f != nil && (sum == "" || sum == f.SHA256()) {
		return f, nil
	}
	data, _, err := mmap.Open(path)
	if err != nil {
		return nil, fmt.Errorf("models: %w", err)
	}
	f := &File{data: data, path: path}
	if sum != "" {
		f.trust(sum)
	}
	if mapped.files == nil {
		mapped.files = map[string]*File{}
	}
	mapped.files[path] = f
	return f, nil
}

// trust sets the checksum of a file to what somebody who computed it says.
func (f *File) trust(sum string) { f.once.Do(func() { f.sum = sum }) }

// Bytes is the content of the file. Its memory is read-only: writing to it
// kills the process.
func (f *File) Bytes() []byte { return f.data }

// Path is where the file lies on disk, "" if it is part of the binary.
func (f *File) Path() string { return f.path }

// SHA256 is the checksum of the content in lower-case hex.
func (f *File) SHA256() string {
	f.once.Do(func() {
		sum := sha256.Sum256(f.data)
		f.sum = hex.EncodeToString(sum[:])
	})
	return f.sum
}
