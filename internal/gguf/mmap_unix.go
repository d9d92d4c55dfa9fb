//go:build unix && !aix && !solaris && !illumos

package gguf

import (
	"os"

	"golang.org/x/sys/unix"
)

// mapFile returns a file's bytes, read-only, and what gives them back.
func mapFile(path string) (data []byte, unmap func() error, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	size, err := mappable(f)
	if err != nil {
		return nil, nil, err
	}
	if size == 0 { // cannot be mapped
		return nil, func() error { return nil }, nil
	}
	data, err = unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, nil, &os.PathError{Op: "mmap", Path: path, Err: err}
	}
	return data, func() error { return unix.Munmap(data) }, nil
}
