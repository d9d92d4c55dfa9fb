package generate

import (
	"context"
	"errors"
	"fmt"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// compile makes the program of a function: of several candidates the one that
// passes most tests, the first if several do.
func (g *generator) compile(ctx context.Context, s *step, out *Outcome) error {
	if len(s.Tests) > 0 && s.want.Base != "" && g.config.Ready != nil {
		if err := g.config.Ready(s.want.Base); err != nil {
			return fmt.Errorf("the tests cannot run: %w", unreadyError{err})
		}
	}
	c, err := g.start(s.compiler, s.want.Base)
	if err != nil {
		return err
	}
	count := g.candidates(c, s)
	for i := range count {
		k, err := g.candidate(ctx, c, s, i, count)
		if err != nil {
			return err
		}
		out.Candidates++
		if i == 0 || Passed(k.results) > s.want.Score.Passed {
			if err := s.take(k); err != nil {
				return err
			}
		}
		if s.want.Score.Passed == s.want.Score.Total {
			break // also without tests, which could tell candidates apart
		}
	}
	return nil
}

// A candidate is a program of a spec with the outcomes of the tests.
type candidate struct {
	made    *program.Program
	file    []byte
	results []Result
}

// candidate makes and tests the candidate number i of count.
func (g *generator) candidate(ctx context.Context, c compiler.Compiler, s *step, i, count int) (k candidate, err error) {
	share := func(done float64) float64 { return (float64(i) + done) / float64(count) }
	k.made, err = variant(ctx, c, s.specFor(), i, func(e compiler.Event) { g.progress(s, e.Stage, share(e.Done)) })
	if err != nil {
		return k, err
	}
	if err := s.accept(k.made); err != nil {
		return k, err
	}
	if k.file, err = k.made.Encode(); err != nil {
		return k, err
	}
	if err := s.pinned(k.file); err != nil {
		return k, err
	}
	g.progress(s, "tests", share(1))
	k.results, err = runTests(ctx, s.Function, k.file, g.config)
	return k, err
}

// take makes a candidate the function's program, for now.
func (s *step) take(k candidate) (err error) {
	s.program, s.suffix = k.file, k.made.Suffix()
	s.want.Program = hashOf(k.file)
	s.want.Base, s.want.BaseHash = k.made.Base.ID, hash(hashPrefix+k.made.Base.SHA256)
	s.scored(k.results)
	s.want.Compiler, err = compilerField(s.compiler.Name, s.snapshot(k.made))
	return err
}

// start gives a running compiler.
func (g *generator) start(choice Compiler, base string) (compiler.Compiler, error) {
	key := choice.Name + " " + base
	if c, ok := g.running[key]; ok {
		return c, nil
	}
	if choice.New == nil {
		return nil, errors.New("existing programs cannot be used here")
	}
	c, err := choice.New(base)
	if err != nil {
		return nil, fmt.Errorf("start compiler %q: %w", choice.Name, unreadyError{err})
	}
	g.running[key] = c
	return c, nil
}

// candidates is how many programs to make of a spec.
func (g *generator) candidates(c compiler.Compiler, s *step) int {
	various, ok := c.(compiler.Various)
	if !ok {
		return 1
	}
	return max(1, min(g.config.Candidates, various.Variants(s.Spec)))
}

// variant compiles a spec in one of the compiler's ways.
func variant(ctx context.Context, c compiler.Compiler, spec compiler.Spec, i int, progress func(compiler.Event)) (*program.Program, error) {
	if i == 0 {
		return c.Compile(ctx, spec, progress)
	}
	return c.(compiler.Various).CompileVariant(ctx, spec, i, progress)
}

// worse says that the new program passes fewer tests than the one in paw.lock,
// with the tests that only the old one passes. An old program that runs no
// more, as on another base model, is no competitor. The error is the context's.
func (s *step) worse(ctx context.Context, dir string, config Config) (annotations.Diagnostics, error) {
	if s.locked == nil || len(s.Tests) == 0 || s.locked.BaseHash != s.want.BaseHash {
		return nil, nil
	}
	var list annotations.Diagnostics
	before := 0
	file := s.lockedFile(dir)
	switch {
	case file != nil:
		old, err := runTests(ctx, s.Function, file, config)
		if err != nil {
			return nil, ctx.Err() // it runs no more, say because its basis changed
		}
		before = Passed(old)
		for i, r := range s.results {
			if old[i].Passed() && !r.Passed() {
				list = append(list, r.diagnostic(s.Name))
			}
		}
	case s.locked.Score.Tests == testsHash(s.Function): // what the lost program did with the same tests
		before = s.locked.Score.Passed
	}
	if s.want.Score.Passed >= before {
		return nil, nil
	}
	return append(list, annotations.Diagnostic{Pos: s.Pos,
		Message: fmt.Sprintf("%s: the new program passes %d of %d tests, that of paw.lock %d", s.Name, s.want.Score.Passed, len(s.Tests), before),
		Hint:    "say it more plainly in the spec, add examples or try more -candidates; pawgen -force takes it as it is"}), nil
}
