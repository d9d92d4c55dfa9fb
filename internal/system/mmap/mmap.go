// Package mmap maps files into memory: weights of gigabytes are then read
// where and when they are used, and shared by all processes that use them.
//
// Packages gguf, safetensors and torch open their files with it. Where a
// system has no mapping, the file is read instead.
package mmap

import (
	"fmt"
	"math"
	"os"
)

// Open returns a regular file's bytes, which are read-only, and what gives them
// back; nothing may use the bytes afterwards. The file must not change until then.
func Open(path string) (data []byte, unmap func() error, err error) {
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
	data, giveBack, err := mapFile(f, size)
	if err != nil {
		return nil, nil, err
	}
	forgotten := remember(data)
	return data, func() error {
		forgotten()
		return giveBack()
	}, nil
}

// mappable returns the size of a regular file that fits in the address space.
func mappable(f *os.File) (int, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	if !info.Mode().IsRegular() {
		return 0, fmt.Errorf("%s is not a regular file", f.Name())
	}
	if info.Size() > math.MaxInt {
		return 0, fmt.Errorf("%s has %d bytes, too many for this machine's address space", f.Name(), info.Size())
	}
	return int(info.Size()), nil
}
