package generate

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/testing/testmodel"
)

// remote makes .paw bundles for the base model of package testmodel.
type remote struct {
	snapshot string
	compiled []string // the specs' texts, or the programs that they name
	pseudo   string
}

func (r *remote) Snapshot() string   { return r.snapshot }
func (r *remote) Base() program.Base { return program.Base{ID: testmodel.StoredID} }

func (r *remote) Compile(ctx context.Context, spec compiler.Spec, progress func(compiler.Event)) (*program.Program, error) {
	r.compiled = append(r.compiled, spec.Text+spec.Program)
	if compiler.IsFile(spec.Program) {
		return program.ReadFile(spec.Program)
	}
	p := random.Bundle(spec.Name, r.pseudo)
	p.Compiler = r.snapshot
	p.Meta.Set("program_id", "0123456789abcdef0123")
	return p, nil
}

var random = testmodel.New(1)

// mixed is the configuration of two ways to compile and of existing programs.
func mixed(dir string, local *fake, r *remote) Config {
	config := local.config(dir)
	remote := Compiler{Name: "hosted", Base: testmodel.StoredID, New: func(string) (compiler.Compiler, error) { return r, nil }}
	config.Compilers = append(config.Compilers, remote)
	config.Existing = Compiler{New: remote.New}
	sums := config.Base
	config.Base = func(id string) (BaseSums, bool) {
		if id == testmodel.StoredID {
			return BaseSums{}, false
		}
		return sums(id)
	}
	return config
}

// A function without a directive stays with the compiler of paw.lock, until
// the default says otherwise; its program then lies under another name.
func TestCompilerOfLock(t *testing.T) {
	dir := t.TempDir()
	local, r := &fake{base: "a", basis: "c"}, &remote{snapshot: "paw-x-20260101", pseudo: "one"}
	f := stub("A")
	step := func(name, want, files string) {
		t.Helper()
		config := mixed(dir, local, r)
		config.Default = name
		outcomes, err := Run(t.Context(), mail(dir, f), config)
		if err != nil || len(outcomes) != 1 || outcomes[0].Did != want {
			t.Fatalf("with %q: %+v, %v, want %s", name, outcomes, err, want)
		}
		if got := fileNames(tree(t, dir)); got != files {
			t.Errorf("with %q there are %s, want %s", name, got, files)
		}
		if err := Check(mail(dir, f), mixed(dir, local, r)); err != nil {
			t.Errorf("after %q: %v", name, err)
		}
	}
	const compact, bundle = "paw.lock paw/A.pawc paw_gen.go", "paw.lock paw/A.paw paw_gen.go"
	step("", "compiled", compact)
	step("hosted", "compiled", bundle)
	step("", "kept", bundle)
	f.Spec.Text = "another spec"
	step("", "compiled", bundle)
	step("nano", "compiled", compact)
	step("", "kept", compact)
	lock, _ := os.ReadFile(filepath.Join(dir, lockFile))
	if !strings.Contains(string(lock), " compiler=nano:fake-1 ") {
		t.Errorf("paw.lock is\n%s", lock)
	}
}

// Where nobody names a compiler, the base model decides: the first compiler that
// makes programs for it, unless that of paw.lock does.
func TestCompilerOfBase(t *testing.T) {
	config := Config{Compilers: []Compiler{
		{Name: "prompt", Base: "smol", Makes: func(base string) bool { return base != "nano" }},
		{Name: "nano", Base: "nano"},
		{Name: "hosted", Base: "qwen", Makes: func(base string) bool { return base == "gpt2" }},
	}}
	for _, test := range []struct{ compiler, flag, base, locked, want string }{
		{"", "", "", "", "prompt for smol"},
		{"", "", "nano", "", "nano for nano"},
		{"", "", "ours", "", "prompt for ours"},
		{"", "nano", "", "", "nano for nano"},
		{"", "", "", "nano-20261128", "nano for nano"},
		{"", "", "smol", "nano-20261128", "prompt for smol"},
		{"", "", "nano", "prompt-20261128", "nano for nano"},
		{"", "", "", "hosted:qwen-1", "hosted for qwen"},
		{"", "", "gpt2", "hosted:qwen-1", "hosted for gpt2"},
		{"nano", "", "smol", "", `A: base model "smol" cannot run what compiler "nano" makes`},
		{"", "nano", "smol", "", `A: base model "smol" cannot run what compiler "nano" makes`},
	} {
		f := stub("A")
		f.Compiler, f.Base, config.Default = test.compiler, test.base, test.flag
		var locked *entry
		if test.locked != "" {
			locked = &entry{Compiler: test.locked}
		}
		k, base, problem := config.choose(f, locked)
		got := k.Name + " for " + base
		if problem != nil {
			got = problem.Message
		}
		if got != test.want {
			t.Errorf("%+v: got %s", test, got)
		}
	}
}

