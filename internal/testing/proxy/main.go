// Command proxy writes the modules of this repository as a module proxy has
// them: what strangers would get if the tree as it stands were tagged.
//
//	go run ./internal/testing/proxy [-list] folder
//
// It prints each module's path and version. With GOPROXY=file://folder in front
// of other proxies, the go command takes them from there. With -list it writes
// nothing, and prints the folder of every module of the tree, published or not.
//
// Published is every module whose go.mod replaces nothing. Its version is the
// one that the other modules require, about which they must agree; a module
// that none requires has that of the main module. Modules must not require each
// other in a circle, nor one of this repository that is not published.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

func main() {
	list := flag.Bool("list", false, "print the folders of all modules")
	flag.Parse()
	if err := run(os.Stdout, flag.Arg(0), *list); err != nil {
		fmt.Fprintln(os.Stderr, "proxy:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, out string, list bool) error {
	files, err := tracked()
	if err != nil {
		return err
	}
	modules, err := find(files)
	if err != nil {
		return err
	}
	if list {
		for _, m := range modules {
			fmt.Fprintln(w, m.dir)
		}
		return nil
	}
	if out == "" {
		return errors.New("no folder\n\thint: go run ./internal/testing/proxy folder")
	}
	if err := versions(modules); err != nil {
		return err
	}
	for _, m := range modules {
		if !m.published() {
			continue
		}
		if err := m.write(out); err != nil {
			return fmt.Errorf("%s: %w", m.dir, err)
		}
		fmt.Fprintln(w, m.version)
	}
	return nil
}

// tracked are the files of the tree that git does not ignore, by their path
// from its root, which is the current directory.
func tracked() ([]string, error) {
	out, err := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		return nil, fmt.Errorf("git ls-files: %w", err)
	}
	files := strings.Split(strings.TrimRight(string(out), "\x00"), "\x00")
	return slices.DeleteFunc(files, func(f string) bool {
		info, err := os.Lstat(f)
		return err != nil || !info.Mode().IsRegular() // removed, but not committed yet
	}), nil
}

// A mod is a module of the tree.
type mod struct {
	dir     string // "." is the root
	file    *modfile.File
	text    []byte // of go.mod
	version module.Version
	files   []string // of the module, from the root
}

// published says whether strangers can use the module: for whoever is not the
// main module, replacements do not count.
func (m *mod) published() bool { return len(m.file.Replace) == 0 }

// find reads the modules of the tree, the main module first. Those in folders
// that the go command skips are none.
func find(files []string) ([]*mod, error) {
	var modules []*mod
	for _, f := range files {
		dir := path.Dir(f)
		skipped := slices.ContainsFunc(strings.Split(dir, "/"), func(part string) bool {
			return strings.HasPrefix(part, "_") || strings.HasPrefix(part, ".") && part != "." || part == "testdata"
		})
		if path.Base(f) != "go.mod" || skipped {
			continue
		}
		text, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		parsed, err := modfile.Parse(f, text, nil)
		if err != nil {
			return nil, err
		}
		modules = append(modules, &mod{dir: dir, file: parsed, text: text, version: parsed.Module.Mod})
	}
	slices.SortFunc(modules, func(a, b *mod) int { return strings.Compare(a.dir, b.dir) })
	for _, f := range files {
		if owner := owner(modules, files, f); owner != nil {
			owner.files = append(owner.files, f)
		}
	}
	return modules, nil
}

// owner is the module whose folder is the nearest one above a file with a
// go.mod; nil if that module is none of ours.
func owner(modules []*mod, files []string, file string) *mod {
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if i := slices.IndexFunc(modules, func(m *mod) bool { return m.dir == dir }); i >= 0 {
			return modules[i]
		}
		if dir == "." || slices.Contains(files, path.Join(dir, "go.mod")) {
			return nil
		}
	}
}

// versions gives each module its version, and says what is wrong with how the
// modules require each other.
func versions(modules []*mod) error {
	byPath := map[string]*mod{}
	for _, m := range modules {
		byPath[m.version.Path] = m
	}
	for _, m := range modules {
		for _, r := range m.file.Require {
			needed := byPath[r.Mod.Path]
			if needed == nil {
				continue
			}
			if needed.version.Version != "" && needed.version.Version != r.Mod.Version {
				return fmt.Errorf("%s/go.mod requires %s, another module %s", m.dir, r.Mod, needed.version)
			}
			if m.published() && !needed.published() {
				return fmt.Errorf("%s/go.mod requires %s, which replaces modules and so is not published", m.dir, r.Mod.Path)
			}
			needed.version.Version = r.Mod.Version
		}
	}
	main := modules[0]
	if main.dir != "." || main.version.Version == "" {
		return errors.New("no module requires the main module, so its version is not known")
	}
	for _, m := range modules {
		if m.version.Version == "" {
			m.version.Version = main.version.Version
		}
		if err := circle(byPath, m, nil); err != nil {
			return err
		}
	}
	return nil
}

// circle says that a module requires itself by way of others, if so.
func circle(byPath map[string]*mod, m *mod, way []string) error {
	if slices.Contains(way, m.dir) {
		return fmt.Errorf("modules require each other in a circle: %s", strings.Join(append(way, m.dir), " -> "))
	}
	for _, r := range m.file.Require {
		if needed := byPath[r.Mod.Path]; needed != nil {
			if err := circle(byPath, needed, append(way, m.dir)); err != nil {
				return err
			}
		}
	}
	return nil
}

// write writes the four files that a proxy has of a version.
func (m *mod) write(out string) error {
	escaped, err := module.EscapePath(m.version.Path)
	if err != nil {
		return err
	}
	dir := filepath.Join(out, filepath.FromSlash(escaped), "@v")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	name := filepath.Join(dir, m.version.Version)
	// The time is that of no commit; it only must not change.
	info := fmt.Sprintf(`{"Version":%q,"Time":"2026-01-01T00:00:00Z"}`, m.version.Version)
	for file, content := range map[string][]byte{
		filepath.Join(dir, "list"): []byte(m.version.Version + "\n"), name + ".info": []byte(info), name + ".mod": m.text,
	} {
		if err := os.WriteFile(file, content, 0o666); err != nil {
			return err
		}
	}
	f, err := os.Create(name + ".zip")
	if err != nil {
		return err
	}
	var list []zip.File
	for _, name := range m.files {
		list = append(list, file{name, strings.TrimPrefix(name, m.dir+"/")})
	}
	return errors.Join(zip.Create(f, m.version, list), f.Close())
}

// file is a file of a module: where it is and its path in the module.
type file struct{ from, path string }

func (f file) Path() string                 { return f.path }
func (f file) Lstat() (os.FileInfo, error)  { return os.Lstat(f.from) }
func (f file) Open() (io.ReadCloser, error) { return os.Open(f.from) }
