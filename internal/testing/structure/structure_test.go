package structure

import (
	"encoding/json"
	"errors"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

const (
	modulePath = "github.com/pawgen/pawgen"
	root       = "../../.."
)

// listed is what go list says about a package.
type listed struct {
	ImportPath string
	Deps       []string
}

// list lists the packages of patterns.
func list(t *testing.T, patterns ...string) []listed {
	t.Helper()
	c := exec.Command("go", append([]string{"list", "-json=ImportPath,Deps"}, patterns...)...)
	c.Dir = root
	out, err := c.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// TestRunTimeDependencies keeps the promise that binaries get nothing from
// generated code but the standard library, x/sys and this module, and no network.
func TestRunTimeDependencies(t *testing.T) {
	const format = `{{if or (not .Standard) (eq .ImportPath "net")}}{{.ImportPath}}{{end}}`
	c := exec.Command("go", "list", "-deps", "-f", format, "./runtime", "./models/...")
	c.Dir = root
	out, err := c.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	paths := strings.Fields(string(out))
	if len(paths) < 10 {
		t.Fatalf("go list found only %q", paths)
	}
	for _, path := range paths {
		if path != modulePath && !strings.HasPrefix(path, modulePath+"/") && !strings.HasPrefix(path, "golang.org/x/sys/") {
			t.Errorf("run time depends on %s", path)
		}
	}
}

// TestRunTimeKnowsNothingOfBuildTime: what is in users' binaries, and what both
// sides share, imports nothing that only building needs, and no package but
// those for tests imports a package for tests.
func TestRunTimeKnowsNothingOfBuildTime(t *testing.T) {
	build := []string{"/internal/buildtime/", "/annotations", "/gen", "/cmd/"}
	found := 0
	for _, p := range list(t, ".", "./runtime", "./pawtest", "./models/...", "./internal/answer/...", "./internal/run/...", "./internal/system/...") {
		found++
		for _, dep := range p.Deps {
			path, ours := strings.CutPrefix(dep, modulePath)
			for _, b := range build {
				if ours && strings.HasPrefix(path, b) {
					t.Errorf("%s needs %s", p.ImportPath, dep)
				}
			}
		}
	}
	if found < 20 {
		t.Errorf("found only %d packages", found)
	}
	for _, p := range list(t, "./...") {
		for _, dep := range p.Deps {
			if !strings.Contains(p.ImportPath, "/internal/testing/") && strings.Contains(dep, "/internal/testing/") {
				t.Errorf("%s needs %s, which is for tests", p.ImportPath, dep)
			}
		}
	}
}

// TestSignaturesNameNothingInternal: who can import a package can name every
// type that its exported names are made of.
func TestSignaturesNameNothingInternal(t *testing.T) {
	all, err := packages.Load(&packages.Config{Dir: root, Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps | packages.NeedSyntax | packages.NeedTypesInfo}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	public := 0
	for _, p := range all {
		if strings.Contains(p.PkgPath, "/internal/") || strings.Contains(p.PkgPath, "/examples/") || p.Name == "main" {
			continue
		}
		public++
		for _, name := range p.Types.Scope().Names() {
			o := p.Types.Scope().Lookup(name)
			if !o.Exported() {
				continue
			}
			for _, leak := range internalTypes(o) {
				t.Errorf("%s.%s names %s", p.PkgPath, name, leak)
			}
		}
	}
	if public < 6 {
		t.Errorf("found only %d public packages", public)
	}
}

// internalTypes are the types of internal packages that an exported object's
// signature, fields or methods name.
func internalTypes(o types.Object) []string {
	var found []string
	seen := map[types.Type]bool{}
	var visit func(t types.Type)
	tuple := func(vars *types.Tuple) {
		for v := range vars.Variables() {
			visit(v.Type())
		}
	}
	visit = func(t types.Type) {
		if t == nil || seen[t] {
			return
		}
		seen[t] = true
		named := func(n *types.TypeName, args *types.TypeList) {
			if p := n.Pkg(); p != nil && strings.Contains(p.Path(), "/internal/") && strings.HasPrefix(p.Path(), modulePath) {
				found = append(found, strings.TrimPrefix(p.Path(), modulePath+"/")+"."+n.Name())
			}
			for a := range args.Types() {
				visit(a)
			}
		}
		switch t := t.(type) {
		case *types.Alias:
			named(t.Obj(), t.TypeArgs())
			visit(t.Rhs())
		case *types.Named:
			named(t.Obj(), t.TypeArgs())
		case *types.Pointer:
			visit(t.Elem())
		case *types.Slice:
			visit(t.Elem())
		case *types.Array:
			visit(t.Elem())
		case *types.Chan:
			visit(t.Elem())
		case *types.Map:
			visit(t.Key())
			visit(t.Elem())
		case *types.Signature:
			tuple(t.Params())
			tuple(t.Results())
		case *types.Struct:
			for f := range t.Fields() {
				if f.Exported() {
					visit(f.Type())
				}
			}
		case *types.Interface:
			for m := range t.ExplicitMethods() {
				visit(m.Type())
			}
		}
	}
	if n, ok := o.(*types.TypeName); ok {
		if named, ok := n.Type().(*types.Named); ok {
			visit(named.Underlying())
			for m := range named.Methods() {
				if m.Exported() {
					visit(m.Type())
				}
			}
			slices.Sort(found)
			return slices.Compact(found)
		}
	}
	visit(o.Type())
	slices.Sort(found)
	return slices.Compact(found)
}

// TestContributingNamesEveryPackage: the table of folders is whole, and names
// nothing that is not there.
func TestContributingNamesEveryPackage(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list(t, "./internal/...") {
		if folder := strings.TrimPrefix(p.ImportPath, modulePath+"/"); !strings.Contains(string(text), "`"+folder+"`") {
			t.Errorf("CONTRIBUTING.md does not name %s", folder)
		}
	}
	for _, m := range regexp.MustCompile("`((?:internal|bench|cmd|llama|train)/[a-z/]+)`").FindAllStringSubmatch(string(text), -1) {
		if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(m[1]))); err != nil {
			t.Errorf("CONTRIBUTING.md: %v", err)
		}
	}
}
