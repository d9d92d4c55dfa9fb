package generate

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// Outcome is what was done about one function.
type Outcome struct {
	Function string // with its package, "helpdesk.ClassifyIntent"
	// Did is "compiled", "tested", "kept" or "removed".
	Did string
	// Why says why it was compiled.
	Why string
	// Candidates is how many programs were compiled, of which the best was kept.
	Candidates int
	// Passed of Total tests.
	Passed, Total int
	// Failed are the failed tests, if they were run.
	Failed annotations.Diagnostics
	// Left is the program of a removed function if somebody changed it, so
	// that it was not removed with it.
	Left string
}

// Run compiles what changed and writes the files of each package. An
// error of what the developer wrote, or of a file, is [annotations.Diagnostics];
// the packages with errors are left as they were, the others are done. If ctx
// ends before, its error is joined to the diagnostics that there are until then.
func Run(ctx context.Context, packages []*stubs.Package, config Config) ([]Outcome, error) {
	g := &generator{config: config, running: map[string]compiler.Compiler{}}
	var plans []*plan
	for _, p := range packages {
		pl, problems := makePlan(p, config)
		problems = append(problems, pl.foreignFiles()...)
		if g.problems = append(g.problems, problems...); len(problems) == 0 {
			plans = append(plans, pl)
		}
		for _, s := range pl.steps {
			if s.stale != "" {
				g.total++
			}
		}
	}
	for _, pl := range plans {
		if err := g.generate(ctx, pl); err != nil {
			return g.outcomes, errors.Join(g.told().Err(), err)
		}
	}
	return g.outcomes, g.told().Err()
}

// A generator works through the plans of a run.
type generator struct {
	config   Config
	running  map[string]compiler.Compiler // started compilers by name
	total    int                          // functions to compile
	done     int
	outcomes []Outcome
	problems annotations.Diagnostics
	unready  map[string]*unready // what was missing, by its message
	repeated int                 // functions that failed for what had been told already
}

// unready is what was missing to compile some functions. It is told at the first
// of them, with the number of the others.
type unready struct {
	problem int // of the generator's problems
	others  int
}

// failures is how many functions failed.
func (g *generator) failures() int { return len(g.problems) + g.repeated }

// told are the problems, with how many functions shared one.
func (g *generator) told() annotations.Diagnostics {
	for _, u := range g.unready {
		if u.others == 0 {
			continue
		}
		d := &g.problems[u.problem]
		message, hint, found := strings.Cut(d.Message, hintMark)
		d.Message = fmt.Sprintf("%s (%d more for the same reason)", message, u.others)
		if found {
			d.Message += hintMark + hint
		}
	}
	g.unready = nil
	return g.problems
}

// hintMark stands between a message and its hint.
const hintMark = "\n\thint: "

// An unreadyError says that a compiler or its base model is not there.
type unreadyError struct{ error }

func (e unreadyError) Unwrap() error { return e.error }

// generate does one package. What is wrong with it is added to the problems;
// the error is the context's or one of pawgen itself.
func (g *generator) generate(ctx context.Context, pl *plan) error {
	var outcomes []Outcome
	known := g.failures()
	for _, s := range pl.steps {
		outcome, err := g.function(ctx, pl, s)
		if err != nil {
			return err
		}
		outcomes = append(outcomes, outcome)
	}
	if g.failures() > known {
		return nil
	}
	for _, e := range pl.left {
		outcomes = append(outcomes, pl.removal(e))
	}
	changes, err := pl.changes()
	if err == nil {
		err = apply(changes)
	}
	if err != nil {
		g.problems = append(g.problems, annotations.Diagnostic{Pos: token.Position{Filename: pl.dir},
			Message: strings.ReplaceAll(err.Error(), pl.pkg.Dir+string(filepath.Separator), "")})
		return nil
	}
	g.outcomes = append(g.outcomes, outcomes...)
	return nil
}

// function compiles and tests one function as far as needed.
func (g *generator) function(ctx context.Context, pl *plan, s *step) (Outcome, error) {
	out := Outcome{Function: s.Spec.Name, Did: "kept"}
	err := g.work(ctx, s, &out)
	if ctx.Err() != nil {
		return out, ctx.Err()
	}
	if err != nil {
		g.fail(s, err)
		return out, nil
	}
	out.Failed = s.failed()
	out.Passed, out.Total = s.want.Score.Passed, s.want.Score.Total
	if d, below := s.inaccurate(); below {
		g.problems = append(append(g.problems, out.Failed...), d)
	} else if out.Did == "compiled" && !g.config.Force {
		worse, err := s.worse(ctx, pl.pkg.Dir, g.config)
		if err != nil {
			return out, err
		}
		g.problems = append(g.problems, worse...)
	}
	return out, nil
}

// fail notes why a function could not be compiled, once if it is not about the function.
func (g *generator) fail(s *step, err error) {
	if missing := (unreadyError{}); errors.As(err, &missing) {
		key := missing.Error()
		if u, told := g.unready[key]; told {
			u.others++
			g.repeated++
			return
		}
		if g.unready == nil {
			g.unready = map[string]*unready{}
		}
		g.unready[key] = &unready{problem: len(g.problems)}
	}
	g.problems = append(g.problems, annotations.Diagnostic{Pos: s.Pos, Message: s.Name + ": " + s.short(err.Error())})
}

// work compiles a function or runs its tests, if one of them is needed.
func (g *generator) work(ctx context.Context, s *step, out *Outcome) error {
	if s.stale != "" {
		out.Did, out.Why = "compiled", s.stale
		defer func() { g.done++ }()
		return g.compile(ctx, s, out)
	}
	if s.retest {
		out.Did = "tested"
	} else if _, below := s.inaccurate(); !below {
		return nil
	}
	g.progress(s, "tests", 0)
	results, err := runTests(ctx, s.Function, s.program, g.config)
	if err == nil {
		s.scored(results)
	}
	return err
}

