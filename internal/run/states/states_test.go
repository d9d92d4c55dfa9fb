package states

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// key returns one of many keys.
func key(n byte) Key { return Key{0: n, 31: 7} }

func open(t testing.TB, limit int64) *Folder {
	t.Helper()
	f, err := Open(filepath.Join(t.TempDir(), "states"), limit)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestSaveLoad(t *testing.T) {
	f := open(t, 1000)
	if _, err := f.Load(key(1)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want fs.ErrNotExist", err)
	}
	for _, want := range []string{"a state", "", "another"} {
		if err := f.Save(key(1), []byte(want)); err != nil {
			t.Fatal(err)
		}
		if got, err := f.Load(key(1)); err != nil || string(got) != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	if info, err := os.Stat(f.path(key(1))); err != nil || info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		t.Errorf("mode %v, %v, want none for others", info.Mode(), err)
	}
}

func TestDamaged(t *testing.T) {
	f := open(t, 1000)
	if err := f.Save(key(1), []byte("a state")); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(f.path(key(1)))
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)-6] ^= 1
	tests := []struct {
		name string
		data []byte
		key  Key
		want string
	}{
		{"empty", nil, key(1), `file is 0 bytes and starts with "" (want "PAWSTATE")`},
		{"foreign", bytes.Repeat([]byte("x"), 100), key(1), `file is 100 bytes and starts with "xxxxxxxx" (want "PAWSTATE")`},
		{"cut", whole[:len(whole)-1], key(1), "the file is damaged or cut off"},
		{"flipped", flipped, key(1), "the file is damaged or cut off"},
		{"moved", whole, key(2), "the state is that of another key"},
		{"huge", make([]byte, 1001), key(1), "1001 bytes (want a regular file of at most 1000)"},
	}
	for _, test := range tests {
		if err := os.WriteFile(f.path(test.key), test.data, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := f.Load(test.key)
		if got != nil || !strings.Contains(fmt.Sprint(err), test.want) || !strings.Contains(fmt.Sprint(err), f.Path) {
			t.Errorf("%s: %q, error %v, want %q", test.name, got, err, test.want)
		}
	}
}

// TestLimit checks that the states that were not used for the longest time go
// first, and nothing else goes.
func TestLimit(t *testing.T) {
	const one = 8 + 32 + 100 + 4
	f := open(t, 3*one)
	foreign := filepath.Join(f.Path, "notes.state")
	for _, path := range []string{foreign, filepath.Join(f.Path, "0123.state.tmp")} {
		if err := os.WriteFile(path, make([]byte, 3*one), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	left := filepath.Join(f.Path, "."+filepath.Base(f.path(key(9)))+".123.tmp") // of a killed process
	if err := os.WriteFile(left, make([]byte, one), 0o600); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour)
	age := func(path string, minutes int) {
		if err := os.Chtimes(path, old, old.Add(-time.Duration(minutes)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	age(left, 60)
	for n := range byte(4) {
		if n == 3 {
			if _, err := f.Load(key(0)); err != nil { // now 1 is the oldest
				t.Fatal(err)
			}
		}
		if err := f.Save(key(n), make([]byte, 100)); err != nil {
			t.Fatal(err)
		}
		age(f.path(key(n)), 10-int(n))
	}
	for n, want := range []bool{true, false, true, true} {
		if _, err := f.Load(key(byte(n))); (err == nil) != want {
			t.Errorf("state %d: error %v", n, err)
		}
	}
	if _, err := os.Stat(foreign); err != nil {
		t.Errorf("a foreign file: %v", err)
	}
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what a killed process left: error %v", err)
	}
	err := f.Save(key(5), make([]byte, 3*one))
	if want := "the state has 476 bytes, the folder holds 432"; fmt.Sprint(err) != want {
		t.Errorf("error %v, want %q", err, want)
	}
}

// TestFolderGone checks the errors of a folder that somebody removed.
func TestFolderGone(t *testing.T) {
	f := open(t, 1000)
	if err := os.Remove(f.Path); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(key(1), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want fs.ErrNotExist", err)
	}
}

func FuzzParse(f *testing.F) {
	folder := open(f, 1000)
	if err := folder.Save(key(1), []byte("a state")); err != nil {
		f.Fatal(err)
	}
	whole, err := os.ReadFile(folder.path(key(1)))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:20])
	f.Fuzz(func(t *testing.T, data []byte) {
		state, err := parse(data, key(1))
		if err == nil && len(state) != len(data)-8-32-4 {
			t.Errorf("%d bytes of %d", len(state), len(data))
		}
	})
}