// A program that somebody else put beside ours under the other name stays.
func TestOtherSuffixStays(t *testing.T) {
	dir := t.TempDir()
	local, r := &fake{base: "a", basis: "c"}, &remote{snapshot: "paw-x-20260101", pseudo: "one"}
	f := stub("A")
	f.Compiler = "hosted"
	if _, err := Run(t.Context(), mail(dir, f), mixed(dir, local, r)); err != nil {
		t.Fatal(err)
	}
	foreign := programFile(dir, "A", program.CompactSuffix)
	if err := os.WriteFile(foreign, []byte("foreign"), 0o666); err != nil {
		t.Fatal(err)
	}
	outcomes, err := Run(t.Context(), mail(dir, f), mixed(dir, local, r))
	if err != nil || outcomes[0].Did != "kept" {
		t.Errorf("%+v, %v", outcomes, err)
	}
	if _, err := os.Stat(foreign); err != nil {
		t.Error(err)
	}
}

// A program of a server is pinned by its ID and its bytes.
func TestPinned(t *testing.T) {
	dir := t.TempDir()
	local, r := &fake{base: "a", basis: "c"}, &remote{snapshot: "paw-x-20260101", pseudo: "one"}
	f := stub("A")
	f.Spec.Text, f.Spec.Program = "", "user/name@v2"
	config := mixed(dir, local, r)
	if _, err := Run(t.Context(), mail(dir, f), config); err != nil {
		t.Fatal(err)
	}
	path := programFile(dir, "A", program.BundleSuffix)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	os.Remove(path)
	if _, err := Run(t.Context(), mail(dir, f), config); err != nil {
		t.Fatal(err)
	}
	os.Remove(path)
	r.pseudo = "two" // the server gives other bytes under the same ID
	_, err = Run(t.Context(), mail(dir, f), config)
	if err == nil || !strings.Contains(err.Error(), "A: program 0123456789abcdef0123 changed on the server (have sha256-") ||
		!strings.Contains(err.Error(), "hint: delete the function's line in paw.lock to take it as it is now") {
		t.Errorf("got %v", err)
	}
	if got := strings.Join(r.compiled, " "); got != "user/name@v2 0123456789abcdef0123 0123456789abcdef0123" {
		t.Errorf("asked for %s", got)
	}
	os.WriteFile(path, before, 0o666)
	if err := Check(mail(dir, f), config); err != nil {
		t.Errorf("the old program does not do any more: %v", err)
	}
	f.Base = "nano"
	if _, err := Run(t.Context(), mail(dir, f), config); err == nil || !strings.Contains(err.Error(), `A: the program runs on "testmodel-f32", paw:base wants "nano"`) {
		t.Errorf("got %v", err)
	}
}

func TestCompilerField(t *testing.T) {
	for _, test := range []struct{ name, snapshot, field string }{
		{"nano", "nano-20261123", "nano-20261123"},
		{"hosted", "paw-4b-gpt2-20260406", "hosted:paw-4b-gpt2-20260406"},
		{"paw-4b-gpt2", "paw-4b-gpt2-20260406", "paw-4b-gpt2-20260406"},
		{"paw-4b-gpt2-20260406", "paw-4b-gpt2-20260406", "paw-4b-gpt2-20260406:paw-4b-gpt2-20260406"},
		{"nano", "fake-1", "nano:fake-1"},
	} {
		field, err := compilerField(test.name, test.snapshot)
		if err != nil || field != test.field {
			t.Errorf("%s of %s: got %s, %v, want %s", test.snapshot, test.name, field, err, test.field)
		}
		if name := (entry{Compiler: field}).compilerName(); name != test.name {
			t.Errorf("%s is of %s, want %s", field, name, test.name)
		}
	}
	for _, bad := range []string{"", "two words", "a\nb", "\x1b[2J"} {
		if field, err := compilerField("hosted", bad); err == nil {
			t.Errorf("%q gives %s", bad, field)
		}
	}
}