// progress tells how far a function is.
func (g *generator) progress(s *step, stage string, done float64) {
	if g.config.Progress != nil && g.total > 0 {
		g.config.Progress(Progress{s.Spec.Name, stage, min(1, (float64(g.done)+done)/float64(g.total))})
	}
}

// removal is what becomes of a function that is gone: its program goes too,
// if it is the one that pawgen wrote.
func (pl *plan) removal(e entry) Outcome {
	out := Outcome{Function: pl.pkg.Title() + "." + e.Function, Did: "removed"}
	data, err := os.ReadFile(ProgramFile(pl.pkg.Dir, e.Function))
	if err == nil && hashOf(data) != e.Program {
		out.Left = ProgramFile(pl.dir, e.Function)
	}
	return out
}

// changes are the files of a package whose steps are all done. paw.lock comes
// after what it describes: should writing stop before it, the next run sees
// that the programs are not those of paw.lock.
func (pl *plan) changes() ([]change, error) {
	at := func(name string) string { return filepath.Join(pl.pkg.Dir, name) }
	var list []change
	var entries []entry
	for _, s := range pl.steps {
		list = append(list, change{programFile(pl.pkg.Dir, s.Name, s.suffix), s.program})
		if old, ok := s.outdated(pl.pkg.Dir); ok {
			list = append(list, change{Path: old})
		}
		entries = append(entries, s.want)
	}
	if len(pl.steps) > 0 {
		code, err := pl.emit()
		if err != nil {
			return nil, err
		}
		tests, err := emitTests(pl.pkg, pl.steps)
		if err != nil {
			return nil, err
		}
		list = append(list, change{at(stubs.GeneratedFile), code})
		if tests != nil {
			list = append(list, change{at(testFile), tests})
		}
		list = append(list, change{at(lockFile), encodeLock(entries)})
	}
	for _, e := range pl.left {
		if pl.removal(e).Left == "" {
			list = append(list, change{Path: ProgramFile(pl.pkg.Dir, e.Function)})
		}
	}
	if !pl.tested() && isOurs(at(testFile), isGenerated) {
		list = append(list, change{Path: at(testFile)})
	}
	if len(pl.steps) == 0 {
		if isOurs(at(stubs.GeneratedFile), isGenerated) {
			list = append(list, change{Path: at(stubs.GeneratedFile)})
		}
		list = append(list, change{Path: at(lockFile)})
	}
	return list, nil
}

// functions are those of the steps, sorted by name.
func (pl *plan) functions() []*stubs.Function {
	list := make([]*stubs.Function, len(pl.steps))
	for i, s := range pl.steps {
		list[i] = s.Function
	}
	return list
}

// tested says whether a function of the package has tests.
func (pl *plan) tested() bool {
	return slices.ContainsFunc(pl.steps, func(s *step) bool { return len(s.Tests) > 0 })
}

// outdated is the program of paw.lock if it lies under another name than the new one.
func (s *step) outdated(dir string) (path string, ok bool) {
	if s.locked == nil {
		return "", false
	}
	_, suffix, err := readProgram(dir, s.Name, s.locked.Program)
	if err != nil || suffix == s.suffix || s.lockedFile(dir) == nil {
		return "", false
	}
	return programFile(dir, s.Name, suffix), true
}

// paths are the programs' files by the functions' names, as the code embeds them.
func (pl *plan) paths() map[string]string {
	paths := map[string]string{}
	for _, s := range pl.steps {
		paths[s.Name] = programPath(s.Name, cmp.Or(s.suffix, suffixes[0]))
	}
	return paths
}

// emit is paw_gen.go as it should be.
func (pl *plan) emit() ([]byte, error) {
	var bases []string
	for _, s := range pl.steps {
		if !slices.Contains(bases, s.want.Base) {
			bases = append(bases, s.want.Base)
		}
	}
	return emit(pl.pkg, pl.functions(), pl.paths(), bases)
}

// foreignFiles finds files of other people where pawgen would write its own.
func (pl *plan) foreignFiles() annotations.Diagnostics {
	var list annotations.Diagnostics
	check := func(name string, ours func(start []byte) bool) {
		path := filepath.Join(pl.pkg.Dir, filepath.FromSlash(name))
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) || isOurs(path, ours) {
			return
		}
		list = append(list, annotations.Diagnostic{
			Pos:     token.Position{Filename: filepath.Join(pl.dir, filepath.FromSlash(name)), Line: 1, Column: 1},
			Message: "pawgen did not write this file, and will not overwrite it",
			Hint:    "rename or delete it",
		})
	}
	if len(pl.steps) > 0 {
		check(stubs.GeneratedFile, isGenerated)
	}
	if pl.tested() {
		check(testFile, isGenerated)
	}
	for _, s := range pl.steps {
		if s.want.Program == "" && s.stale == notInLock {
			path := ProgramFile(pl.pkg.Dir, s.Name)
			check(programPath(s.Name, filepath.Ext(path)), program.IsProgram)
		}
	}
	return list
}

// isOurs reports whether a file begins as pawgen's do.
func isOurs(path string, ours func(start []byte) bool) bool {
	data, err := os.ReadFile(path)
	return err == nil && ours(data)
}

// isGenerated says whether data begins as the Go code that pawgen writes.
func isGenerated(data []byte) bool {
	return bytes.HasPrefix(data, []byte(stubs.GeneratedHeader))
}
