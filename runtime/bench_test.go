package runtime

import (
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/testing/testmodel"
	"github.com/pawgen/pawgen/models"
	"github.com/pawgen/pawgen/models/nano"
)

// nanoFile is a program for the embedded model with arbitrary coefficients:
// its answers mean nothing, its calls cost what those of real ones do.
func nanoFile(b *testing.B, maxTokens int) string {
	b.Helper()
	base, _ := models.Lookup(nano.ID)
	f, err := gguf.Parse(base.Basis.Bytes())
	if err != nil {
		b.Fatal(err)
	}
	basis, err := lora.ParseBasis(f)
	if err != nil {
		b.Fatal(err)
	}
	a := &program.Adapter{
		Basis:  base.Basis.SHA256(),
		Layers: basis.Layers(), Modules: len(basis.Modules()), Bases: basis.Bases(),
	}
	a.Coefficients = make([]float32, a.Layers*a.Modules*a.Bases*2)
	for i := range a.Coefficients {
		a.Coefficients[i] = float32(i%7-3) / 64
	}
	return testmodel.File(&program.Program{
		Name:      "test.Func",
		Template:  testmodel.Template(strings.Repeat(pseudo, 4)),
		Base:      program.Base{ID: base.ID, SHA256: base.Interpreter.SHA256()},
		Adapter:   a,
		MaxTokens: maxTokens,
	})
}

// BenchmarkCall is one call after the first: 31 characters in, a label out.
func BenchmarkCall(b *testing.B) {
	f := NewFunc("test.Func", nanoFile(b, 0), Enum(departments...))
	ask(b, f, messages[0])
	b.ReportAllocs()
	for b.Loop() {
		ask(b, f, messages[0])
	}
}

// BenchmarkCallText has an answer of at most 40 tokens.
func BenchmarkCallText(b *testing.B) {
	f := NewFunc("test.Func", nanoFile(b, 40), String[string]())
	ask(b, f, messages[0])
	b.ReportAllocs()
	for b.Loop() {
		ask(b, f, messages[0])
	}
}

// BenchmarkCallParallel is BenchmarkCall from many goroutines; the time is per call.
func BenchmarkCallParallel(b *testing.B) {
	f := NewFunc("test.Func", nanoFile(b, 0), Enum(departments...))
	ask(b, f, messages[0])
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			ask(b, f, messages[0])
		}
	})
}

// BenchmarkCallCrowd is BenchmarkCall from 32 goroutines for each processor, of
// which most wait for others.
func BenchmarkCallCrowd(b *testing.B) {
	f := NewFunc("test.Func", nanoFile(b, 0), Enum(departments...))
	ask(b, f, messages[0])
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			ask(b, f, messages[0])
		}
	})
}

// BenchmarkLoad is what the first call does before it runs, when the base
// model is there already: the program's file, its adapter and its prompt.
func BenchmarkLoad(b *testing.B) {
	content := nanoFile(b, 0)
	for b.Loop() {
		l, err := load(content, Bool[bool]().form())
		if err != nil {
			b.Fatal(err)
		}
		call, err := l.begin(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		call.Close()
		l.leave()
	}
}
