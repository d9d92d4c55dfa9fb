package generate

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// A fake is a compiler whose programs are the spec and nothing more, with a
// runtime that answers each input from a table.
type fake struct {
	base     string // the checksum's digit
	basis    string // likewise, of the basis
	compiled []string
	answers  map[string]string
	fail     error
}

func (c *fake) Snapshot() string { return "fake-1" }
func (c *fake) Base() program.Base {
	return program.Base{ID: "nano", SHA256: strings.Repeat(c.base, 64)}
}

func (c *fake) Compile(ctx context.Context, spec compiler.Spec, progress func(compiler.Event)) (*program.Program, error) {
	if c.fail != nil {
		return nil, c.fail
	}
	progress(compiler.Event{Stage: "adapter", Done: 0.5})
	c.compiled = append(c.compiled, spec.Name)
	return &program.Program{Name: spec.Name, Spec: spec.Text, Pseudo: spec.Text,
		Template: spec.Text + " {INPUT_PLACEHOLDER}", Base: c.Base(), Compiler: c.Snapshot(),
		Adapter: &program.Adapter{Basis: c.sums().Basis, Layers: 1, Modules: 1, Bases: 1, Coefficients: []float32{1, 2}}}, nil
}

func (c *fake) sums() BaseSums {
	return BaseSums{c.Base().SHA256, strings.Repeat(c.basis, 64)}
}

func (c *fake) config(dir string) Config {
	return Config{
		Dir:       dir,
		Compilers: []Compiler{{Name: "nano", Base: "nano", New: func(string) (compiler.Compiler, error) { return c, nil }}},
		Base:      func(string) (BaseSums, bool) { return c.sums(), true },
		Open: func(string, []byte, compiler.Result) (Answerer, error) {
			return func(_ context.Context, input string) (string, error) {
				if answer, ok := c.answers[input]; ok {
					return answer, nil
				}
				return "", errors.New("no answer")
			}, nil
		},
	}
}

// stub is a function from text to text in line 10 of mail.go.
func stub(name string, tests ...compiler.Example) *stubs.Function {
	f := &stubs.Function{
		Name: name,
		Pos:  token.Position{Filename: "mail.go", Line: 10, Column: 6},
		Spec: compiler.Spec{Name: "mail." + name, Text: "the spec of " + name,
			Params: []compiler.Param{{Name: "text", Type: "string"}}, Result: compiler.Result{Kind: compiler.Text}},
		Params: []stubs.Param{{Name: "text", Type: types.Typ[types.String]}},
		Result: types.Typ[types.String],
		Shape:  &stubs.Shape{Type: types.Typ[types.String], Form: compiler.Result{Kind: compiler.Text}},
	}
	for i, e := range tests {
		f.Tests = append(f.Tests, stubs.Test{Pos: token.Position{Filename: "mail.go", Line: 5 + i, Column: 3}, Example: e})
	}
	return f
}

func mail(dir string, functions ...*stubs.Function) []*stubs.Package {
	return []*stubs.Package{{Name: "mail", Path: "example.com/mail", Dir: dir, Functions: functions}}
}

// mustGenerate returns what was done, "mail.A compiled".
func mustGenerate(t *testing.T, c *fake, packages []*stubs.Package) []string {
	t.Helper()
	outcomes, err := Run(t.Context(), packages, c.config(packages[0].Dir))
	if err != nil {
		t.Fatal(err)
	}
	var did []string
	for _, o := range outcomes {
		did = append(did, o.Function+" "+o.Did)
	}
	return did
}

func wantDone(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("did %q, want %q", got, want)
	}
}

func fileNames(files map[string]string) string {
	return strings.Join(slices.Sorted(maps.Keys(files)), " ")
}

