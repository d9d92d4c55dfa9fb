package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"

	"github.com/pawgen/pawgen/internal/system/atomicfile"
)

// A Record says that somebody computed the checksum of a file. It lies beside
// the file, with the ending ".verified", and holds as long as size and time of
// the file stay: hashing hundreds of megabytes at each start of a program would
// take longer than loading them. It guards against mistakes, not against
// somebody who may write into the folder. Seconds, because archives and
// container images keep no more.
type Record struct {
	Size     int64  `json:"size"`     // in bytes
	Modified int64  `json:"modified"` // Unix time in seconds
	SHA256   string `json:"sha256"`
	// Path is set if the file lies elsewhere, in the cache of the official SDK.
	Path string `json:"path,omitempty"`
}

// recordSuffix ends the names of records.
const recordSuffix = ".verified"

// readRecord reads the record beside a path. Without one it is nil; a record
// that cannot be read counts as none.
func readRecord(path string) *Record {
	data, err := os.ReadFile(path + recordSuffix)
	if err != nil {
		return nil
	}
	var r Record
	if json.Unmarshal(data, &r) != nil || len(r.SHA256) != 2*sha256.Size {
		return nil
	}
	return &r
}

// holds says whether a record is about the file as it is now.
func (r *Record) holds(info os.FileInfo) bool {
	return r != nil && info.Mode().IsRegular() && r.Size == info.Size() && r.Modified == info.ModTime().Unix()
}

// Sum computes the record of a file.
func Sum(path string) (Record, error) {
	f, err := os.Open(path)
	if err != nil {
		return Record{}, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return Record{}, err
	}
	info, err := f.Stat()
	if err != nil {
		return Record{}, err
	}
	return Record{Size: info.Size(), Modified: info.ModTime().Unix(), SHA256: hex.EncodeToString(h.Sum(nil))}, nil
}

// Write leaves the record beside the place in the store that it is about.
func (r Record) Write(place string) error {
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(place), 0o777); err != nil {
		return err
	}
	return atomicfile.Write(place+recordSuffix, append(data, '\n'), 0o644)
}

// Verify computes the checksum of the file at path and leaves a record of it
// beside the place, which is path itself for files of the store.
func Verify(path, place string) (sum string, err error) {
	r, err := Sum(path)
	if err != nil {
		return "", err
	}
	if path != place {
		r.Path = path
	}
	return r.SHA256, r.Write(place)
}
