package mmap

import (
	"slices"
	"sync"
	"unsafe"
)

// mapped are the addresses that files are mapped at, so that [Forget] knows what
// is a file's.
var mapped struct {
	sync.Mutex
	ranges []addresses
}

type addresses struct{ start, end uintptr }

func addressesOf(data []byte) addresses {
	start := uintptr(unsafe.Pointer(unsafe.SliceData(data)))
	return addresses{start, start + uintptr(len(data))}
}

// remember notes that data is a file's until the returned function is called.
func remember(data []byte) (forgotten func()) {
	a := addressesOf(data)
	mapped.Lock()
	defer mapped.Unlock()
	mapped.ranges = append(mapped.ranges, a)
	return func() {
		mapped.Lock()
		defer mapped.Unlock()
		mapped.ranges = slices.DeleteFunc(mapped.ranges, func(b addresses) bool { return a == b })
	}
}

// Forget tells the system that data will hardly be read again, so that it takes
// none of the process's memory until it is. It does nothing to bytes that are not
// of a mapped file; constants of the binary, embedded files among them, are.
func Forget(data []byte) {
	if ofFile(data) {
		drop(data)
	}
}

// Expect tells the system that data will be read soon, all of it. It does nothing
// to bytes that are not of a mapped file.
func Expect(data []byte) {
	if ofFile(data) {
		fill(data)
	}
}

// ofFile reports whether data is a mapped file's.
func ofFile(data []byte) bool {
	a := addressesOf(data)
	within := func(b addresses) bool { return b.start <= a.start && a.end <= b.end }
	mapped.Lock()
	defer mapped.Unlock()
	return slices.ContainsFunc(mapped.ranges, within) || slices.ContainsFunc(constants(), within)
}
