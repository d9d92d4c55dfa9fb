package pull

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"github.com/pawgen/pawgen/internal/answer/catalog"
	"github.com/pawgen/pawgen/internal/answer/store"
	"github.com/pawgen/pawgen/internal/system/atomicfile"
)

// partSuffix ends the name of a file that is not whole yet.
const partSuffix = ".part"

// The steps that can fail, as variables so that tests can make them fail.
var (
	writePart = func(f *os.File, data []byte) (int, error) { return f.Write(data) }
	install   = atomicfile.Install
)

// A part is a file on its way to its place.
type part struct {
	path string
	// sum is the checksum that the server says the file has, "" if it doesn't.
	sum string
}

// size is how much of the file there is.
func (p *part) size() int64 {
	info, err := os.Stat(p.path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// etag is the server's name for the version of the file that the part is of.
func (p *part) etag() string {
	data, err := os.ReadFile(p.path + ".etag")
	if err != nil {
		return ""
	}
	return string(data)
}

// begin throws away what there is and notes the version of what will come.
func (p *part) begin(etag string) error {
	if err := os.RemoveAll(p.path); err != nil {
		return err
	}
	return os.WriteFile(p.path+".etag", []byte(etag), 0o666)
}

// remove throws the part away.
func (p *part) remove() {
	os.Remove(p.path)
	os.Remove(p.path + ".etag")
}

// add appends what r has, but never more than the file may have in total,
// unless that is 0. An error of r is a [*readError].
func (p *part) add(r io.Reader, total int64, progress func(done int64)) (err error) {
	f, err := os.OpenFile(p.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	done := p.size()
	buffer := make([]byte, 256<<10)
	for {
		progress(done)
		n, readErr := r.Read(buffer)
		if total > 0 && done+int64(n) > total {
			return fmt.Errorf("more than the %d bytes of the file come", total)
		}
		if _, err := writePart(f, buffer[:n]); err != nil {
			return writeError(err, done, total)
		}
		done += int64(n)
		if readErr == io.EOF {
			progress(done)
			return nil
		}
		if readErr != nil {
			return &readError{readErr}
		}
	}
}

// A readError is a failure of where a file comes from, not of the disk.
type readError struct{ err error }

func (e *readError) Error() string { return e.err.Error() }
func (e *readError) Unwrap() error { return e.err }

// writeError says what helps if the disk is full.
func writeError(err error, done, total int64) error {
	if !errors.Is(err, syscall.ENOSPC) {
		return err
	}
	if rest := total - done; rest > 0 {
		return fmt.Errorf("%w\n\thint: free %d bytes, or set PAWGEN_MODELS to another disk; pulling again continues where it stopped", err, rest)
	}
	return fmt.Errorf("%w\n\thint: free some space, or set PAWGEN_MODELS to another disk", err)
}

// check says whether the part is the whole right file. A wrong one is thrown away.
func (p *part) check(m catalog.Model, a catalog.Asset) (store.Record, error) {
	record, err := store.Sum(p.path)
	if err != nil {
		return record, err
	}
	bad := func(format string, args ...any) (store.Record, error) {
		p.remove()
		return record, &wrongFile{fmt.Sprintf(format, args...)}
	}
	want, who := a.SHA256, "the published file"
	if want == "" {
		want, who = p.sum, "the server's own checksum"
	}
	switch {
	case a.Size != 0 && record.Size != a.Size:
		return bad("file is %d bytes, want %d", record.Size, a.Size)
	case want != "" && record.SHA256 != want:
		return bad("file has SHA-256 %s, %s is %s", record.SHA256, who, want)
	case m.Kind == catalog.Interpreter && !beginsWith(p.path, "GGUF"):
		return bad("file is no GGUF model")
	}
	return record, nil
}

// A wrongFile is a file that came whole and is not the one that was wanted.
type wrongFile struct{ text string }

func (e *wrongFile) Error() string { return e.text + "; nothing was installed" }

func beginsWith(path, magic string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	start := make([]byte, len(magic))
	n, _ := io.ReadFull(f, start)
	return strings.HasPrefix(string(start[:n]), magic)
}

// install makes the part the file at home.
func (p *part) install(home string) error {
	f, err := os.OpenFile(p.path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := install(f, home); err != nil {
		return err
	}
	p.remove()
	return nil
}

// copy brings a file of this machine.
func (p *Puller) copy(ctx context.Context, from string, part *part, a catalog.Asset) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a regular file", from)
	}
	if a.Size != 0 && info.Size() != a.Size {
		return fmt.Errorf("%s is %d bytes, want %d", from, info.Size(), a.Size)
	}
	if err := part.begin(""); err != nil {
		return err
	}
	err = part.add(contextReader{ctx, f}, info.Size(), p.progress(a, info.Size()))
	if err != nil {
		part.remove() // copying again is no loss
	}
	return err
}

// progress tells how far a file is.
func (p *Puller) progress(a catalog.Asset, total int64) func(done int64) {
	return func(done int64) {
		if p.Progress != nil {
			p.Progress(Progress{a.Path, done, total})
		}
	}
}

// A contextReader stops when its context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
