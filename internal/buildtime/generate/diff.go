package generate

import (
	"context"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// Difference is what generating would change about one function.
type Difference struct {
	Function string // with its package, "helpdesk.ClassifyIntent"
	Why      string // "spec changed since paw.lock ...", or "no stub is left"
	// Old and New are the two programs; nil if there is none, or if it is the same.
	Old, New *Version
	// Before and After are the outcomes of the present tests on the two programs;
	// Before is nil if there is no old one that runs.
	Before, After []Result
}

// Version is what there is to read of a program.
type Version struct{ Spec, Pseudo, Compiler string }

// Diff says what [Run] would change about programs and scores. It compiles what
// is stale, and writes nothing. Mistakes are as those of Run.
func Diff(ctx context.Context, packages []*stubs.Package, config Config) ([]Difference, error) {
	g := &generator{config: config, running: map[string]compiler.Compiler{}}
	var list []Difference
	for _, p := range packages {
		pl, problems := makePlan(p, config)
		g.problems = append(g.problems, problems...)
		if len(problems) > 0 {
			continue
		}
		for _, s := range pl.steps {
			if s.stale == "" && !s.retest {
				continue
			}
			d, err := g.difference(ctx, pl, s)
			if err != nil {
				return list, err
			}
			list = append(list, d)
		}
		for _, e := range pl.left {
			list = append(list, Difference{Function: p.Title() + "." + e.Function, Why: "no stub is left"})
		}
	}
	return list, g.problems.Err()
}

// difference compiles and tests one function. The error is the context's.
func (g *generator) difference(ctx context.Context, pl *plan, s *step) (Difference, error) {
	d := Difference{Function: s.Spec.Name, Why: s.stale}
	if s.stale == "" {
		d.Why = "tests changed since paw.lock"
	}
	file := s.lockedFile(pl.pkg.Dir)
	err := g.work(ctx, s, &Outcome{})
	if err == nil && s.stale != "" {
		d.Old, d.New = version(file), version(s.program)
		if d.Old != nil {
			d.Before, _ = runTests(ctx, s.Function, file, g.config) // nil if it runs no more
		}
	}
	d.After = s.results
	if err != nil && ctx.Err() == nil {
		g.problems = append(g.problems, annotations.Diagnostic{Pos: s.Pos, Message: s.Name + ": " + err.Error()})
	}
	return d, ctx.Err()
}

// lockedFile is the program of paw.lock, nil if it is not there.
func (s *step) lockedFile(dir string) []byte {
	if s.locked == nil {
		return nil
	}
	file, _, err := readProgram(dir, s.Name, s.locked.Program)
	if err != nil || hashOf(file) != s.locked.Program {
		return nil
	}
	return file
}

// version reads a program; it is nil for a file that is none.
func version(file []byte) *Version {
	p, err := program.Parse(file)
	if err != nil {
		return nil
	}
	return &Version{p.Spec, p.Pseudo, p.Compiler}
}
