package gguf

import (
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
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
	mapping, err := windows.CreateFileMapping(windows.Handle(f.Fd()), nil, windows.PAGE_READONLY, 0, 0, nil)
	if err != nil {
		return nil, nil, &os.PathError{Op: "CreateFileMapping", Path: path, Err: err}
	}
	defer windows.CloseHandle(mapping) // the view keeps it alive
	addr, err := windows.MapViewOfFile(mapping, windows.FILE_MAP_READ, 0, 0, 0)
	if err != nil {
		return nil, nil, &os.PathError{Op: "MapViewOfFile", Path: path, Err: err}
	}
	// The address is not Go memory, so reading it through a pointer to the
	// variable is what vet accepts.
	data = unsafe.Slice(*(**byte)(unsafe.Pointer(&addr)), size)
	return data, func() error { return windows.UnmapViewOfFile(addr) }, nil
}
