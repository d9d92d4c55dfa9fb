package models

import (
	"crypto/sha256"
	"encoding/hex"
	"sync"
	"unsafe"
)

// File is a model's file in memory, as go:embed gives it.
type File struct {
	data string
	once sync.Once
	sum  string
}

// Embedded wraps the content of a file. It does no work: the checksum is
// computed when it is first asked for.
func Embedded(data string) *File { return &File{data: data} }

// Bytes is the content of the file. It shares the string's memory, which the
// linker puts into read-only pages: writing to it kills the process.
func (f *File) Bytes() []byte {
	return unsafe.Slice(unsafe.StringData(f.data), len(f.data))
}

// SHA256 is the checksum of the content in lower-case hex.
func (f *File) SHA256() string {
	f.once.Do(func() {
		sum := sha256.Sum256(f.Bytes())
		f.sum = hex.EncodeToString(sum[:])
	})
	return f.sum
}
