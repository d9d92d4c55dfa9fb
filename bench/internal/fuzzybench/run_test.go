package fuzzybench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/buildtime/chat"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/nano"
	"github.com/pawgen/pawgen/internal/buildtime/retry"
)

// fake is a compiler, and what answers for its programs.
type fake struct {
	mu       sync.Mutex
	compiled []string                 // the specs, in the order of compilation
	compile  func(spec string) error  // what compiling a spec says
	answer   func(input string) error // what answering an input says; else the input is the answer
}

func (f *fake) Snapshot() string   { return "fake" }
func (f *fake) PseudoBy() string   { return "a poet" }
func (f *fake) Base() program.Base { return program.Base{ID: "none"} }

func (f *fake) Compile(_ context.Context, spec compiler.Spec, _ func(compiler.Event)) (*program.Program, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.compiled = append(f.compiled, spec.Text)
	return &program.Program{}, f.compile(spec.Text)
}

func (f *fake) Answer(_ context.Context, input string) (string, error) {
	if err := f.answer(input); err != nil {
		return "half an answer", err
	}
	return input, nil
}

func (f *fake) Close() {}

func (f *fake) method(name string) Method {
	return Method{name, "fake", func(_ context.Context, _ string, compiled func() (*program.Program, error)) (Answerer, error) {
		_, err := compiled()
		return f, err
	}}
}

// rows are tasks of a spec each, whose outputs are the inputs.
func rows(specs map[string][]string) *Data {
	d := &Data{}
	for spec, inputs := range specs {
		t := &Task{Spec: spec}
		for _, in := range inputs {
			t.Rows = append(t.Rows, Row{Input: in, Output: in})
			d.Rows++
		}
		d.Tasks = append(d.Tasks, t)
	}
	return d
}

// bench runs over data with a journal at path and reports.
func (f *fake) bench(t *testing.T, path string, data *Data) (*Report, error) {
	t.Helper()
	methods := []Method{f.method("one"), f.method("two")}
	j, err := OpenJournal(path, data, methods)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	err = (&Bench{Data: data, Compiler: f, Methods: methods, Journal: j}).Run(t.Context())
	return NewReport(data, methods, j), err
}

// TestRefused: what is refused counts as wrong alone, and is not tried again.
func TestRefused(t *testing.T) {
	specs := map[string][]string{"good": {"a", "long", "", "c"}}
	for i := range 20 {
		specs[fmt.Sprintf("long %d", i)] = []string{"a"}
	}
	data := rows(specs)
	f := &fake{
		compile: func(spec string) error {
			if strings.HasPrefix(spec, "long") {
				return compiler.Refusef("%s: too long", spec)
			}
			return nil
		},
		answer: func(input string) error {
			if input == "long" {
				return &pawgen.Error{Func: "f", Err: fmt.Errorf("%w: 9 tokens", pawgen.ErrContextOverflow)}
			}
			return nil
		},
	}
	path := filepath.Join(t.TempDir(), "j")
	for range 2 {
		r, err := f.bench(t, path, data)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range r.Methods {
			if m.RefusedSpecs != 20 || m.RefusedInputs != 1 || m.Refusal == "" || m.All.Rows != 24 || m.All.Strict != 3./24 {
				t.Errorf("%s: %+v, want 20 refused specs, a refused input and 3 right answers of 24", m.Name, m)
			}
		}
		if len(f.compiled) != 21 {
			t.Errorf("%d compilations, want one for each of 21 specs", len(f.compiled))
		}
	}
}

// TestRefusedEmpty: the lack of an answer is not the output "".
func TestRefusedEmpty(t *testing.T) {
	f := &fake{compile: func(string) error { return nil }, answer: func(string) error { return &refusal{chat.ErrNoAnswer} }}
	r, err := f.bench(t, filepath.Join(t.TempDir(), "j"), rows(map[string][]string{"s": {""}}))
	if m := r.Methods[0]; err != nil || m.All.Strict != 0 || m.RefusedInputs != 1 {
		t.Errorf("%+v, error %v, want one refused input", m, err)
	}
}

