package program

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// ReadFile reads a program's file of either format. Nothing is read whole
// before it is known to be a program; a folder in the form of older versions or
// of the official SDK's cache is refused with a message of its own.
func ReadFile(path string) (*Program, error) {
	info, err := os.Stat(path) // before opening, which waits for the writer of a pipe
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, describeFolder(path)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data := make([]byte, 64)
	n, err := io.ReadFull(f, data)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	err = Recognise(data[:n], info.Size())
	if err == nil {
		rest, readErr := io.ReadAll(io.LimitReader(f, info.Size()))
		if readErr != nil {
			return nil, readErr
		}
		var p *Program
		if p, err = Parse(append(data[:n], rest...)); err == nil {
			return p, nil
		}
	}
	return nil, fmt.Errorf("%s: %w", path, err)
}

// describeFolder says what a folder is that should be a file.
func describeFolder(path string) error {
	has := func(name string) bool {
		_, err := os.Stat(filepath.Join(path, name))
		return err == nil
	}
	switch {
	case has("program.json"):
		return fmt.Errorf("%s is a program in the oldest form, a folder with program.json, which nothing runs any more\n\thint: compile the spec again", path)
	case has(metaName) && has(adapterName):
		return fmt.Errorf("%s is an unpacked program\n\thint: put its %s, %s and %s into a ZIP archive that ends in %s", path, metaName, templateName, adapterName, BundleSuffix)
	}
	return errors.New(path + " is a folder, want a .paw or .pawc file")
}