func TestGenerateCompilesWhatChanged(t *testing.T) {
	c := &fake{base: "a", basis: "c"}
	dir := t.TempDir()
	a, b := stub("A"), stub("B")
	wantDone(t, mustGenerate(t, c, mail(dir, b, a)), "mail.A compiled", "mail.B compiled")
	first := tree(t, dir)
	if got, want := fileNames(first), "paw.lock paw/A.pawc paw/B.pawc paw_gen.go"; got != want {
		t.Fatalf("wrote %s, want %s", got, want)
	}
	if err := Check(mail(dir, a, b), c.config(dir)); err != nil {
		t.Errorf("stale after generating: %v", err)
	}

	wantDone(t, mustGenerate(t, c, mail(dir, a, b)), "mail.A kept", "mail.B kept")
	if !sameTree(tree(t, dir), first) {
		t.Error("generating again changed something")
	}

	a.Spec.Text = "another spec"
	wantDone(t, mustGenerate(t, c, mail(dir, a, b)), "mail.A compiled", "mail.B kept")

	os.Remove(ProgramFile(dir, "B"))
	wantDone(t, mustGenerate(t, c, mail(dir, a, b)), "mail.A kept", "mail.B compiled")

	os.WriteFile(ProgramFile(dir, "B"), []byte("edited"), 0o666)
	wantDone(t, mustGenerate(t, c, mail(dir, a, b)), "mail.A kept", "mail.B compiled")

	c.base = "b" // the base model was trained afresh
	wantDone(t, mustGenerate(t, c, mail(dir, a, b)), "mail.A compiled", "mail.B compiled")

	c.basis = "d" // only the compiler's half was
	wantDone(t, mustGenerate(t, c, mail(dir, a, b)), "mail.A compiled", "mail.B compiled")

	wantDone(t, mustGenerate(t, c, mail(dir, a)), "mail.A kept", "mail.B removed")
	if got, want := fileNames(tree(t, dir)), "paw.lock paw/A.pawc paw_gen.go"; got != want {
		t.Errorf("left %s, want %s", got, want)
	}
	wantDone(t, mustGenerate(t, c, mail(dir)), "mail.A removed")
	if got := fileNames(tree(t, dir)); got != "" {
		t.Errorf("left %s, want nothing", got)
	}
}

// TestGenerateFails shows that a package with an error is left as it was,
// while other packages are done.
func TestGenerateFails(t *testing.T) {
	c := &fake{base: "a", basis: "c"}
	dir, other := t.TempDir(), t.TempDir()
	a, b := stub("A"), stub("B")
	b.Compiler = "nano-x"
	packages := append(mail(dir, a, b), mail(other, stub("C"))...)
	_, err := Run(t.Context(), packages, c.config(dir))
	if want := "mail.go:10:6: B: unknown compiler \"nano-x\"\n\thint: use //paw:compiler nano"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if got := fileNames(tree(t, dir)); got != "" {
		t.Errorf("wrote %s, want nothing", got)
	}
	if got, want := fileNames(tree(t, other)), "paw.lock paw/C.pawc paw_gen.go"; got != want {
		t.Errorf("the other package has %s, want %s", got, want)
	}

	b.Compiler, b.Base = "", "gpt2"
	_, err = Run(t.Context(), mail(dir, b), c.config(dir))
	if want := "mail.go:10:6: B: base model \"gpt2\" cannot run what compiler \"nano\" makes\n\thint: use //paw:base nano"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}

	b.Compiler, b.Base = "", ""
	missing := c.config(dir)
	missing.Compilers[0].New = func(string) (compiler.Compiler, error) { return nil, errors.New("no weights\n\thint: get them") }
	_, err = Run(t.Context(), append(mail(dir, a, b), mail(other, stub("D"))...), missing)
	if want := "mail.go:10:6: A: start compiler \"nano\": no weights (2 more for the same reason)\n\thint: get them"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if got, want := fileNames(tree(t, other)), "paw.lock paw/C.pawc paw_gen.go"; got != want {
		t.Errorf("a package that only repeats a reason has %s, want %s as before", got, want)
	}

	c.fail = errors.New("spec has 9000 tokens, want at most 512")
	_, err = Run(t.Context(), mail(dir, a), c.config(dir))
	if want := "mail.go:10:6: A: spec has 9000 tokens, want at most 512"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, mail(dir, a), c.config(dir)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v after the end of the context", err)
	}
	if got := fileNames(tree(t, dir)); got != "" {
		t.Errorf("wrote %s, want nothing", got)
	}

	b.Base = "gpt2"
	var problems annotations.Diagnostics
	_, err = Run(ctx, append(mail(dir, b), mail(other, stub("D"))...), c.config(dir))
	if !errors.Is(err, context.Canceled) || !errors.As(err, &problems) || len(problems) != 1 {
		t.Errorf("got %v after the end of the context, want the mistake of B too", err)
	}
}

