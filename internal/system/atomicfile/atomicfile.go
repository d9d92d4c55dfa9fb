// Package atomicfile replaces files so that others see the old content or the
// new one, whole, also after a power cut.
package atomicfile

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// Write makes data the content of a file, whose folder must exist.
func Write(path string, data []byte, mode os.FileMode) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if _, err := f.Write(data); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Chmod(mode); err != nil && runtime.GOOS != "windows" {
		return errors.Join(err, f.Close())
	}
	return Install(f, path)
}

// Install makes an open file of the same folder the file at path: it syncs,
// closes and renames it, and syncs the folder. If it fails, the file at path
// is as it was.
func Install(f *os.File, path string) error {
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced there
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
