package runtime

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	goruntime "runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/run/control"
	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/scheduler"
	"github.com/pawgen/pawgen/internal/testing/fake"
	"github.com/pawgen/pawgen/internal/testing/testmodel"
)

// fakeProcess is a process of its own with a fake engine. The test fails if
// the contract with the engine was broken.
func fakeProcess(t *testing.T, s control.Settings) (*process, *fake.Engine) {
	t.Helper()
	e := &fake.Engine{}
	t.Cleanup(func() {
		for _, m := range e.Models() {
			for _, fault := range m.Faults() {
				t.Error(fault)
			}
			if m.Most() > s.Threads {
				t.Errorf("%d batches at the same time, want at most %d", m.Most(), s.Threads)
			}
		}
	})
	return &process{settings: s, engine: e, prefixes: prefixes{budget: s.Memory}, slots: scheduler.NewSlots(s.Threads)}, e
}

// nativeProcess is a process of its own with the native engine.
func nativeProcess(t *testing.T, s control.Settings) *process {
	t.Helper()
	p, err := newProcess(s, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// numbered is the file of one of many programs.
func numbered(i int) string {
	p := model.Program("test.Func", fmt.Sprintf("%sNumber %d.", pseudo, i))
	p.MaxTokens = 8
	return testmodel.File(p)
}

// mustLoad loads a program with text answers, or those of the departments.
func mustLoad(t testing.TB, p *process, content string, text bool) *loaded {
	t.Helper()
	form := Enum(departments...).form()
	if text {
		form = String[string]().form()
	}
	l, err := p.load(content, form)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// answerOf calls a program and fails the test on an error.
func answerOf(t testing.TB, l *loaded, input string) string {
	t.Helper()
	a, err := l.answer(context.Background(), rendered(input), request{})
	if err != nil {
		t.Fatalf("call with %q: %v", input, err)
	}
	return a.text
}

// sequences returns how many sequences of the only model are open.
func sequences(e *fake.Engine) int {
	n, _ := e.Models()[0].Open()
	return n
}

// noGoroutines fails the test if a goroutine of this module is left besides
// the test's own.
func noGoroutines(t *testing.T) {
	t.Helper()
	var left []string
	for range 100 {
		left = nil
		stacks := make([]byte, 1<<20)
		stacks = stacks[:goruntime.Stack(stacks, true)]
		for _, stack := range strings.Split(string(stacks), "\n\n")[1:] { // without this one
			if strings.Contains(stack, "github.com/pawgen") && !strings.Contains(stack, "testing.(*T).Run") {
				left = append(left, stack)
			}
		}
		if len(left) == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond) // those that end need a moment
	}
	t.Errorf("%d goroutines are left:\n%s", len(left), strings.Join(left, "\n\n"))
}

// TestMemory calls more programs than prefixes fit into the memory.
func TestMemory(t *testing.T) {
	const programs = 4
	one := int64(len(mustLoad(t, nativeProcess(t, control.Defaults), numbered(0), false).prefix) * fake.BytesPerToken)
	tests := []struct {
		memory         int64
		kept           int
		computed, gone uint64
	}{
		{programs * one, programs, programs, 0},
		{2*one + 1, 2, 3 * programs, 3*programs - 2},
		{0, 0, 3 * programs, 3 * programs},
	}
	for _, test := range tests {
		p, e := fakeProcess(t, control.Settings{Threads: 2, Memory: test.memory})
		var loaded []*loaded
		for i := range programs {
			loaded = append(loaded, mustLoad(t, p, numbered(i), false))
		}
		for range 3 {
			for _, l := range loaded {
				answerOf(t, l, "hello")
			}
		}
		s := p.stats()
		if s.Prefixes != test.kept || s.PrefixesComputed != test.computed || s.PrefixesEvicted != test.gone || s.PrefixBytes > test.memory {
			t.Errorf("memory of %d: %+v, want %+v", test.memory, s, test)
		}
		if n := sequences(e); n != test.kept {
			t.Errorf("memory of %d: %d sequences are open, want %d", test.memory, n, test.kept)
		}
	}
}

// TestMemoryInUse checks that what calls use is not evicted, and is when they end.
func TestMemoryInUse(t *testing.T) {
	p, e := fakeProcess(t, control.Settings{Threads: 1})
	a, b := mustLoad(t, p, numbered(1), false), mustLoad(t, p, numbered(2), false)
	call, err := a.begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	answerOf(t, b, "hello")
	if s := p.stats(); s.Prefixes != 1 || s.PrefixesEvicted != 1 || s.PrefixBytes == 0 {
		t.Errorf("while a call goes on: %+v", s)
	}
	if err := call.Step([]int32{1}, nil, nil); err != nil {
		t.Error(err)
	}
	call.Close()
	if s := p.stats(); s.Prefixes != 0 || s.PrefixesEvicted != 2 || s.PrefixBytes != 0 || sequences(e) != 0 {
		t.Errorf("after it: %+v, %d sequences are open", s, sequences(e))
	}
}

// TestCancelled ends calls while others go on in the same batches, on a fake
// engine that counts what is open.
func TestCancelled(t *testing.T) {
	p, e := fakeProcess(t, control.Settings{Threads: 2, Memory: 1 << 20})
	want := map[int]string{}
	var programs []*loaded
	for i := range 3 {
		l := mustLoad(t, p, numbered(i), true)
		programs = append(programs, l)
		want[i] = answerOf(t, l, "hello")
	}
	e.Models()[0].Batch = func(context.Context, []engine.Step) error {
		time.Sleep(100 * time.Microsecond)
		return nil
	}
	var wg sync.WaitGroup
	for g := range 32 {
		wg.Go(func() {
			for i := range 20 {
				timeout := time.Duration((g*13+i*7)%40) * 200 * time.Microsecond
				if g%4 == 0 {
					timeout = time.Minute
				}
				ctx, cancel := context.WithTimeout(context.Background(), timeout)
				which := (g + i) % len(programs)
				a, err := programs[which].answer(ctx, rendered("hello"), request{})
				switch {
				case err == nil && a.text != want[which]:
					t.Errorf("answer %q, want %q", a.text, want[which])
				case err != nil && (timeout == time.Minute || !errors.Is(err, context.DeadlineExceeded)):
					t.Error(err)
				}
				cancel()
			}
		})
	}
	wg.Wait()
	if n := sequences(e); n != len(programs) {
		t.Errorf("%d sequences are open, want the %d prefixes", n, len(programs))
	}
	for _, l := range programs {
		l.leave()
	}
	if s, a := e.Models()[0].Open(); s != 0 || a != 0 {
		t.Errorf("%d sequences and %d adapters are open after the last use", s, a)
	}
	noGoroutines(t)
}

// TestCancelledFirstCall ends the call that computes the prefix for others.
func TestCancelledFirstCall(t *testing.T) {
	p, e := fakeProcess(t, control.Settings{Threads: 1, Memory: 1 << 20})
	l := mustLoad(t, p, numbered(0), false)
	ctx, cancel := context.WithCancel(context.Background())
	began := make(chan bool)
	var once sync.Once
	e.Models()[0].Batch = func(ctx context.Context, _ []engine.Step) (err error) {
		once.Do(func() {
			close(began)
			<-ctx.Done()
			err = ctx.Err()
		})
		return err
	}
	first, second := make(chan error), make(chan error)
	call := func(ctx context.Context, result chan error) {
		_, err := l.answer(ctx, rendered("hello"), request{})
		result <- err
	}
	go call(ctx, first)
	<-began
	go call(context.Background(), second)
	cancel()
	if err := <-first; err != context.Canceled {
		t.Errorf("error %v, want that of the context", err)
	}
	if err := <-second; err != nil {
		t.Errorf("the other call: %v", err)
	}
	if n := sequences(e); n != 1 {
		t.Errorf("%d sequences are open, want the prefix", n)
	}
}

// TestClose loads a program again and again.
func TestClose(t *testing.T) {
	p, e := fakeProcess(t, control.Settings{Threads: 1, Memory: 1 << 20})
	content := numbered(0)
	for range 1000 {
		l := mustLoad(t, p, content, false)
		answerOf(t, l, "hello")
		l.leave()
	}
	if s, a := e.Models()[0].Open(); s != 0 || a != 0 {
		t.Errorf("%d sequences and %d adapters are open", s, a)
	}
	if s := p.stats(); s.Programs != 0 || s.Prefixes != 0 || s.Models != 1 {
		t.Errorf("%+v", s)
	}

	f := NewFunc("test.Func", file(), Enum(departments...))
	f.Close() // nothing is loaded
	want := ask(t, f, "hello")
	f.Close()
	if got := ask(t, f, "hello"); got != want {
		t.Errorf("after Close the answer is %v, want %v", got, want)
	}
}

func TestStats(t *testing.T) {
	p := nativeProcess(t, control.Settings{Threads: 1, Memory: 1 << 20})
	l := mustLoad(t, p, numbered(0), true)
	a, err := l.answer(context.Background(), rendered("hello"), request{})
	l.users.Add(1)
	l.ended(err)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = l.answer(ctx, rendered("hello"), request{})
	l.users.Add(1)
	l.ended(err)
	got := p.stats()
	want := control.Statistics{
		Engine: "native", Threads: 1, Models: 1, Programs: 1, Calls: 1, Failed: 1,
		Prefilled: uint64(a.usage.Prompt + a.usage.Input), Decoded: uint64(a.usage.Answer),
		Batches: uint64(1 + a.usage.Decided), Steps: uint64(1 + a.usage.Decided),
		Prefixes: 1, PrefixBytes: got.PrefixBytes, PrefixesComputed: 1,
	}
	if got != want || got.PrefixBytes == 0 {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	ask(t, NewFunc("test.Func", file(), Enum(departments...)), "hello")
	if s := pawgen.Stats(); s.Engine == "" || s.Calls == 0 || s.Batches == 0 {
		t.Errorf("the process's: %+v", s)
	}
}

// TestSavedPrefixes starts new processes with the same folder.
func TestSavedPrefixes(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new", "folder")
	s := control.Settings{Threads: 1, Memory: 1 << 20, Folder: folder}
	want := answerOf(t, mustLoad(t, nativeProcess(t, control.Settings{Memory: 1 << 20}), numbered(0), true), "hello")
	call := func(content string, computed, restored, saved uint64) {
		t.Helper()
		p := nativeProcess(t, s)
		got := answerOf(t, mustLoad(t, p, content, true), "hello")
		if content == numbered(0) && got != want {
			t.Errorf("answer %q, want %q", got, want)
		}
		n := p.stats()
		if n.PrefixesComputed != computed || n.PrefixesRestored != restored || n.PrefixesSaved != saved {
			t.Errorf("%d computed, %d restored, %d saved, want %d, %d, %d",
				n.PrefixesComputed, n.PrefixesRestored, n.PrefixesSaved, computed, restored, saved)
		}
	}
	call(numbered(0), 1, 0, 1)
	call(numbered(0), 0, 1, 0)
	call(numbered(1), 1, 0, 1)
	noAdapter := model.Program("test.Func", pseudo+"Number 0.")
	noAdapter.Adapter, noAdapter.MaxTokens = nil, 8
	call(testmodel.File(noAdapter), 1, 0, 1)
	files, err := filepath.Glob(filepath.Join(folder, "*.state"))
	if err != nil || len(files) != 3 {
		t.Fatalf("files %q, %v, want three", files, err)
	}
	whole := map[string][]byte{}
	for _, f := range files {
		if whole[f], err = os.ReadFile(f); err != nil {
			t.Fatal(err)
		}
	}
	for _, damage := range []func([]byte) []byte{
		func(b []byte) []byte { return nil },
		func(b []byte) []byte { return b[:len(b)/2] },
		func(b []byte) []byte { b[len(b)/2] ^= 4; return b },
		func(b []byte) []byte { return []byte("something else, of somebody else, but longer than a header") },
	} {
		for _, f := range files {
			if err := os.WriteFile(f, damage(bytes.Clone(whole[f])), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		call(numbered(0), 1, 0, 1)
		call(numbered(0), 0, 1, 0)
	}
}

// TestSavedPrefixesOfAnotherEngine checks that an engine without saving works all the same.
func TestSavedPrefixesOfAnotherEngine(t *testing.T) {
	p, _ := fakeProcess(t, control.Settings{Threads: 1, Memory: 1 << 20})
	var err error
	if p.saved, err = control.OpenFolder(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	l := mustLoad(t, p, file(func(p *program.Program) { p.Adapter = nil }), false)
	answerOf(t, l, "hello")
	if s := p.stats(); s.PrefixesSaved != 0 || s.PrefixesComputed != 1 {
		t.Errorf("%+v", s)
	}
}

// TestNothingIsLeftRunning checks that idle functions take no time: when no call
// goes on, no goroutine is there.
func TestNothingIsLeftRunning(t *testing.T) {
	p := nativeProcess(t, control.Settings{Threads: 3, Memory: 1 << 20})
	l := mustLoad(t, p, numbered(0), true)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for _, m := range messages {
				if _, err := l.answer(context.Background(), rendered(m), request{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	noGoroutines(t)
}
