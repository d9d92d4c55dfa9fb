package local

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/store"
	"github.com/pawgen/pawgen/internal/buildtime/weights/checkpoint"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/system/atomicfile"
	"github.com/pawgen/pawgen/models"
)

// basisName is the file in a snapshot's folder that says which basis programs
// of the snapshot mix.
const basisName = "basis.sha256"

// BasisType is the type of a basis that nobody chose: half precision loses far
// less than the Q4_0 of the adapters.
const BasisType = gguf.F16

// basisFile is the basis as a file, to be written once.
func (w *weights) basisFile(t gguf.Type) (*gguf.Writer, error) {
	f := gguf.NewWriter()
	f.Set("general.architecture", "paw-basis")
	f.Set("paw.basis.layers", uint32(w.layers))
	f.Set("paw.basis.rank", uint32(w.meta.Rank))
	f.Set("paw.basis.bases", uint32(w.meta.Bases))
	f.Set("paw.basis.alpha", float32(w.meta.Alpha))
	f.Set("paw.basis.adapter_type", gguf.Q4_0.String())
	f.Set("paw.basis.interpreter", w.meta.Interpreter)
	var names []string
	for _, m := range w.modules() {
		names = append(names, m.module.String())
	}
	f.Set("paw.basis.modules", names)
	for _, m := range w.modules() {
		for _, side := range []struct{ from, to string }{{"A_bases_", ".lora_a"}, {"B_bases_", ".lora_b"}} {
			x, ok := w.file.Tensor(side.from + m.name)
			if !ok {
				return nil, fmt.Errorf("tensor %q is missing", side.from+m.name)
			}
			dims := slices.Clone(x.Shape)
			slices.Reverse(dims)
			f.AddReader(m.module.String()+side.to, t, dims, checkpoint.Reader(x, t))
		}
	}
	return f, nil
}

// MakeBasis writes the snapshot's basis into the store and makes programs
// compiled from now on use it. It returns its checksum.
func (s *Snapshot) MakeBasis(t gguf.Type) (sum string, err error) {
	w, err := openWeights(s.mapperPath(), s.meta)
	if err != nil {
		return "", err
	}
	defer w.file.Close()
	file, err := w.basisFile(t)
	if err != nil {
		return "", err
	}
	any, err := store.BasisPath("x")
	if err != nil {
		return "", err
	}
	dir := filepath.Dir(any)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	sum, err = writeSummed(file, dir, func(sum string) string { return sum + ".gguf" })
	if err != nil {
		return "", err
	}
	return sum, atomicfile.Write(filepath.Join(s.Dir, basisName), []byte(sum+"\n"), 0o666)
}

// writeSummed writes a file into a folder, under the name that its checksum
// gives it.
func writeSummed(w io.WriterTo, dir string, name func(sum string) string) (sum string, err error) {
	f, err := os.CreateTemp(dir, ".*.tmp")
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}()
	h := sha256.New()
	out := bufio.NewWriterSize(io.MultiWriter(f, h), 1<<20)
	if _, err := w.WriteTo(out); err != nil {
		return "", err
	}
	if err := out.Flush(); err != nil {
		return "", err
	}
	if err := f.Chmod(0o666); err != nil {
		return "", err
	}
	sum = hex.EncodeToString(h.Sum(nil))
	return sum, atomicfile.Install(f, filepath.Join(dir, name(sum)))
}

// Basis opens the snapshot's basis in the store, which is made first if there
// is none yet.
func (s *Snapshot) Basis() (sum string, basis *lora.Basis, err error) {
	data, err := os.ReadFile(filepath.Join(s.Dir, basisName))
	sum = strings.TrimSpace(string(data))
	var file *models.File
	if err == nil {
		file, err = store.OpenBasis(sum)
	}
	if errors.Is(err, fs.ErrNotExist) {
		if sum, err = s.MakeBasis(BasisType); err == nil {
			file, err = store.OpenBasis(sum)
		}
	}
	if err != nil {
		return "", nil, err
	}
	f, err := gguf.Parse(file.Bytes())
	if err != nil {
		return "", nil, err
	}
	basis, err = lora.ParseBasis(f)
	return sum, basis, err
}
