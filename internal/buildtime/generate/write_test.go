package generate

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// tree reads all files below a folder.
func tree(t *testing.T, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(folder, path)
		files[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func sameTree(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for name, data := range a {
		if other, ok := b[name]; !ok || other != data {
			return false
		}
	}
	return true
}

// place writes files below a new folder.
func place(t *testing.T, files map[string]string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	for name, data := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// The change that the tests make: one program changes, one comes, one goes,
// one stays, and so do the two files beside them.
var (
	before = map[string]string{"paw/A.pawc": "a", "paw/Gone.pawc": "g", "paw/Same.pawc": "s", "paw_gen.go": "old", "paw.lock": "old", "mine.go": "m"}
	after  = map[string]string{"paw/A.pawc": "a2", "paw/B.pawc": "b", "paw/Same.pawc": "s", "paw_gen.go": "new", "paw.lock": "new", "mine.go": "m"}
)

func testChanges(folder string) []change {
	at := func(name string) string { return filepath.Join(folder, filepath.FromSlash(name)) }
	return []change{
		{at("paw/A.pawc"), []byte("a2")},
		{at("paw/B.pawc"), []byte("b")},
		{at("paw/Same.pawc"), []byte("s")},
		{at("paw_gen.go"), []byte("new")},
		{at("paw.lock"), []byte("new")},
		{at("paw/Gone.pawc"), nil},
	}
}

func TestApply(t *testing.T) {
	folder := place(t, before)
	same := filepath.Join(folder, "paw", "Same.pawc")
	past := time.Unix(1e9, 0)
	if err := os.Chtimes(same, past, past); err != nil {
		t.Fatal(err)
	}
	if err := apply(testChanges(folder)); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, folder); !sameTree(got, after) {
		t.Errorf("got %v, want %v", got, after)
	}
	if info, err := os.Stat(same); err != nil || !info.ModTime().Equal(past) {
		t.Errorf("the unchanged file was touched: %v, %v", info.ModTime(), err)
	}
}

// TestApplyFails makes each write, sync, rename and removal fail in turn. A
// failure before the first rename must leave everything as it was; any later
// one must leave each file old or new. A second try must then succeed.
func TestApplyFails(t *testing.T) {
	failed := errors.New("the disk is full")
	var step, failAt int
	fail := func() error {
		step++
		if step-1 == failAt {
			return failed
		}
		return nil
	}
	var renamed bool
	swap(t, &writeFile, func(f *os.File, data []byte) error {
		if err := fail(); err != nil {
			f.Write(data[:len(data)/2]) // as a full disk does
			return err
		}
		_, err := f.Write(data)
		return err
	})
	swap(t, &syncFile, func(f *os.File) error { return fail() })
	swap(t, &renameFile, func(old, new string) error {
		if err := fail(); err != nil {
			return err
		}
		renamed = true
		return os.Rename(old, new)
	})
	swap(t, &removeFile, func(path string) error {
		if err := fail(); err != nil {
			return err
		}
		return os.Remove(path)
	})
	for failAt = 0; ; failAt++ {
		folder := place(t, before)
		step, renamed = 0, false
		err := apply(testChanges(folder))
		if err == nil {
			break
		}
		if !errors.Is(err, failed) {
			t.Fatal(err)
		}
		got := tree(t, folder)
		if !renamed && !sameTree(got, before) {
			t.Errorf("step %d: got %v, want nothing changed", failAt, got)
		}
		for name, data := range got {
			if data != before[name] && data != after[name] {
				t.Errorf("step %d: %s holds %q, neither old nor new", failAt, name, data)
			}
		}
		again := failAt
		failAt = -1
		if err := apply(testChanges(folder)); err != nil || !sameTree(tree(t, folder), after) {
			t.Errorf("step %d: the second try gave %v and %v", again, err, tree(t, folder))
		}
		failAt = again
	}
	if want := 4*2 + 4 + 1 + 2; failAt != want {
		t.Errorf("%d steps could fail, want %d: 4 writes, 4 syncs, 4 renames, 1 removal, 2 folders", failAt, want)
	}
}

func swap[T any](t *testing.T, variable *T, value T) {
	old := *variable
	*variable = value
	t.Cleanup(func() { *variable = old })
}

func TestApplyRemovesTheEmptyFolder(t *testing.T) {
	folder := place(t, map[string]string{"paw/A.pawc": "a", "paw.lock": "l", "mine.go": "m"})
	err := apply([]change{{Path: filepath.Join(folder, "paw.lock")}, {Path: filepath.Join(folder, "paw", "A.pawc")}})
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || !slices.EqualFunc(entries, []string{"mine.go"}, func(e os.DirEntry, name string) bool { return e.Name() == name }) {
		t.Errorf("left %v, %v", entries, err)
	}
}

// TestApplySameFile stands for a file system that ignores case: the new
// program is written to the file of the old one, which must then not go.
func TestApplySameFile(t *testing.T) {
	folder := place(t, map[string]string{"paw/F.pawc": "new"})
	if err := os.Link(filepath.Join(folder, "paw", "F.pawc"), filepath.Join(folder, "paw", "f.pawc")); err != nil {
		t.Skip("no hard links here: ", err)
	}
	changes := []change{{filepath.Join(folder, "paw", "F.pawc"), []byte("new")}, {Path: filepath.Join(folder, "paw", "f.pawc")}}
	if !isRenamed(changes[1].Path, changes) {
		t.Error("the written file counts as one to remove")
	}
}
