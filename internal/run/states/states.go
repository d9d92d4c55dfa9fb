// Package states keeps the states of sequences as files, so that the next
// process need not compute them again.
//
// A file is, all numbers little-endian:
//
//	"PAWSTATE"
//	[32]byte the key
//	state    as the engine wrote it
//	uint32   CRC-32C of all that stands before
//
// Its name is the key in hex with the suffix ".state". The key is a hash of all
// that the state depends on. A file that is not right is as good as none, and
// gets replaced. Other files in the folder are never touched.
package states

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pawgen/pawgen/internal/system/atomicfile"
)

const (
	magic  = "PAWSTATE"
	suffix = ".state"
)

// castagnoli is a checksum that processors compute fast: states have tens of megabytes.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Key is what a state is found by, a SHA-256.
type Key [32]byte

// Folder is a folder of states. Many processes may use it at the same time.
type Folder struct {
	Path  string
	Limit int64 // most bytes of all states together
}

// Open makes the folder if it is not there.
func Open(path string, limit int64) (*Folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, err
	}
	return &Folder{path, limit}, nil
}

// path is where the state of a key is.
func (f *Folder) path(k Key) string {
	return filepath.Join(f.Path, hex.EncodeToString(k[:])+suffix)
}

// Load returns the state of a key. The error wraps [fs.ErrNotExist] if there is none.
func (f *Folder) Load(k Key) ([]byte, error) {
	path := f.path(k)
	data, err := f.read(path)
	if err != nil {
		return nil, err
	}
	state, err := parse(data, k)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	now := time.Now()
	_ = os.Chtimes(path, now, now) // only the order of removal suffers if this fails
	return state, nil
}

// read reads a file, unless it is larger than any that was written.
func (f *Folder) read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > f.Limit {
		return nil, fmt.Errorf("%s: %d bytes (want a regular file of at most %d)", path, info.Size(), f.Limit)
	}
	return os.ReadFile(path)
}

// parse returns the state in a file.
func parse(data []byte, k Key) ([]byte, error) {
	const head, tail = len(magic) + len(k), crc32.Size
	if len(data) < head+tail || string(data[:len(magic)]) != magic {
		return nil, fmt.Errorf("file is %d bytes and starts with %q (want %q)", len(data), data[:min(len(data), 8)], magic)
	}
	if !bytes.Equal(data[len(magic):head], k[:]) {
		return nil, errors.New("the state is that of another key")
	}
	body := data[:len(data)-tail]
	if sum, want := crc32.Checksum(body, castagnoli), binary.LittleEndian.Uint32(data[len(body):]); sum != want {
		return nil, fmt.Errorf("checksum is %08x, want %08x: the file is damaged or cut off", sum, want)
	}
	return body[head:], nil
}

// Save keeps a state and then removes those that were not used for the longest
// time, until the folder is within its limit. A state that alone is over it is
// not kept.
func (f *Folder) Save(k Key, state []byte) error {
	data := slices.Concat([]byte(magic), k[:], state)
	data = binary.LittleEndian.AppendUint32(data, crc32.Checksum(data, castagnoli))
	if int64(len(data)) > f.Limit {
		return fmt.Errorf("the state has %d bytes, the folder holds %d", len(data), f.Limit)
	}
	if err := atomicfile.Write(f.path(k), data, 0o600); err != nil {
		return err
	}
	return f.shrink(f.path(k))
}

// shrink removes states until the folder is within its limit, but not the file at path.
func (f *Folder) shrink(path string) error {
	files, err := f.files()
	if err != nil {
		return err
	}
	total := int64(0)
	for _, file := range files { // latest first
		total += file.Size()
		if full := filepath.Join(f.Path, file.Name()); total > f.Limit && full != path {
			if err := os.Remove(full); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			total -= file.Size()
		}
	}
	return nil
}

// files lists our files in the folder, the latest used first.
func (f *Folder) files() ([]fs.FileInfo, error) {
	entries, err := os.ReadDir(f.Path)
	if err != nil {
		return nil, err
	}
	var files []fs.FileInfo
	for _, e := range entries {
		if !ours(e.Name()) {
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() { // else it has just gone
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int {
		if c := b.ModTime().Compare(a.ModTime()); c != 0 {
			return c
		}
		return strings.Compare(a.Name(), b.Name())
	})
	return files, nil
}

// ours says whether a file is named as this package names files, those that a
// killed process did not finish included.
func ours(name string) bool {
	if temporary, ok := strings.CutSuffix(name, ".tmp"); ok { // of package atomicfile: ".name.number.tmp"
		name = strings.TrimSuffix(strings.TrimPrefix(temporary, "."), filepath.Ext(temporary))
	}
	stem, ok := strings.CutSuffix(name, suffix)
	k, err := hex.DecodeString(stem)
	return ok && err == nil && len(k) == len(Key{})
}
