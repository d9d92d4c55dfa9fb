//go:build unix && !aix && !solaris && !illumos

package mmap

import (
	"os"

	"golang.org/x/sys/unix"
)

// mapFile maps size bytes, at least one.
func mapFile(f *os.File, size int) (data []byte, unmap func() error, err error) {
	data, err = unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, nil, &os.PathError{Op: "mmap", Path: f.Name(), Err: err}
	}
	return data, func() error { return unix.Munmap(data) }, nil
}

// drop gives back the memory of the whole pages of data.
func drop(data []byte) {
	_ = unix.Madvise(wholePages(data), unix.MADV_DONTNEED) // a wish
}

// wholePages returns the part of data that consists of whole pages.
func wholePages(data []byte) []byte {
	page := uintptr(unix.Getpagesize())
	a := addressesOf(data)
	start, end := (a.start+page-1)&^(page-1), a.end&^(page-1)
	if start >= end {
		return nil
	}
	return data[start-a.start : end-a.start]
}
