package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"
)

// follow sends the lines that are added to a file, as tail -F does, until ctx
// ends. It starts at the end of the file, and again at the beginning if the
// file is cut short or another takes its place. The error is never nil.
func follow(ctx context.Context, path string, every time.Duration, lines chan<- string) error {
	t := &tail{path: path}
	defer t.close()
	if err := t.open(io.SeekEnd); err != nil {
		return err
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		added, err := t.read()
		if err != nil {
			return err
		}
		for _, line := range added {
			select {
			case lines <- line:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// tail is a file that grows.
type tail struct {
	path    string
	file    *os.File
	offset  int64
	partial []byte // a line whose end is not written yet
}

// open opens the file that is at the path now, at its beginning or its end.
func (t *tail) open(whence int) (err error) {
	t.close()
	t.partial = nil
	if t.file, err = os.Open(t.path); err != nil {
		return err
	}
	t.offset, err = t.file.Seek(0, whence)
	return err
}

func (t *tail) close() {
	if t.file != nil {
		t.file.Close()
	}
}

// read gives the whole lines that were added since the last read.
func (t *tail) read() ([]string, error) {
	if err := t.reopen(); err != nil {
		return nil, err
	}
	added, err := io.ReadAll(t.file)
	if err != nil {
		return nil, err
	}
	t.offset += int64(len(added))
	t.partial = append(t.partial, added...)
	var lines []string
	for {
		line, rest, whole := bytes.Cut(t.partial, []byte("\n"))
		if !whole {
			return lines, nil
		}
		lines = append(lines, string(bytes.TrimSuffix(line, []byte("\r"))))
		t.partial = rest
	}
}

// reopen notices that the file was rotated or cut short.
func (t *tail) reopen() error {
	now, err := os.Stat(t.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // between the two steps of a rotation
	}
	if err != nil {
		return err
	}
	have, err := t.file.Stat()
	if err != nil {
		return err
	}
	if !os.SameFile(now, have) || now.Size() < t.offset {
		return t.open(io.SeekStart)
	}
	return nil
}
