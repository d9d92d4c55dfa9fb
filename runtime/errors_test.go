package runtime

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/testing/testmodel"
	"github.com/pawgen/pawgen/models"
)

// variant registers the test model under another name after a change.
func variant(t *testing.T, id string, change func(*models.Base)) func(*program.Program) {
	t.Helper()
	b := model.Base("testmodel-" + id)
	change(&b)
	models.Register(b)
	return func(p *program.Program) {
		p.Base.ID = b.ID
		p.Base.SHA256 = b.Interpreter.SHA256()
	}
}

func TestLoadErrors(t *testing.T) {
	flipped := []byte(file())
	flipped[len(flipped)/2] ^= 1
	broken := bytes.Clone(model.Interpreter)
	copy(broken, "GGML")
	tests := []struct {
		name string
		file string
		is   error
		want []string // parts of the message
	}{
		{"empty file", "", pawgen.ErrBadProgram, nil},
		{"truncated", file()[:100], pawgen.ErrBadProgram, nil},
		{"bit flip", string(flipped), pawgen.ErrBadProgram, nil},
		{
			"git lfs pointer",
			"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
			pawgen.ErrBadProgram, []string{"LFS"},
		},
		{
			"no text", file(func(p *program.Program) { p.Template = prompt.Placeholder }),
			pawgen.ErrBadProgram, []string{"no text besides the placeholder"},
		},
		{
			"no base", file(func(p *program.Program) { p.Base.ID = "missing" }),
			pawgen.ErrNoBase, []string{`"missing" is neither part of this binary nor in `, `, or import the package that registers it`},
		},
		{
			"other interpreter", file(func(p *program.Program) { p.Base.SHA256 = strings.Repeat("0", 64) }),
			pawgen.ErrWrongBase, []string{`compiled for "testmodel" with SHA-256 000000000000.., this binary has`, "hint: run go generate"},
		},
		{
			"other basis", file(func(p *program.Program) { p.Adapter.Basis = strings.Repeat("1", 64) }),
			pawgen.ErrWrongBase, []string{"over a basis with SHA-256 111111111111.., this binary's \"testmodel\" has", "hint: run go generate"},
		},
		{
			"no basis", file(variant(t, "nobasis", func(b *models.Base) { b.Basis = nil })),
			pawgen.ErrWrongBase, []string{`base model "testmodel-nobasis" has no basis`},
		},
		{
			"broken interpreter", file(variant(t, "broken", func(b *models.Base) { b.Interpreter = models.Embedded(string(broken)) })),
			pawgen.ErrBadBase, []string{`interpreter of "testmodel-broken": gguf: `},
		},
		{
			"broken basis", file(func(p *program.Program) {
				p.Adapter.Basis = models.Embedded("no basis").SHA256()
			}, variant(t, "brokenbasis", func(b *models.Base) { b.Basis = models.Embedded("no basis") })),
			pawgen.ErrBadBase, []string{`basis of "testmodel-brokenbasis": `},
		},
		{
			"fewer layers", file(func(p *program.Program) {
				p.Adapter.Layers--
				p.Adapter.Coefficients = p.Adapter.Coefficients[:len(p.Adapter.Coefficients)/2]
			}),
			pawgen.ErrBadProgram, []string{"the adapter has 1 layers, 7 modules and 3 bases, the basis of \"testmodel\" has 2, 7 and 3"},
		},
		{
			"swapped shape", file(func(p *program.Program) {
				p.Adapter.Layers, p.Adapter.Bases = p.Adapter.Bases, p.Adapter.Layers
			}),
			pawgen.ErrBadProgram, []string{"the adapter has 3 layers, 7 modules and 2 bases"},
		},
		{
			"long prompt", file(func(p *program.Program) {
				p.Template = testmodel.Template(strings.Repeat("x", 600))
			}),
			pawgen.ErrContextOverflow, []string{"prompt has 602 tokens, the context holds 512", "hint: shorten the spec and run go generate"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := NewFunc("test.Func", test.file, String[string]())
			for range 2 { // the error stays
				_, err := f.Call(context.Background(), Arg("msg", "hello"))
				wantError(t, err, test.is, test.want...)
			}
		})
	}
}

// wantError checks the type, the cause and parts of the text of an error.
func wantError(t *testing.T, err, cause error, parts ...string) {
	t.Helper()
	var typed *pawgen.Error
	if !errors.As(err, &typed) || typed.Func != "test.Func" {
		t.Fatalf("error %v (%T) is no *pawgen.Error of test.Func", err, err)
	}
	if !errors.Is(err, cause) {
		t.Errorf("error %q does not wrap %q", err, cause)
	}
	for _, part := range append([]string{"paw: test.Func: "}, parts...) {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q lacks %q", err, part)
		}
	}
}

func TestBadLabels(t *testing.T) {
	tests := []struct {
		name   string
		labels []Label[int]
	}{
		{"none", nil},
		{"empty", []Label[int]{{"a", 1}, {"", 2}}},
		{"duplicate", []Label[int]{{"a", 1}, {"a", 2}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := NewFunc("test.Func", file(), Enum(test.labels...))
			_, err := f.Call(context.Background(), Arg("msg", "hello"))
			wantError(t, err, pawgen.ErrBadLabels)
		})
	}
}

// TestLoad: what is wrong with a program is known before its first call.
func TestLoad(t *testing.T) {
	f := NewFunc("test.Func", file(), String[string]())
	if err := f.Load(t.Context()); err != nil || f.program == nil || f.program.users.Load() != 1 {
		t.Errorf("error %v, program %v", err, f.program)
	}
	f.Close()
	long := NewFunc("test.Func", file(func(p *program.Program) { p.Template = strings.Repeat("a b ", 500) + prompt.Placeholder }), String[string]())
	wantError(t, long.Load(t.Context()), pawgen.ErrContextOverflow, "hint: shorten the spec")
}

func TestContextOverflow(t *testing.T) {
	f := NewFunc("test.Func", file(), Enum(departments...))
	_, err := f.Call(context.Background(), Arg("msg", strings.Repeat("x", 600)))
	wantError(t, err, pawgen.ErrContextOverflow,
		"prompt has 51 tokens and input 601, the context holds 512", "hint: shorten the input")
	_, err = f.Call(context.Background(), Arg("msg", strings.Repeat("x", 100_000)))
	wantError(t, err, pawgen.ErrContextOverflow, "prompt has 51 tokens and input at least ", "the context holds 512")
	if got := ask(t, f, "short"); got == 0 {
		t.Error("no department after an overflow")
	}
}

func TestNoRoomForAnswer(t *testing.T) {
	long := strings.Repeat("y", 100)
	f := NewFunc("test.Func", file(), Enum(Label[int]{"x" + long, 1}, Label[int]{"xx" + long, 2}))
	message := strings.Repeat("x", 512-51-2) // one token is left
	_, err := f.Call(context.Background(), Arg("msg", message))
	wantError(t, err, pawgen.ErrContextOverflow, "no room for the answer behind prompt and input, the context holds 512 tokens")
	text := NewFunc("test.Func", file(), String[string]())
	if got := ask(t, text, message); len([]rune(got)) > 1 {
		t.Errorf("text %q is longer than the room for it", got)
	}
}

func TestMustPanics(t *testing.T) {
	f := NewFunc("test.Func", "", Bool[bool]())
	defer func() {
		err, ok := recover().(*pawgen.Error)
		if !ok {
			t.Fatal("the panic's value is no *pawgen.Error")
		}
		wantError(t, err, pawgen.ErrBadProgram)
	}()
	Must(f.Call(context.Background()))
	t.Error("Must did not panic")
}
