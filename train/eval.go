package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"sync"
	"text/tabwriter"

	"github.com/pawgen/pawgen/compiler"
	"github.com/pawgen/pawgen/compiler/nano"
	"github.com/pawgen/pawgen/internal/program"
	"github.com/pawgen/pawgen/runtime"
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
			call
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

// call runs a program as generated code does and returns the answer as text.
type call func(ctx context.Context, input string) (string, error)

func newCall(p *program.Program, result compiler.Result) (call, error) {
	file, err := p.Encode()
	if err != nil {
		return nil, err
	}
	var labels []runtime.Label[string]
	switch result.Kind {
	case compiler.Integer:
		f := runtime.NewFunc(p.Name, string(file), runtime.Int[int64]())
		return func(ctx context.Context, input string) (string, error) {
			n, err := f.Call(ctx, runtime.Arg("input", input))
			return strconv.FormatInt(n, 10), err
		}, nil
	case compiler.Text:
		f := runtime.NewFunc(p.Name, string(file), runtime.String[string]())
		return textCall(f), nil
	case compiler.Bool:
		labels = []runtime.Label[string]{{Text: "yes", Value: "yes"}, {Text: "no", Value: "no"}}
	default:
		for _, l := range result.Labels {
			labels = append(labels, runtime.Label[string]{Text: l.Text, Value: l.Text})
		}
	}
	return textCall(runtime.NewFunc(p.Name, string(file), runtime.Enum(labels...))), nil
}

func textCall(f *runtime.Func[string]) call {
	return func(ctx context.Context, input string) (string, error) {
		return f.Call(ctx, runtime.Arg("input", input))
	}
}
