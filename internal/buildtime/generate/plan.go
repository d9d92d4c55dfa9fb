package generate

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// A plan says what must be done for one package.
type plan struct {
	pkg   *stubs.Package
	dir   string // of the package as messages show it
	steps []*step
	// left are the entries of paw.lock whose functions are gone.
	left []entry
	// lock is the content of paw.lock, nil if there is none.
	lock []byte
}

// A step says what must be done for one function.
type step struct {
	*stubs.Function
	dir      string // of the package
	compiler Compiler
	// want is what paw.lock should say; the fields that only a compilation or
	// a run of the tests can tell are taken over from paw.lock where they hold.
	want entry
	// stale says why the function must be compiled, "" if it need not be.
	stale, staleHint string
	// program is the file of the function, with the ending of its name; before
	// compiling, that of a function that need not be compiled.
	program []byte
	suffix  string
	// locked is the function's entry in paw.lock, nil if it has none.
	locked *entry
	// results are those of the tests, if they were run.
	results []Result
	// retest is set if the score in paw.lock is not that of the tests.
	retest bool
}

// makePlan compares a package with its paw.lock and its programs. The
// diagnostics say what keeps pawgen from generating at all.
func makePlan(p *stubs.Package, config Config) (*plan, annotations.Diagnostics) {
	pl := &plan{pkg: p, dir: stubs.Relative(config.Dir, p.Dir)}
	problems := append(clashes(p.Functions), refused(p.Functions)...)
	entries, lockProblems := pl.readLock()
	problems = append(problems, lockProblems...)
	for _, f := range p.Functions {
		s, problem := makeStep(f, p.Dir, entries, config)
		if problem != nil {
			problems = append(problems, *problem)
			continue
		}
		pl.steps = append(pl.steps, s)
	}
	for _, e := range entries {
		if !slices.ContainsFunc(p.Functions, func(f *stubs.Function) bool { return f.Name == e.Function }) {
			pl.left = append(pl.left, e)
		}
	}
	slices.SortFunc(pl.steps, func(a, b *step) int { return strings.Compare(a.Name, b.Name) })
	return pl, problems
}

// readLock reads paw.lock; a package that has none has no entries.
func (pl *plan) readLock() ([]entry, annotations.Diagnostics) {
	data, err := os.ReadFile(filepath.Join(pl.pkg.Dir, lockFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, annotations.Diagnostics{pl.at(lockFile, 0, reason(err), "")}
	}
	pl.lock = data
	entries, errs := parseLock(data)
	var problems annotations.Diagnostics
	for _, e := range errs {
		d := pl.at(lockFile, e.Line, e.Message, e.Hint)
		d.Pos.Column = e.Column
		problems = append(problems, d)
	}
	return entries, problems
}

// makeStep decides about one function.
func makeStep(f *stubs.Function, dir string, entries []entry, config Config) (*step, *annotations.Diagnostic) {
	var locked *entry
	if i := slices.IndexFunc(entries, func(e entry) bool { return e.Function == f.Name }); i >= 0 {
		locked = &entries[i]
	}
	c, base, problem := config.choose(f, locked)
	if problem != nil {
		return nil, problem
	}
	s := &step{Function: f, dir: dir, compiler: c, locked: locked, want: entry{
		Function: f.Name,
		Spec:     specHash(f.Spec, c.Name, base),
		Base:     base,
	}}
	if locked == nil {
		s.stale, s.staleHint = notInLock, hintGenerate
		return s, nil
	}
	s.want.Base = cmp.Or(base, locked.Base)
	if s.stale, s.staleHint = s.compare(*locked, dir, config); s.stale != "" {
		return s, nil
	}
	s.want = *locked
	s.retest = s.want.Score.Total != len(f.Tests) || len(f.Tests) > 0 && s.want.Score.Tests != testsHash(f)
	return s, nil
}

const (
	notInLock    = "not in paw.lock"
	hintGenerate = "run go generate"
)

// compare says why the program of a function in paw.lock is stale, if it is,
// and keeps the program if it is not.
func (s *step) compare(have entry, dir string, config Config) (stale, hint string) {
	if have.Spec != s.want.Spec {
		return changed("spec", s.want.Spec, have.Spec), hintGenerate
	}
	sums, known := config.Base(s.want.Base)
	if sum := hash(hashPrefix + sums.Interpreter); known && sum != have.BaseHash {
		return changed("base model "+s.want.Base, sum, have.BaseHash), hintGenerate
	}
	file, suffix, err := readProgram(dir, s.Name, have.Program)
	path := programPath(s.Name, suffix)
	if err != nil {
		return path + ": " + reason(err), "restore the file from version control, or run go generate"
	}
	if sum := hashOf(file); sum != have.Program {
		if program.IsPointer(file) {
			return path + " is a Git LFS pointer, not the program", "commit the file itself: the Go module proxy cannot follow pointers"
		}
		return changed(path, sum, have.Program), "restore the file from version control, or run go generate"
	}
	p, err := program.Parse(file)
	if err != nil {
		message, hint, found := strings.Cut(err.Error(), "\n\thint: ")
		if !found {
			hint = hintGenerate
		}
		return path + ": " + message, hint
	}
	if known && sums.Basis != "" && p.Adapter != nil && p.Adapter.Basis != sums.Basis {
		return "the basis of base model " + s.want.Base + " changed since the program was compiled", hintGenerate
	}
	if message, moved := s.moved(have); moved {
		return message, hintGenerate
	}
	s.program, s.suffix = file, suffix
	return "", ""
}

func changed(what string, have, lock hash) string {
	return fmt.Sprintf("%s changed since paw.lock (have %s, lock %s)", what, have.short(), lock.short())
}

// reason is an error of a file without the path, which messages have already.
func reason(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "the file is missing"
	}
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err.Error()
	}
	return err.Error()
}
