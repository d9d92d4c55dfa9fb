package generate

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

// A change is what becomes of one file. Changes are applied in their order.
type change struct {
	Path string
	Data []byte // what the file holds afterwards; nil removes it
}

// The steps that can fail, as variables so that tests can make them fail.
var (
	writeFile  = func(f *os.File, data []byte) error { _, err := f.Write(data); return err }
	syncFile   = (*os.File).Sync
	renameFile = os.Rename
	removeFile = os.Remove
)

// apply makes the changes, so that each file is either as it was or as it
// should be, whatever fails: new content goes to a temporary file beside its
// place and is renamed over it when it is safely on disk. Nothing is renamed
// before everything is on disk. Files that are already right are not touched.
func apply(all []change) (err error) {
	changes := slices.DeleteFunc(slices.Clone(all), isDone)
	var temporary []string
	defer func() {
		for _, path := range temporary {
			err = errors.Join(err, ignoreMissing(os.Remove(path)))
		}
	}()
	for _, c := range changes {
		if c.Data == nil {
			continue
		}
		path := temporaryPath(c.Path)
		temporary = append(temporary, path)
		if err := writeTemporary(path, c.Data); err != nil {
			return err
		}
	}
	for _, c := range changes {
		if c.Data == nil {
			continue
		}
		if err := renameFile(temporary[0], c.Path); err != nil {
			return err
		}
		temporary = temporary[1:]
	}
	if err := removeAll(changes, all); err != nil {
		return err
	}
	return syncFolders(changes)
}

// isDone reports whether a file already is as it should be. Line ends that
// version control rewrote do not count as a difference.
func isDone(c change) bool {
	have, err := os.ReadFile(c.Path)
	if c.Data == nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	return err == nil && bytes.Equal(unixLines(have), c.Data)
}

// unixLines undoes the rewriting of line ends that git does on Windows.
// Programs, which are binary, are never rewritten; their hash tells.
func unixLines(data []byte) []byte {
	if bytes.IndexByte(data, 0) >= 0 {
		return data
	}
	return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
}

// temporaryPath is beside the file, because a rename must not cross file
// systems; the dot keeps the go command from reading it.
func temporaryPath(path string) string {
	folder, name := filepath.Split(path)
	return fmt.Sprintf("%s.%s.%d.tmp", folder, name, os.Getpid())
}

func writeTemporary(path string, data []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := writeFile(f, data); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := syncFile(f); err != nil {
		return fmt.Errorf("sync %s: %w", path, err)
	}
	return nil
}

// removeAll removes what is to go, except what is also to stay (all), and a folder of programs that is then empty.
func removeAll(changes, all []change) error {
	for _, c := range changes {
		if c.Data != nil || isRenamed(c.Path, all) {
			continue
		}
		if err := ignoreMissing(removeFile(c.Path)); err != nil {
			return err
		}
		if folder := filepath.Dir(c.Path); filepath.Base(folder) == programFolder {
			os.Remove(folder) // fails, as it should, while something is left in it
		}
	}
	return nil
}

// isRenamed reports whether a file that is to go is one that was just written:
// where case does not count in file names, f.pawc and F.pawc are the same file.
func isRenamed(path string, changes []change) bool {
	old, err := os.Stat(path)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(changes, func(c change) bool {
		if c.Data == nil {
			return false
		}
		written, err := os.Stat(c.Path)
		return err == nil && os.SameFile(old, written)
	})
}

// syncFolders makes renames and removals durable.
func syncFolders(changes []change) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced there
	}
	var folders []string
	for _, c := range changes {
		if folder := filepath.Dir(c.Path); !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
	}
	for _, folder := range folders {
		f, err := os.Open(folder)
		if errors.Is(err, fs.ErrNotExist) {
			continue // the emptied folder of programs
		}
		if err != nil {
			return err
		}
		if err := errors.Join(syncFile(f), f.Close()); err != nil {
			return fmt.Errorf("sync %s: %w", folder, err)
		}
	}
	return nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
