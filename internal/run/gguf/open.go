package gguf

import (
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/internal/system/mmap"
)

// Open maps a file into memory and parses it. The file must not change while
// it is open.
func Open(path string) (*File, error) {
	data, unmap, err := mmap.Open(path)
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
