package fuzzybench

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/pawgen/pawgen/compiler"
	"github.com/pawgen/pawgen/internal/program"
)

// maxFailures is how many tasks may fail one after the other before a run
// gives up: then it is not the tasks.
const maxFailures = 5

// Bench is a run over data.
type Bench struct {
	Data     *Data
	Compiler compiler.Compiler
	Methods  []Method
	Journal  *Journal
	// Progress, if not nil, is told how many of all pairs of a task and a method are done.
	Progress func(done, total int)
}

// Run answers everything that the journal does not have yet. Tasks that fail,
// such as a spec that no compiler takes, are in the journal with their error,
// count as wrong and are tried again by the next run. The error is that of the
// context, of the journal or, when too many tasks fail in a row, the last one's.
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
	failures    int // in a row
	tell        func(done, total int)
}

// add counts one result. The error is the result's if too many have failed.
func (p *progress) add(failed error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	if p.tell != nil {
		p.tell(p.done, p.total)
	}
	if failed == nil {
		p.failures = 0
		return nil
	}
	if p.failures++; p.failures >= maxFailures {
		return fmt.Errorf("%d tasks failed in a row, the last with: %w", p.failures, failed)
	}
	return nil
}

// task answers one task by all methods that the journal does not have.
func (b *Bench) task(ctx context.Context, t *Task, state *progress) error {
	var compileTime time.Duration
	compiled := sync.OnceValues(func() (*program.Program, error) {
		start := time.Now()
		p, err := b.Compiler.Compile(ctx, taskSpec(t.Spec), nil)
		compileTime = time.Since(start)
		return p, err
	})
	for _, m := range b.Methods {
		if b.Journal.has(t, m.Name) {
			if err := state.add(nil); err != nil {
				return err
			}
			continue
		}
		answers, spent, failed := b.answer(ctx, t, m, compiled)
		if ctx.Err() != nil {
			return nil // what was broken off is no result
		}
		r := result{Task: t.ID(), Method: m.Name, Answers: answers, Milliseconds: milliseconds(spent), Compile: milliseconds(compileTime)}
		if failed != nil {
			r.Error = failed.Error()
		}
		if err := errors.Join(b.Journal.add(r), state.add(failed)); err != nil {
			return err
		}
	}
	return nil
}

// answer runs all rows of a task at once.
func (b *Bench) answer(ctx context.Context, t *Task, m Method, compiled func() (*program.Program, error)) ([]string, time.Duration, error) {
	a, err := m.Open(ctx, t.Spec, compiled)
	if err != nil {
		return nil, 0, err
	}
	defer a.Close()
	var wg sync.WaitGroup
	answers, failed := make([]string, len(t.Rows)), make([]error, len(t.Rows))
	start := time.Now()
	for i, r := range t.Rows {
		wg.Go(func() { answers[i], failed[i] = a.Answer(ctx, r.Input) })
	}
	wg.Wait()
	if err := errors.Join(failed...); err != nil {
		return nil, 0, err
	}
	return answers, time.Since(start), nil
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
