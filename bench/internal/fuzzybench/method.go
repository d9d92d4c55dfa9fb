package fuzzybench

import (
	"context"
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/run/tool"
	_ "github.com/pawgen/pawgen/runtime" // runs the programs
)

// The names of the methods.
const (
	CompiledName = "compiled" // the program as the compiler made it
	PseudoName   = "pseudo"   // its pseudo-program without the adapter
	PromptName   = "prompt"   // the spec itself in the pseudo-program's place, without the adapter
	FixedName    = "fixed"    // the pseudo-program with one adapter for all specs
	EndpointName = "endpoint" // the spec as the prompt of another model
)

// An Answerer answers the inputs of one task. Any number of goroutines may ask it.
type Answerer interface {
	Answer(ctx context.Context, input string) (string, error)
	Close()
}

// Method is a way to answer the inputs of tasks.
type Method struct {
	Name string
	// By says exactly what answers, such as the snapshot of a compiler: results by
	// others are never mixed with these.
	By string
	// Open makes what answers for a spec. Compiled gives the spec's program, which
	// is compiled when it is first asked for; the program is shared, not to be changed.
	Open func(ctx context.Context, spec string, compiled func() (*program.Program, error)) (Answerer, error)
}

// Compiled is the method that everything is about.
func Compiled(c compiler.Compiler) Method {
	return derived(CompiledName, by(c), func(p *program.Program, _ string) error { return nil })
}

// Pseudo shows what the adapter is worth.
func Pseudo(c compiler.Compiler) Method {
	return derived(PseudoName, by(c), func(p *program.Program, _ string) error {
		p.Adapter, p.GGUF = nil, nil
		return nil
	})
}

// Prompt is the interpreter that is told what to do in plain words, as in the
// paper's table 2.
func Prompt(c compiler.Compiler) Method {
	return derived(PromptName, by(c), func(p *program.Program, spec string) error {
		p.Adapter, p.GGUF = nil, nil
		pseudo := prompt.Plain(p.Pseudo)
		if pseudo == "" || strings.Count(p.Template, pseudo) != 1 {
			return compiler.Refusef("the program's template does not hold its pseudo-program once")
		}
		p.Template = strings.Replace(p.Template, pseudo, prompt.Plain(strings.TrimSpace(spec)), 1)
		return nil
	})
}

// Fixed shows what an adapter of its own gives each spec: all have that of one
// program, which must be for the compiler's base model (paper, table 5).
func Fixed(c compiler.Compiler, fixed *program.Program) (Method, error) {
	if fixed.Adapter == nil && fixed.GGUF == nil {
		return Method{}, fmt.Errorf("the program has no adapter")
	}
	if have, want := fixed.Base, c.Base(); have.ID != want.ID || want.SHA256 != "" && have.SHA256 != want.SHA256 {
		return Method{}, fmt.Errorf("the program's base model is %s, the compiler's %s", model(have), model(want))
	}
	return derived(FixedName, by(c)+" with the adapter of "+fixed.ID(), func(p *program.Program, _ string) error {
		p.Adapter, p.GGUF = fixed.Adapter, fixed.GGUF
		return nil
	}), nil
}

// by names a compiler with its base model and who writes its pseudo-programs, if
// that can be chosen.
func by(c compiler.Compiler) string {
	s := c.Snapshot() + " on " + model(c.Base())
	if w, ok := c.(interface{ PseudoBy() string }); ok {
		s += ", pseudo-programs by " + w.PseudoBy()
	}
	return s
}

// model names a base model with the beginning of its checksum.
func model(b program.Base) string {
	if b.SHA256 == "" {
		return b.ID
	}
	return b.ID + "@" + b.SHA256[:min(12, len(b.SHA256))]
}

// function is the name of all programs, for messages of the runtime.
const function = "fuzzybench"

// taskSpec is a spec as compilers get it: one text in, one text out.
func taskSpec(text string) compiler.Spec {
	return compiler.Spec{Name: function, Text: text, Params: []compiler.Param{{Name: "input", Type: "string"}}, Result: compiler.Result{Kind: compiler.Text}}
}

// derived is the method of a program that is made of the compiled one, by edit
// on a copy.
func derived(name, by string, edit func(p *program.Program, spec string) error) Method {
	return Method{name, by, func(ctx context.Context, spec string, compiled func() (*program.Program, error)) (Answerer, error) {
		p, err := compiled()
		if err != nil {
			return nil, err
		}
		own := *p
		if err := edit(&own, spec); err != nil {
			return nil, err
		}
		if own.Template == prompt.Placeholder {
			return nil, compiler.Refusef("the program's template has no text besides the placeholder")
		}
		file, err := own.Encode()
		if err != nil {
			return nil, err
		}
		f := tool.Open(function, string(file), compiler.Result{Kind: compiler.Text})
		if err := f.Load(ctx); err != nil { // of the spec, if it leaves no room for an input
			return nil, err
		}
		return f, nil
	}}
}
