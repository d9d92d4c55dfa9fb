package mmap

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// hugePage is the size of the pages that large tables of weights should have: to
// look up a small one's address may take as long as to read it.
const hugePage = 2 << 20

// Anonymous returns n bytes of zeros, in large pages where the system has them,
// and what gives them back. Memory that is not written takes no room.
func Anonymous(n int) (data []byte, unmap func() error, err error) {
	all, err := unix.Mmap(-1, 0, n+hugePage, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		return nil, nil, err
	}
	skip := int(-uintptr(unsafe.Pointer(unsafe.SliceData(all))) & (hugePage - 1))
	data = all[skip:][:n:n]
	_ = unix.Madvise(data, unix.MADV_HUGEPAGE) // a wish
	return data, func() error { return unix.Munmap(all) }, nil
}
