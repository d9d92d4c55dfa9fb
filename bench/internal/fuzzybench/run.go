package fuzzybench

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/retry"
)

// compiling says when a compiler's server is asked again: for four minutes,
// besides the time that it takes; it may have a limit for each quarter of an hour.
var compiling = retry.Policy{Tries: 8, Wait: 2 * time.Second, Longest: 15 * time.Minute}

// Bench is a run over data.
type Bench struct {
	Data     *Data
	Compiler compiler.Compiler
	Methods  []Method
	Journal  *Journal
	// Progress, if not nil, is told how many of all pairs of a task and a method are done.
	Progress func(done, total int)
}

// Run answers everything that the journal does not have yet. Specs and inputs
// that are refused, as one that is too long for a model, are in the journal with
// their error and count as wrong. The error is that of the context, of the
// journal, or the first one that is of no spec and no input, as when a server is
// down.
func (b *Bench) Run(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var (
		wg    sync.WaitGroup
		state = progress{total: len(b.Data.Tasks) * len(b.Methods), tell: b.Progress}
		next  = make(chan *Task)
	)
	// A task's rows already go through the interpreter together; several tasks
	// at a time keep all cores busy while one of them is compiled.
	for range runtime.GOMAXPROCS(0) + 1 {
		wg.Go(func() {
			for t := range next {
				if err := b.task(ctx, t, &state); err != nil {
					stop(err)
				}
			}
		})
	}
	for _, t := range b.Data.Tasks {
		select {
		case next <- t:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(next)
	wg.Wait()
	return context.Cause(ctx)
}

// progress counts what is done.
type progress struct {
	mu          sync.Mutex
	done, total int
	tell        func(done, total int)
}

// add counts one pair of a task and a method.
func (p *progress) add() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	if p.tell != nil {
		p.tell(p.done, p.total)
	}
}

// task answers one task by all methods that the journal does not have.
func (b *Bench) task(ctx context.Context, t *Task, state *progress) error {
	var compileTime time.Duration // of the program, until a result has it
	compiled := sync.OnceValues(func() (p *program.Program, err error) {
		err = compiling.Do(ctx, func() error {
			start := time.Now()
			p, err = b.Compiler.Compile(ctx, taskSpec(t.Spec), nil)
			compileTime = time.Since(start)
			return err
		})
		return p, err
	})
	for _, m := range b.Methods {
		if !b.Journal.has(t, m.Name) {
			r, err := b.answer(ctx, t, m, compiled)
			if ctx.Err() != nil {
				return nil // what was broken off is no result
			}
			if err != nil {
				return fmt.Errorf("%s: %w", m.Name, err)
			}
			r.Compile, compileTime = milliseconds(compileTime), 0
			if err := b.Journal.add(r); err != nil {
				return err
			}
		}
		state.add()
	}
	return nil
}

// answer runs all rows of a task at once.
func (b *Bench) answer(ctx context.Context, t *Task, m Method, compiled func() (*program.Program, error)) (result, error) {
	r := result{Task: t.ID(), Method: m.Name}
	a, err := m.Open(ctx, t.Spec, compiled)
	if err != nil && refused(err) {
		r.Refused = err.Error()
		return r, nil
	}
	if err != nil {
		return r, fmt.Errorf("spec %.60q: %w", t.Spec, err)
	}
	defer a.Close()
	ctx, stop := context.WithCancelCause(ctx) // so that one row tells the others that it makes no sense
	defer stop(nil)
	var wg sync.WaitGroup
	failed := make([]error, len(t.Rows))
	r.Answers = make([]string, len(t.Rows))
	start := time.Now()
	for i, row := range t.Rows {
		wg.Go(func() {
			r.Answers[i], failed[i] = a.Answer(ctx, row.Input)
			if failed[i] != nil && !refused(failed[i]) {
				stop(failed[i])
			}
		})
	}
	wg.Wait()
	r.Milliseconds = milliseconds(time.Since(start))
	for i, err := range failed {
		if err != nil {
			r.refuse(i, err)
		}
	}
	return r, context.Cause(ctx)
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
