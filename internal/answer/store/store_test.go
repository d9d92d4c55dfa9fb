package store

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pawgen/pawgen/internal/answer/catalog"
	"github.com/pawgen/pawgen/models"
)

// store makes an empty store, and an empty cache of the official SDK.
func store(t *testing.T) (dir, sdk string) {
	t.Helper()
	dir, sdk = t.TempDir(), t.TempDir()
	t.Setenv("PAWGEN_MODELS", dir)
	t.Setenv("PAW_CACHE_DIR", sdk)
	sdk = filepath.Join(sdk, "base_models")
	if err := os.MkdirAll(sdk, 0o777); err != nil {
		t.Fatal(err)
	}
	return dir, sdk
}

func write(t *testing.T, path, data string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(data), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestFind(t *testing.T) {
	dir, sdk := store(t)
	m := catalog.Own("own-f32")
	a := m.Files[0]
	if _, err := Find(m, a); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("in an empty store: %v", err)
	}
	elsewhere, home := filepath.Join(sdk, "own-f32.gguf"), filepath.Join(dir, "own-f32.gguf")
	write(t, elsewhere, "weights")
	want := func(p Place) {
		t.Helper()
		if got, err := Find(m, a); err != nil || got != p {
			t.Errorf("got %+v, %v, want %+v", got, err, p)
		}
	}
	want(Place{Path: elsewhere, Size: 7, SDK: true})
	sum, err := Verify(elsewhere, home)
	if err != nil || sum != models.Embedded("weights").SHA256() {
		t.Fatalf("Verify: %s, %v", sum, err)
	}
	want(Place{Path: elsewhere, Size: 7, SDK: true, SHA256: sum})
	write(t, home, "weights") // the store comes first, and the record is about the other file
	want(Place{Path: home, Size: 7})
	if _, err := Verify(home, home); err != nil {
		t.Fatal(err)
	}
	want(Place{Path: home, Size: 7, SHA256: sum})
	if err := os.Chtimes(home, time.Time{}, time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	want(Place{Path: home, Size: 7})
	for _, damaged := range []string{"", "{", `{"size":7,"modified":1,"sha256":"short"}`} {
		write(t, home+recordSuffix, damaged)
		want(Place{Path: home, Size: 7})
	}
}

// A download of the SDK that is still going on is no file to use.
func TestFindPartial(t *testing.T) {
	_, sdk := store(t)
	write(t, filepath.Join(sdk, "gpt2-q8_0.gguf"), "GGUF")
	m, _ := catalog.FindKnown("gpt2-q8_0")
	if place, err := Find(m, m.Files[0]); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %+v, %v", place, err)
	}
}

func TestOpen(t *testing.T) {
	dir, _ := store(t)
	_, err := Open("qwen3-0.6b-q6_k")
	if want := "\"qwen3-0.6b-q6_k\" is neither part of this binary nor in " + dir +
		"\n\thint: run pawgen pull qwen3-0.6b-q6_k, or set PAWGEN_MODELS to the folder that has qwen3-0.6b-q6_k.gguf"; !errors.Is(err, fs.ErrNotExist) || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	path := filepath.Join(dir, "qwen3-0.6b-q6_k.gguf")
	write(t, path, "short")
	_, err = Open("qwen3-0.6b-q6_k")
	if want := "models: " + path + " is 5 bytes, want 622733120\n\thint: delete it and run pawgen pull qwen3-0.6b-q6_k"; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if _, err := Open("../../etc/passwd"); err == nil || err.Error() != `models: "../../etc/passwd" is no name of a model` {
		t.Errorf("got %v", err)
	}
	write(t, filepath.Join(dir, "tiny.gguf"), "weights")
	b, err := Open("tiny")
	if err != nil || string(b.Interpreter.Bytes()) != "weights" || b.Interpreter.Path() != filepath.Join(dir, "tiny.gguf") || b.Interpreter.SHA256() != models.Embedded("weights").SHA256() {
		t.Errorf("got %+v, %v", b, err)
	}
	again, err := Open("tiny")
	if err != nil || again.Interpreter != b.Interpreter {
		t.Errorf("mapped twice: %v", err)
	}
}

// The checksum of a record is believed: that is what records are for.
func TestOpenRecorded(t *testing.T) {
	dir, _ := store(t)
	path := filepath.Join(dir, "recorded.gguf")
	write(t, path, "weights")
	if _, err := Verify(path, path); err != nil {
		t.Fatal(err)
	}
	record, _ := os.ReadFile(path + recordSuffix)
	sum := strings.Repeat("ab", 32)
	write(t, path+recordSuffix, string(bytes.Replace(record, []byte(models.Embedded("weights").SHA256()), []byte(sum), 1)))
	b, err := Open("recorded")
	if err != nil || b.Interpreter.SHA256() != sum {
		t.Errorf("got %+v, %v", b, err)
	}
}

func TestOpenBasis(t *testing.T) {
	dir, _ := store(t)
	sum := models.Embedded("basis").SHA256()
	if _, err := OpenBasis(sum); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	path := filepath.Join(dir, "basis", sum+".gguf")
	if err := os.Mkdir(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, path, "another")
	if _, err := OpenBasis(sum); err == nil || !strings.Contains(err.Error(), "has the checksum "+models.Embedded("another").SHA256()) {
		t.Errorf("got %v", err)
	}
}
