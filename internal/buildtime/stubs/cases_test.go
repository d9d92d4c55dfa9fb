package stubs

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what tests get into the cases under testdata")

// readCases reads a folder of txtar files, one case each: source files and the
// section "want".
func readCases(t *testing.T, folder string) map[string]*txtar.Archive {
	t.Helper()
	files, err := filepath.Glob(folder + "/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	cases := map[string]*txtar.Archive{}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		cases[strings.TrimSuffix(filepath.Base(file), ".txtar")] = archive
	}
	return cases
}

// writeCases makes a module of cases, each a folder with its name.
func writeCases(t *testing.T, module string, cases map[string]*txtar.Archive, newline string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	write(t, dir, "go.mod", "module "+module+"\n\ngo 1.25.0\n")
	for name, archive := range cases {
		for _, f := range archive.Files {
			if f.Name != "want" {
				write(t, dir, name+"/"+f.Name, strings.ReplaceAll(string(f.Data), "\n", newline))
			}
		}
	}
	return dir
}

// compare compares what each case gave with its section "want", or writes it there.
func compare(t *testing.T, folder string, cases map[string]*txtar.Archive, got map[string]string) {
	t.Helper()
	for name, archive := range cases {
		last := &archive.Files[len(archive.Files)-1]
		if last.Name != "want" {
			t.Fatalf("%s/%s.txtar does not end with want", folder, name)
		}
		if *update {
			last.Data = []byte(got[name])
			if err := os.WriteFile(folder+"/"+name+".txtar", txtar.Format(archive), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if want := string(last.Data); got[name] != want || want == "" {
			t.Errorf("%s/%s.txtar: got\n%s\nwant\n%s", folder, name, got[name], want)
		}
	}
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
