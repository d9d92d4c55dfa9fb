package gguf

import (
	"fmt"
	"math"
	"os"
	"strings"
)

// Open maps a file into memory and parses it. The file must not change while
// it is open.
func Open(path string) (*File, error) {
	data, unmap, err := mapFile(path)
	if err != nil {
		return nil, fmt.Errorf("gguf: %w", err)
	}
	f, err := Parse(data)
	if err != nil {
		unmap()
		return nil, fmt.Errorf("gguf: %s: %s", path, strings.TrimPrefix(err.Error(), "gguf: "))
	}
	f.unmap = unmap
	return f, nil
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