func TestGenerateNamesClash(t *testing.T) {
	c := &fake{base: "a", basis: "c"}
	dir := t.TempDir()
	_, err := Run(t.Context(), mail(dir, stub("Sort"), stub("SortContext"), stub("SORT")), c.config(dir))
	want := "mail.go:10:6: SORT: the generated name paw/sort.pawc is Sort's too\n\thint: rename one of the two functions\n" +
		"mail.go:10:6: SortContext: the generated name pawSortContext is Sort's too\n\thint: rename one of the two functions"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// TestGenerateForeignFiles shows that pawgen overwrites and removes only what
// it wrote itself.
func TestGenerateForeignFiles(t *testing.T) {
	c := &fake{base: "a", basis: "c"}
	mine := map[string]string{"paw_gen.go": "package mail // by hand\n", "paw/A.pawc": "mine", "paw/note.txt": "n"}
	dir := place(t, mine)
	_, err := Run(t.Context(), mail(dir, stub("A")), c.config(dir))
	want := fmt.Sprintf("%s:1:1: pawgen did not write this file, and will not overwrite it\n\thint: rename or delete it\n"+
		"paw_gen.go:1:1: pawgen did not write this file, and will not overwrite it\n\thint: rename or delete it", filepath.Join("paw", "A.pawc"))
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	mustGenerate(t, c, mail(dir))
	if got := tree(t, dir); !sameTree(got, mine) {
		t.Errorf("got %v, want %v", got, mine)
	}

	dir = place(t, map[string]string{"paw/note.txt": "n"})
	mustGenerate(t, c, mail(dir, stub("A"), stub("B")))
	os.WriteFile(ProgramFile(dir, "A"), []byte("edited"), 0o666)
	outcomes, err := Run(t.Context(), mail(dir), c.config(dir))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := outcomes[0].Left, filepath.Join("paw", "A.pawc"); got != want || outcomes[1].Left != "" {
		t.Errorf("left %q and %q, want %q and nothing", got, outcomes[1].Left, want)
	}
	if got, want := tree(t, dir), map[string]string{"paw/note.txt": "n", "paw/A.pawc": "edited"}; !sameTree(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestGenerateScores(t *testing.T) {
	c := &fake{base: "a", basis: "c", answers: map[string]string{"1": "one", "2": "two", "3": "drei"}}
	dir := t.TempDir()
	a := stub("A", compiler.Example{Input: "1", Output: "one"}, compiler.Example{Input: "2", Output: "two"}, compiler.Example{Input: "3", Output: "three"})
	wantDone(t, mustGenerate(t, c, mail(dir, a)), "mail.A compiled")
	if lock := tree(t, dir)["paw.lock"]; !strings.Contains(lock, " tests=2/3@sha256-") {
		t.Errorf("paw.lock is\n%s", lock)
	}

	a.Tests = append(a.Tests, stubs.Test{Pos: token.Position{Filename: "mail.go", Line: 8, Column: 3}, Example: compiler.Example{Input: "4", Output: "four"}})
	err := Check(mail(dir, a), c.config(dir))
	if want := "mail.go:10:6: A: tests changed since paw.lock\n\thint: run go generate"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	wantDone(t, mustGenerate(t, c, mail(dir, a)), "mail.A tested")
	if lock := tree(t, dir)["paw.lock"]; !strings.Contains(lock, " tests=2/4@sha256-") {
		t.Errorf("paw.lock is\n%s", lock)
	}

	a.Accuracy = 0.5
	wantDone(t, mustGenerate(t, c, mail(dir, a)), "mail.A kept")

	before := tree(t, dir)
	a.Accuracy, a.Spec.Text = 0.75, "better"
	_, err = Run(t.Context(), mail(dir, a), c.config(dir))
	want := `mail.go:7:3: A: input "3" gave "drei", want "three"
mail.go:8:3: A: input "4" failed, want "four": no answer
mail.go:10:6: A: 2 of 4 tests pass, paw:accuracy 0.75 wants 3
	hint: say it more plainly in the spec, or add examples`
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	if !sameTree(tree(t, dir), before) {
		t.Error("the program that is not accurate enough was written")
	}

	a.Spec.Text = "the spec of A"
	if err := Check(mail(dir, a), c.config(dir)); err == nil || !strings.Contains(err.Error(), "2 of 4 tests pass, paw:accuracy 0.75 wants 3") {
		t.Errorf("check says %v", err)
	}
}

func TestAccuracyIsExact(t *testing.T) {
	for total := 1; total <= 200; total++ {
		for passed := 0; passed <= total; passed++ {
			s := &step{Function: &stubs.Function{}, want: entry{Score: score{Passed: passed, Total: total}}}
			fmt.Sscan(fmt.Sprintf("%.2f", float64(passed)/float64(total)), &s.Accuracy)
			_, below := s.inaccurate()
			if want := passed*100 < int(s.Accuracy*100+0.5)*total; below != want {
				t.Fatalf("%d of %d with accuracy %v: below is %v", passed, total, s.Accuracy, below)
			}
		}
	}
}

func TestCheck(t *testing.T) {
	c := &fake{base: "a", basis: "c"}
	generated := t.TempDir()
	mustGenerate(t, c, mail(generated, stub("A"), stub("B")))
	files := tree(t, generated)
	changedA := stub("A")
	changedA.Spec.Text = "x"
	tests := []struct {
		name   string
		change func(files map[string]string, a *stubs.Function)
		want   string
	}{
		{"fresh", func(map[string]string, *stubs.Function) {}, ""},
		{"windows lines", func(f map[string]string, _ *stubs.Function) {
			f["paw.lock"] = strings.ReplaceAll(f["paw.lock"], "\n", "\r\n")
			f["paw_gen.go"] = strings.ReplaceAll(f["paw_gen.go"], "\n", "\r\n")
		}, ""},
		{"spec", func(_ map[string]string, a *stubs.Function) { a.Spec.Text = "x" },
			"mail.go:10:6: A: spec changed since paw.lock (have " + specHash(changedA.Spec, "nano", "nano").short() +
				", lock " + specHash(stub("A").Spec, "nano", "nano").short() + ")\n\thint: run go generate"},
		{"program missing", func(f map[string]string, _ *stubs.Function) { delete(f, "paw/A.pawc") },
			"mail.go:10:6: A: paw/A.pawc: the file is missing\n\thint: restore the file from version control, or run go generate"},
		{"program edited", func(f map[string]string, _ *stubs.Function) { f["paw/A.pawc"] = "edited" },
			"mail.go:10:6: A: paw/A.pawc changed since paw.lock (have " + hashOf([]byte("edited")).short() +
				", lock " + hashOf([]byte(files["paw/A.pawc"])).short() + ")\n\thint: restore the file from version control, or run go generate"},
		{"program a pointer", func(f map[string]string, _ *stubs.Function) {
			f["paw/A.pawc"] = "version https://git-lfs.github.com/spec/v1\n"
		}, "mail.go:10:6: A: paw/A.pawc is a Git LFS pointer, not the program\n\thint: commit the file itself: the Go module proxy cannot follow pointers"},
		{"new function", func(_ map[string]string, a *stubs.Function) { a.Name = "C" },
			"mail.go:10:6: C: not in paw.lock\n\thint: run go generate\npaw.lock:2:1: A: no stub is left\n\thint: run go generate"},
		{"code edited", func(f map[string]string, _ *stubs.Function) {
			f["paw_gen.go"] = strings.Replace(f["paw_gen.go"], "package mail", "package mial", 1)
		}, "paw_gen.go:3:1: pawgen would write another line here\n\thint: run go generate"},
		{"code missing", func(f map[string]string, _ *stubs.Function) { delete(f, "paw_gen.go") },
			"paw_gen.go: the file is missing\n\thint: run go generate"},
		{"lock missing", func(f map[string]string, _ *stubs.Function) { delete(f, "paw.lock") },
			"mail.go:10:6: A: not in paw.lock\n\thint: run go generate\nmail.go:10:6: B: not in paw.lock\n\thint: run go generate"},
		{"lock not sorted", func(f map[string]string, _ *stubs.Function) {
			lines := strings.SplitAfter(f["paw.lock"], "\n")
			f["paw.lock"] = lines[0] + lines[2] + lines[1]
		}, "paw.lock:2:1: pawgen would write another line here\n\thint: run go generate"},
		{"lock conflict", func(f map[string]string, _ *stubs.Function) {
			f["paw.lock"] = strings.Replace(f["paw.lock"], "A ", "<<<<<<< HEAD\nA ", 1)
		}, "paw.lock:2:1: merge conflict\n\thint: " + hintMerge},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := stub("A")
			changed := maps.Clone(files)
			test.change(changed, a)
			dir := place(t, changed)
			got := ""
			if err := Check(mail(dir, a, stub("B")), c.config(dir)); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			if !sameTree(tree(t, dir), changed) {
				t.Error("check changed a file")
			}
		})
	}
}

func TestProgress(t *testing.T) {
	c := &fake{base: "a", basis: "c"}
	dir := t.TempDir()
	config := c.config(dir)
	var seen []Progress
	config.Progress = func(p Progress) { seen = append(seen, p) }
	if _, err := Run(t.Context(), mail(dir, stub("A"), stub("B")), config); err != nil {
		t.Fatal(err)
	}
	want := []Progress{{"mail.A", "adapter", 0.25}, {"mail.A", "tests", 0.5}, {"mail.B", "adapter", 0.75}, {"mail.B", "tests", 1}}
	if !slices.Equal(seen, want) {
		t.Errorf("got %v, want %v", seen, want)
	}
}