// TestOutage: an error that is of no spec and no input ends the run, is not in
// the journal, and the next run goes on.
func TestOutage(t *testing.T) {
	data := rows(map[string][]string{"s": {"a", "b"}})
	for _, down := range []error{
		errors.New("no network"), &chat.Error{Status: http.StatusUnauthorized}, &chat.Unreachable{Err: errors.New("timeout")}, pawgen.ErrNoBase,
		pawgen.ErrBadProgram, // as one for another base model
	} {
		fine := func(string) error { return nil }
		broken := func(string) error { return down }
		path := filepath.Join(t.TempDir(), "j")
		f := &fake{compile: fine, answer: broken}
		if _, err := f.bench(t, path, data); !errors.Is(err, down) || !strings.HasPrefix(err.Error(), "one: ") {
			t.Errorf("answers fail: error %v, want %v of method one", err, down)
		}
		compiling = retry.Policy{Tries: 2}
		f.compile, f.answer = broken, fine
		if _, err := f.bench(t, path, data); !errors.Is(err, down) || !strings.HasPrefix(err.Error(), `one: spec "s": `) {
			t.Errorf("compiling fails: error %v, want %v of the spec", err, down)
		}
		f.compile = fine
		if r, err := f.bench(t, path, data); err != nil || r.Methods[0].All.Strict != 1 || r.Methods[1].All.Strict != 1 {
			t.Errorf("afterwards: %+v, error %v, want all right", r, err)
		}
	}
}

// lazy is nano, which compiles the same short spec whatever it is told.
type lazy struct{ *nano.Compiler }

func (c lazy) Compile(ctx context.Context, _ compiler.Spec, _ func(compiler.Event)) (*program.Program, error) {
	return c.Compiler.Compile(ctx, taskSpec("Repeat the text."), nil)
}

// TestLongPrompt: a spec that is too long as a prompt is refused itself, before
// its inputs are.
func TestLongPrompt(t *testing.T) {
	data := rows(map[string][]string{strings.Repeat("many words ", 2000): {"a", "b"}})
	c := lazy{nano.New()}
	methods := []Method{Compiled(c), Prompt(c)}
	j, err := OpenJournal(filepath.Join(t.TempDir(), "j"), data, methods)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if err := (&Bench{Data: data, Compiler: c, Methods: methods, Journal: j}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{0, 1} {
		m := NewReport(data, methods, j).Methods[i]
		if m.RefusedSpecs != want || m.RefusedInputs != 0 {
			t.Errorf("%s refused %d specs and %d inputs, want %d and 0", m.Name, m.RefusedSpecs, m.RefusedInputs, want)
		}
	}
}

// TestNoPrompt: a spec that leaves the prompt without text is refused.
func TestNoPrompt(t *testing.T) {
	compiled := func() (*program.Program, error) {
		return &program.Program{Pseudo: "Repeat the text.", Template: "Repeat the text." + prompt.Placeholder}, nil
	}
	if _, err := Prompt(&fake{}).Open(t.Context(), " ", compiled); !refused(err) {
		t.Errorf("error %v, want a refusal", err)
	}
}

// TestBusyCompiler: a compiler that is busy is asked again, after what it asks for.
func TestBusyCompiler(t *testing.T) {
	compiling = retry.Policy{Tries: 3, Longest: time.Minute}
	f := &fake{answer: func(string) error { return nil }}
	f.compile = func(string) error {
		if len(f.compiled) < 3 {
			return &chat.Error{Status: http.StatusTooManyRequests, Wait: time.Millisecond}
		}
		return nil
	}
	r, err := f.bench(t, filepath.Join(t.TempDir(), "j"), rows(map[string][]string{"s": {"a"}}))
	if err != nil || r.Methods[0].All.Strict != 1 || len(f.compiled) != 3 {
		t.Errorf("error %v after %d compilations, want none after 3", err, len(f.compiled))
	}
	if one, two := r.Methods[0].Timing.Compile, r.Methods[1].Timing.Compile; one < 0 || two != 0 {
		t.Errorf("compiling took %v for the first method and %v for the second, which had the program", one, two)
	}
}

// TestLock: a journal has one run at a time.
func TestLock(t *testing.T) {
	data, path := rows(map[string][]string{"s": {"a"}}), filepath.Join(t.TempDir(), "j")
	j, err := OpenJournal(path, data, nil)
	if err != nil {
		t.Fatal(err)
	}
	slow := time.AfterFunc(1500*time.Millisecond, func() { j.Close() })
	defer slow.Stop()
	again, err := OpenJournal(path, data, nil)
	if err != nil {
		t.Fatalf("while the file is locked for a moment: %v", err)
	}
	defer again.Close()
	defer func(d time.Duration) { lockPatience = d }(lockPatience)
	lockPatience = 10 * time.Millisecond
	if _, err := OpenJournal(path, data, nil); err == nil || !strings.Contains(err.Error(), "j is locked\n\thint: ") {
		t.Errorf("opening it twice: error %v", err)
	}
	j.Close()
}

// TestBy: who writes the pseudo-programs is part of what answers.
func TestBy(t *testing.T) {
	if got, want := Compiled(&fake{}).By, "fake on none, pseudo-programs by a poet"; got != want {
		t.Errorf("by %q, want %q", got, want)
	}
}
