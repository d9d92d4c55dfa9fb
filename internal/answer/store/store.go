// Package store is the folder of model files on this machine: what lies where,
// whether its checksum is known, and how a base model is opened. It downloads
// nothing.
package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pawgen/pawgen/internal/answer/catalog"
	"github.com/pawgen/pawgen/models"
)

// Dir is the folder of the store: $PAWGEN_MODELS, or "pawgen/models" in the
// user's cache folder. It need not exist. In it lie
//
//	<id>.gguf                an interpreter
//	<snapshot>/...           a compiler's files
//	basis/<sha256>.gguf      the basis of adapters, by its checksum
//	....verified             see [Record]
func Dir() (string, error) {
	if dir := os.Getenv("PAWGEN_MODELS"); dir != "" {
		return filepath.Abs(dir)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("models: %w\n\thint: set PAWGEN_MODELS to a folder", err)
	}
	return filepath.Join(cache, "pawgen", "models"), nil
}

// sdkDir is where the official Python SDK keeps interpreters, "" if that can't
// be told.
func sdkDir() string {
	dir := os.Getenv("PAW_CACHE_DIR")
	if dir == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		dir = filepath.Join(home, ".cache", "programasweights")
	}
	return filepath.Join(dir, "base_models")
}

// Place is where a file of a model was found.
type Place struct {
	Path string
	Size int64
	// SHA256 is the checksum if a record has it, else "".
	SHA256 string
	// SDK is set if the file lies in the cache of the official SDK.
	SDK bool
}

// Find looks for a file of a model in the store, and an interpreter in the
// official SDK's cache too. It reads no contents. The error wraps
// [fs.ErrNotExist] if there is no such file.
func Find(m catalog.Model, a catalog.Asset) (Place, error) {
	dir, err := Dir()
	if err != nil {
		return Place{}, err
	}
	home := m.Path(dir, a)
	record := readRecord(home)
	places := []Place{{Path: home}}
	if sdk := sdkDir(); m.Kind == catalog.Interpreter && sdk != "" {
		places = append(places, Place{Path: filepath.Join(sdk, filepath.FromSlash(a.Path)), SDK: true})
	}
	for _, p := range places {
		info, err := os.Stat(p.Path)
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
			continue
		}
		if err != nil {
			return Place{}, fmt.Errorf("models: %w", err)
		}
		if p.Size = info.Size(); p.SDK && a.Size != 0 && p.Size != a.Size {
			continue // a download of the SDK that is still going on
		}
		if record.holds(info) && (record.Path == "" && !p.SDK || record.Path == p.Path) {
			p.SHA256 = record.SHA256
		}
		return p, nil
	}
	return Place{}, fmt.Errorf("models: %s: %w", home, fs.ErrNotExist)
}

// A MissingError says that a file is not there and, on a second line, how to
// get it.
type MissingError struct{ What, Hint string }

func (e *MissingError) Error() string { return e.What + "\n\thint: " + e.Hint }

// Is makes the error one of [fs.ErrNotExist].
func (e *MissingError) Is(target error) bool { return target == fs.ErrNotExist }

// Open finds a base model: one that is part of the binary, or else an
// interpreter in the store, whose file it maps. Nothing is downloaded; a model
// that is nowhere is a [*MissingError]. Whether the file has the right checksum
// is for the caller to see.
func Open(id string) (models.Base, error) {
	if b, ok := models.Lookup(id); ok {
		return b, nil
	}
	if w, ok := models.LookupWeights(id); ok {
		file, err := openWeights(w)
		return models.Base{ID: id, Interpreter: file}, err
	}
	m, ok := catalog.FindKnown(id)
	if !ok || m.Kind != catalog.Interpreter {
		if !catalog.ValidID(id) {
			return models.Base{}, fmt.Errorf("models: %.80q is no name of a model", id)
		}
		m = catalog.Own(id)
	}
	a := m.Files[0]
	place, err := Find(m, a)
	if errors.Is(err, fs.ErrNotExist) {
		dir, _ := Dir() // Find had it
		return models.Base{}, &MissingError{fmt.Sprintf("%q is neither part of this binary nor in %s", id, dir), howToGet(m)}
	}
	if err != nil {
		return models.Base{}, err
	}
	if a.Size != 0 && place.Size != a.Size {
		return models.Base{}, fmt.Errorf("models: %s is %d bytes, want %d\n\thint: delete it and run pawgen pull %s", place.Path, place.Size, a.Size, id)
	}
	file, err := models.Map(place.Path, place.SHA256)
	if err != nil {
		return models.Base{}, err
	}
	return models.Base{ID: id, Licence: m.Licence, Source: m.Source, Interpreter: file}, nil
}

// howToGet says how to get an interpreter.
func howToGet(m catalog.Model) string {
	if path, ok := catalog.Modules()[m.ID]; ok {
		return "run go get " + path
	}
	if len(m.Files) > 0 && m.Files[0].URL != "" {
		return fmt.Sprintf("run pawgen pull %s, or set PAWGEN_MODELS to the folder that has %s.gguf", m.ID, m.ID)
	}
	return fmt.Sprintf("run pawgen pull -mirror FILE %s with its GGUF file, set PAWGEN_MODELS to the folder that has %[1]s.gguf, or import the package that registers it", m.ID)
}

// BasisPath is where the basis with a checksum, in lower-case hex, belongs in
// the store.
func BasisPath(sum string) (string, error) {
	dir, err := Dir()
	return filepath.Join(dir, "basis", sum+".gguf"), err
}

// OpenBasis maps the basis with a checksum, which must be 64 lower-case hex
// digits, from the store. One that is not there is a [*MissingError].
func OpenBasis(sum string) (*models.File, error) {
	path, err := BasisPath(sum)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &MissingError{"no basis " + path, "make it with pawgen convert basis, or set PAWGEN_MODELS to the folder that has it"}
	}
	if err != nil {
		return nil, fmt.Errorf("models: %w", err)
	}
	known := ""
	if r := readRecord(path); r.holds(info) {
		known = r.SHA256
	}
	f, err := models.Map(path, known)
	if err == nil && f.SHA256() != sum {
		err = fmt.Errorf("models: %s has the checksum %s\n\thint: make it again with pawgen convert basis", path, f.SHA256())
	}
	return f, err
}
