// Package pull gets published models into the store of package models: over
// the network, from a mirror, or from files that somebody carried here.
//
// It is a package of its own because generated code must never reach the
// network: package runtime imports models, and only the command imports this.
// A file is downloaded beside its place, with a lock against other processes,
// continues where it was broken off, and takes its place, whole and synced,
// when its size and checksum are right.
package pull

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"

	"github.com/pawgen/pawgen/internal/answer/catalog"
	"github.com/pawgen/pawgen/internal/answer/store"
)

// Puller says how to get models. The zero value downloads from where they were
// published.
type Puller struct {
	// Client makes the requests; nil is one that honours the environment's proxies.
	Client *http.Client
	// Mirror, if not "", is where the files are instead: the URL of a server
	// with the paths of huggingface.co, a folder, or, for a model of one file,
	// the file. For a model that no table knows it is the URL or path of its file.
	Mirror string
	// Offline forbids the network.
	Offline bool
	// Progress, if not nil, is told how far a file is.
	Progress func(Progress)
	// Sleep waits between attempts; nil is the real clock.
	Sleep func(ctx context.Context, d time.Duration) error
}

// Progress is how far a file is.
type Progress struct {
	File  string // its name in the model
	Done  int64  // bytes
	Total int64  // bytes; 0 if unknown
}

// Did is what became of a file.
type Did string

// What can become of a file.
const (
	Kept       Did = "already there"
	Found      Did = "found in the official SDK's cache"
	Downloaded Did = "downloaded"
	Copied     Did = "copied"
	Skipped    Did = "not published, left out"
)

// Outcome says where a file of a model is now.
type Outcome struct {
	File   string // its name in the model
	Path   string // on disk
	Size   int64
	SHA256 string
	Did    Did
}

// Pull makes all files of a model present and verified. Files that are do not
// touch the network. If one fails, those before it stay.
func (p *Puller) Pull(ctx context.Context, m catalog.Model) ([]Outcome, error) {
	var outcomes []Outcome
	for files := m.Files; len(files) > 0; files = files[1:] {
		o, err := p.file(ctx, m, files[0])
		if err != nil {
			return outcomes, fmt.Errorf("%s: %w", m.ID, err)
		}
		outcomes = append(outcomes, o)
		if !files[0].Index || o.Did == Skipped {
			continue
		}
		shards, err := shardsOf(files[0], o.Path)
		if err != nil {
			return outcomes, fmt.Errorf("%s: %s: %w", m.ID, o.Path, err)
		}
		files = append(files[:1:1], append(shards, files[1:]...)...)
	}
	return outcomes, nil
}

// file makes one file present.
func (p *Puller) file(ctx context.Context, m catalog.Model, a catalog.Asset) (Outcome, error) {
	dir, err := store.Dir()
	if err != nil {
		return Outcome{}, err
	}
	home := m.Path(dir, a)
	if err := os.MkdirAll(filepath.Dir(home), 0o777); err != nil {
		return Outcome{}, err
	}
	unlock, err := lock(ctx, home+".lock")
	if err != nil {
		return Outcome{}, err
	}
	defer unlock()
	if o, ok, err := p.present(m, a, home); ok || err != nil {
		return o, err
	}
	from, err := p.source(m, a)
	if err != nil {
		return Outcome{}, err
	}
	return p.get(ctx, m, a, from, home)
}

// present says whether a right file is there already, and records that it is.
// A file that no checksum was published for is replaced if a mirror was named.
func (p *Puller) present(m catalog.Model, a catalog.Asset, home string) (Outcome, bool, error) {
	place, err := store.Find(m, a)
	if errors.Is(err, fs.ErrNotExist) || err == nil && a.SHA256 == "" && p.Mirror != "" {
		return Outcome{}, false, nil
	}
	if err == nil && place.SHA256 == "" && (a.Size == 0 || a.Size == place.Size) {
		place.SHA256, err = store.Verify(place.Path, home)
	}
	if err != nil {
		return Outcome{}, false, err
	}
	o := Outcome{a.Path, place.Path, place.Size, place.SHA256, Kept}
	if place.SDK {
		o.Did = Found
	}
	return o, a.SHA256 == "" || a.SHA256 == place.SHA256, nil
}

// get brings a file from where it is to its place.
func (p *Puller) get(ctx context.Context, m catalog.Model, a catalog.Asset, from source, home string) (Outcome, error) {
	o := Outcome{File: a.Path, Path: home, Did: Downloaded}
	if from.path != "" {
		o.Did = Copied
	}
	part := &part{path: home + partSuffix}
	resumed := part.size() > 0
	record, err := p.fill(ctx, m, a, from, part)
	var wrong *wrongFile
	if errors.As(err, &wrong) && resumed { // the beginning may be that of another version
		record, err = p.fill(ctx, m, a, from, part)
	}
	if errors.Is(err, errNotPublished) && a.Optional {
		return Outcome{File: a.Path, Did: Skipped}, nil
	}
	if err != nil {
		return o, err
	}
	if err := part.install(home); err != nil {
		return o, err
	}
	o.Size, o.SHA256 = record.Size, record.SHA256
	return o, record.Write(home)
}

// fill makes the part whole and checks it.
func (p *Puller) fill(ctx context.Context, m catalog.Model, a catalog.Asset, from source, part *part) (store.Record, error) {
	var err error
	if from.path != "" {
		err = p.copy(ctx, from.path, part, a)
	} else {
		err = p.download(ctx, from.url, part, a)
	}
	if err != nil {
		return store.Record{}, err
	}
	return part.check(m, a)
}

// lock keeps other processes away from a file that is being made.
func lock(ctx context.Context, path string) (unlock func(), err error) {
	type result struct {
		unlock func()
		err    error
	}
	done := make(chan result, 1)
	go func() {
		unlock, err := lockedfile.MutexAt(path).Lock()
		done <- result{unlock, err}
	}()
	select {
	case r := <-done:
		return r.unlock, r.err
	case <-ctx.Done():
		go func() { // the lock cannot be taken back while it waits
			if r := <-done; r.err == nil {
				r.unlock()
			}
		}()
		return nil, ctx.Err()
	}
}
