package annotations

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write the messages into testdata/messages")

// TestMessages compares the whole text of every message, with its position
// and hint. Each case is a package of one module, loaded at once.
func TestMessages(t *testing.T) {
	cases := messageCases(t)
	for _, newline := range []string{"\n", "\r\n"} {
		dir := t.TempDir()
		write(t, dir, "go.mod", "module messages.test\n\ngo 1.25.0\n")
		for name, archive := range cases {
			for _, f := range archive.Files {
				if f.Name != "want" {
					write(t, dir, name+"/"+f.Name, strings.ReplaceAll(string(f.Data), "\n", newline))
				}
			}
		}
		got := map[string]string{}
		for _, d := range diagnostics(t, dir, "./...") {
			name, _, _ := strings.Cut(filepath.ToSlash(d.Pos.Filename), "/")
			got[name] += strings.ReplaceAll(filepath.ToSlash(d.String()), name+"/", "") + "\n"
		}
		for name, archive := range cases {
			if *update {
				record(t, name, archive, got[name])
				continue
			}
			if want := section(archive, "want"); got[name] != want {
				t.Errorf("%s (newline %q):\n%s\nwant:\n%s", name, newline, got[name], want)
			}
		}
	}
}

// messageCases reads testdata/messages. Every case has a mistake.
func messageCases(t *testing.T) map[string]*txtar.Archive {
	t.Helper()
	files, err := filepath.Glob("testdata/messages/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	cases := map[string]*txtar.Archive{}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if section(archive, "want") == "" && !*update {
			t.Errorf("%s wants no message", file)
		}
		cases[strings.TrimSuffix(filepath.Base(file), ".txtar")] = archive
	}
	return cases
}

func section(archive *txtar.Archive, name string) string {
	for _, f := range archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func record(t *testing.T, name string, archive *txtar.Archive, got string) {
	t.Helper()
	for i, f := range archive.Files {
		if f.Name == "want" {
			archive.Files[i].Data = []byte(got)
		}
	}
	if err := os.WriteFile("testdata/messages/"+name+".txtar", txtar.Format(archive), 0o666); err != nil {
		t.Fatal(err)
	}
}

// diagnostics loads a package that has mistakes.
func diagnostics(t *testing.T, dir string, patterns ...string) Diagnostics {
	t.Helper()
	packages, err := Load(t.Context(), dir, patterns...)
	var list Diagnostics
	if !errors.As(err, &list) {
		t.Fatalf("error is %v, want diagnostics", err)
	}
	if packages != nil {
		t.Errorf("%d packages beside diagnostics, want none", len(packages))
	}
	return list
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
