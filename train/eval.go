package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"
	"sync"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/nano"
	"github.com/pawgen/pawgen/internal/buildtime/generate"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/models"
	nanomodel "github.com/pawgen/pawgen/models/nano"
	"github.com/pawgen/pawgen/train/tasks"
)

// method is what an evaluation compares: what stands beside the pseudo-program.
type method int

const (
	promptOnly method = iota // no adapter
	fixed                    // one adapter for every spec
	compiled                 // the adapter that the compiler made of the spec
	methods
)

// score counts calls and right answers of one family, or of several.
type score struct {
	calls int
	right [methods]int
}

func (s *score) add(t score) {
	s.calls += t.calls
	for m := range s.right {
		s.right[m] += t.right[m]
	}
}

// evaluation runs the held-out set through package runtime, as generated code does.
type evaluation struct {
	comp  compiler.Compiler
	fixed *adapter // nil leaves the method out
	tasks []tasks.Task
}

// evaluate compiles the held-out specs with the embedded compiler and prints,
// per family, the share of right answers. dir, if not "", has the fixed adapter.
func evaluate(w io.Writer, dir string) error {
	list, err := readHeldOut(heldOutFile)
	if err != nil {
		return err
	}
	e := &evaluation{comp: nano.New(), tasks: list}
	if dir != "" {
		if e.fixed, err = fixedAdapter(filepath.Join(dir, "fixed.safetensors")); err != nil {
			return err
		}
	}
	scores, err := e.run()
	if err != nil {
		return err
	}
	e.print(w, scores)
	return nil
}

// run evaluates all tasks, two at a time, and returns the scores by family.
func (e *evaluation) run() (map[string]*score, error) {
	var (
		wg     sync.WaitGroup
		mu     sync.Mutex
		failed error
		next   = make(chan tasks.Task)
		scores = map[string]*score{}
	)
	for range 2 {
		wg.Go(func() {
			for t := range next {
				s, err := e.task(t)
				mu.Lock()
				if scores[t.Family] == nil {
					scores[t.Family] = &score{}
				}
				scores[t.Family].add(s)
				if err != nil {
					failed = fmt.Errorf("family %s, spec %q: %w", t.Family, t.Spec.Text, err)
				}
				mu.Unlock()
			}
		})
	}
	for _, t := range e.tasks {
		next <- t
	}
	close(next)
	wg.Wait()
	return scores, failed
}

func (e *evaluation) task(t tasks.Task) (score, error) {
	s := score{calls: len(t.Queries)}
	p, err := e.comp.Compile(context.Background(), t.Spec, nil)
	if err != nil {
		return s, err
	}
	for m := range methods {
		q := *p
		if m != compiled {
			q.Adapter = nil
		}
		if m == fixed {
			if e.fixed == nil {
				continue
			}
			q.Base, q.Adapter = e.fixed.base, e.fixed.Adapter
		}
		if s.right[m], err = count(&q, t); err != nil {
			return s, err
		}
	}
	return s, nil
}

// count says how many queries of a task a program answers right.
func count(p *program.Program, t tasks.Task) (right int, err error) {
	file, err := p.Encode()
	if err != nil {
		return 0, err
	}
	answer, err := generate.Open(p.Name, file, t.Spec.Result)
	if err != nil {
		return 0, err
	}
	for _, q := range t.Queries {
		got, err := answer(context.Background(), q.Input)
		if err != nil {
			return right, err
		}
		if got == q.Output {
			right++
		}
	}
	return right, nil
}

// fixedBase is nano's interpreter with the basis of the fixed adapter.
const fixedBase = "nano-fixed"

// adapter is what stands beside a pseudo-program: coefficients over a basis of a base model.
type adapter struct {
	base program.Base
	*program.Adapter
}

// fixedAdapter reads what train.py compiler --fixed made. Its basis is not
// nano's, so it makes a base model known that has it.
func fixedAdapter(path string) (*adapter, error) {
	n, err := readNetwork(path)
	if err != nil {
		return nil, err
	}
	w, err := basisOf(n)
	if err != nil {
		return nil, err
	}
	var basis bytes.Buffer
	if _, err := w.WriteTo(&basis); err != nil {
		return nil, err
	}
	t, ok := n.Tensor("coefficients")
	if !ok {
		return nil, fmt.Errorf("%s: no coefficients", path)
	}
	coefficients, err := t.Floats()
	if err != nil {
		return nil, err
	}
	own, _ := models.Lookup(nanomodel.ID)
	models.Register(models.Base{ID: fixedBase, Interpreter: own.Interpreter, Basis: models.Embedded(basis.String())})
	sum := sha256.Sum256(basis.Bytes())
	return &adapter{
		base: program.Base{ID: fixedBase, SHA256: nano.New().Base().SHA256},
		Adapter: &program.Adapter{
			Basis: hex.EncodeToString(sum[:]), Layers: n.int("layers"), Modules: len(lora.Modules("qwen3")), Bases: n.int("bases"),
			Coefficients: coefficients,
		},
	}, nil
}

// print writes the scores as a Markdown table, families of a kind together.
func (e *evaluation) print(w io.Writer, scores map[string]*score) {
	fmt.Fprintln(w, "| family | group | calls | prompt only | fixed adapter | compiled adapter |")
	fmt.Fprintln(w, "| --- | --- | --- | --- | --- | --- |")
	for _, part := range parts {
		var mean score
		var shares [methods]float64
		n := 0
		for i := range tasks.Families {
			f := &tasks.Families[i]
			s := scores[f.Name]
			if s == nil || !part.has(f) {
				continue
			}
			e.row(w, f.Name, string(f.Group), s.calls, s.shares())
			mean.add(*s)
			for m, share := range s.shares() {
				shares[m] += share
			}
			n++
		}
		for m := range shares {
			shares[m] /= float64(n)
		}
		e.row(w, "**mean: "+part.name+"**", "", mean.calls, shares)
	}
}

// part is some families whose mean is of interest.
type part struct {
	name string
	has  func(*tasks.Family) bool
}

var parts = []part{
	{"labels", func(f *tasks.Family) bool { return f.Kind == tasks.Label && !f.AdapterOnly }},
	{"extraction", func(f *tasks.Family) bool { return f.Kind == tasks.Extract && !f.AdapterOnly }},
	{"formats", func(f *tasks.Family) bool { return f.Kind == tasks.Format && !f.AdapterOnly }},
	{"families that the interpreter never saw", func(f *tasks.Family) bool { return f.AdapterOnly }},
}

func (s *score) shares() (shares [methods]float64) {
	for m := range shares {
		shares[m] = float64(s.right[m]) / float64(s.calls)
	}
	return shares
}

func (e *evaluation) row(w io.Writer, name, group string, calls int, shares [methods]float64) {
	other := "-"
	if e.fixed != nil {
		other = fmt.Sprintf("%.1f %%", 100*shares[fixed])
	}
	fmt.Fprintf(w, "| %s | %s | %d | %.1f %% | %s | %.1f %% |\n", name, group, calls, 100*shares[promptOnly], other, 100*shares[compiled])
}
