package accuracy

import (
	"context"
	"strings"
	"sync"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/run/tool"
	_ "github.com/pawgen/pawgen/runtime" // runs the programs
)

// Outcome is how one way of compiling did on one function.
type Outcome struct {
	Function string  `json:"function"`
	Type     string  `json:"type"`
	Right    int     `json:"right"`
	Cases    int     `json:"cases"`
	Refused  string  `json:"refused,omitempty"` // why it could not be compiled; all cases are wrong then
	Wrong    []Wrong `json:"wrong,omitempty"`
}

// Wrong is a wrong answer.
type Wrong struct {
	Input string `json:"input"`
	Got   string `json:"got"`
	Want  string `json:"want"`
}

// Share is the share of right answers.
func (o Outcome) Share() float64 { return float64(o.Right) / float64(max(1, o.Cases)) }

// atOnce is how many calls wait at the same time, so that the runtime makes
// batches of them, which do not change answers.
const atOnce = 8

// Measure compiles a function and asks it its first cases, at most so many; 0
// is all. A spec that is refused has no right answers. The error is the
// context's or one of the base model.
func Measure(ctx context.Context, f Function, comp compiler.Compiler, most int) (Outcome, error) {
	cases := f.Cases
	if most > 0 {
		cases = cases[:min(most, len(cases))]
	}
	o := Outcome{Function: f.Name, Type: f.Type, Cases: len(cases)}
	p, err := comp.Compile(ctx, f.Spec, nil)
	if err != nil {
		if ctx.Err() != nil {
			return o, ctx.Err()
		}
		o.Refused = err.Error()
		return o, nil
	}
	file, err := p.Encode()
	if err != nil {
		return o, err
	}
	run := tool.Open(f.Spec.Name, string(file), f.Spec.Result)
	defer run.Close()
	if err := run.Load(ctx); err != nil {
		return o, err
	}
	got := make([]string, len(cases))
	free := make(chan struct{}, atOnce)
	var running sync.WaitGroup
	for i, c := range cases {
		free <- struct{}{}
		running.Go(func() {
			defer func() { <-free }()
			input, err := c.InputIn(p.Form)
			if err == nil {
				got[i], err = run.Answer(ctx, input)
			}
			if err != nil {
				got[i] = "error: " + err.Error()
			}
		})
	}
	running.Wait()
	if ctx.Err() != nil {
		return o, ctx.Err()
	}
	for i, c := range cases {
		if strings.TrimSpace(got[i]) == c.Output {
			o.Right++
		} else {
			o.Wrong = append(o.Wrong, Wrong{c.Input, got[i], c.Output})
		}
	}
	return o, nil
}
