//go:build !windows && (!unix || aix || solaris || illumos)

package mmap

import (
	"io"
	"os"
)

// mapFile reads the whole file: there is no mapping here.
func mapFile(f *os.File, size int) (data []byte, unmap func() error, err error) {
	data = make([]byte, size)
	if _, err := io.ReadFull(f, data); err != nil {
		return nil, nil, err
	}
	return data, func() error { return nil }, nil
}

// drop does nothing: the system decides.
func drop([]byte) {}
