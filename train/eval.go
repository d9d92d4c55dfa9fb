package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"text/tabwriter"

	"github.com/pawgen/pawgen/compiler"
	"github.com/pawgen/pawgen/compiler/nano"
	"github.com/pawgen/pawgen/gen"
	"github.com/pawgen/pawgen/internal/program"
	"github.com/pawgen/pawgen/train/tasks"
)

// The size of a full evaluation.
const (
	evalSpecs   = 50 // per family
	evalQueries = 4  // per spec
)

// score counts right answers of one family.
type score struct{ calls, prompt, adapter int }

// evaluate compiles held-out specs with the embedded compiler and runs them
// through package runtime, once with and once without the adapter. It prints
// the share of right answers per family.
func evaluate(w io.Writer, specs int) error {
	comp := nano.New()
	scores := make([]score, len(tasks.Families))
	for i := range tasks.Families {
		if err := evaluateFamily(comp, i, specs, &scores[i]); err != nil {
			return err
		}
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "family\tin training\tcalls\tprompt only\twith adapter\t\n")
	var known, unknown [2]float64
	var nKnown, nUnknown float64
	for i, s := range scores {
		f := &tasks.Families[i]
		sum, n, whole := &known, &nKnown, "both"
		if f.HeldOut {
			sum, n, whole = &unknown, &nUnknown, "compiler's only"
		}
		p, a := float64(s.prompt)/float64(s.calls), float64(s.adapter)/float64(s.calls)
		sum[0], sum[1], *n = sum[0]+p, sum[1]+a, *n+1
		fmt.Fprintf(t, "%s\t%s\t%d\t%.3f\t%.3f\t\n", f.Name, whole, s.calls, p, a)
	}
	fmt.Fprintf(t, "mean\tboth\t\t%.3f\t%.3f\t\n", known[0]/nKnown, known[1]/nKnown)
	fmt.Fprintf(t, "mean\tcompiler's only\t\t%.3f\t%.3f\t\n", unknown[0]/nUnknown, unknown[1]/nUnknown)
	return t.Flush()
}

func evaluateFamily(comp compiler.Compiler, family, specs int, total *score) error {
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		errs error
		next = make(chan int)
	)
	for range 2 {
		wg.Go(func() {
			for i := range next {
				s, err := evaluateTask(comp, family, i)
				mu.Lock()
				total.calls += s.calls
				total.prompt += s.prompt
				total.adapter += s.adapter
				if err != nil {
					errs = err
				}
				mu.Unlock()
			}
		})
	}
	for i := range specs {
		next <- i
	}
	close(next)
	wg.Wait()
	return errs
}

func evaluateTask(comp compiler.Compiler, family, i int) (score, error) {
	f := &tasks.Families[family]
	t, err := f.Draw(evalSeed, i*len(tasks.Families)+family, tasks.Options{Level: tasks.Noisy, Queries: evalQueries, HeldOut: true})
	if err != nil {
		return score{}, err
	}
	ctx := context.Background()
	p, err := comp.Compile(ctx, t.Spec, nil)
	if err != nil {
		return score{}, err
	}
	with, err := newCall(p, t.Spec.Result)
	if err != nil {
		return score{}, err
	}
	bare := *p
	bare.Adapter = nil
	without, err := newCall(&bare, t.Spec.Result)
	if err != nil {
		return score{}, err
	}
	s := score{calls: len(t.Queries)}
	for _, q := range t.Queries {
		for _, c := range []struct {
			call  gen.Answerer
			right *int
		}{{without, &s.prompt}, {with, &s.adapter}} {
			got, err := c.call(ctx, q.Input)
			if err != nil {
				return s, fmt.Errorf("family %s, task %d: %w", f.Name, i, err)
			}
			if got == q.Output {
				*c.right++
			}
		}
	}
	return s, nil
}

// newCall makes a program answer as generated code does.
func newCall(p *program.Program, result compiler.Result) (gen.Answerer, error) {
	file, err := p.Encode()
	if err != nil {
		return nil, err
	}
	return gen.Open(p.Name, file, result)
}
