package scheduler

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/testing/fake"
)

// newModel returns a model for a test, which fails if the contract was broken
// or something is left when the test ends.
func newModel(t *testing.T, leaders int) *fake.Model {
	t.Helper()
	m := &fake.Model{Tokens: 100, Positions: 10_000, Leaders: leaders}
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		for _, fault := range m.Faults() {
			t.Error(fault)
		}
		if sequences, _ := m.Open(); sequences != 0 {
			t.Errorf("%d sequences are open", sequences)
		}
		if m.Most() > leaders {
			t.Errorf("%d batches at the same time, want at most %d", m.Most(), leaders)
		}
		for range 100 { // those that have ended need a moment to be gone
			if runtime.NumGoroutine() <= before {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Errorf("%d goroutines, %d before the test", runtime.NumGoroutine(), before)
	})
	return m
}

// open begins a call on an empty sequence.
func open(ctx context.Context, s *Scheduler, m *fake.Model) *Call {
	seq, err := m.NewSequence(nil)
	if err != nil {
		panic(err)
	}
	return s.Open(ctx, seq, func() { seq.Close() })
}

// tokens returns n tokens.
func tokens(n, seed int) []int32 {
	t := make([]int32, n)
	for i := range t {
		t[i] = int32((i*7 + seed) % 100)
	}
	return t
}

// alone is the logits after the tokens, without a scheduler.
func alone(tokens, candidates []int32) []float32 {
	m := &fake.Model{Tokens: 100, Positions: 10_000}
	seq, _ := m.NewSequence(nil)
	logits := make([]float32, len(candidates))
	m.Forward(context.Background(), []engine.Step{{Seq: seq, Tokens: tokens, Candidates: candidates, Logits: logits}})
	return logits
}

// TestManyCalls compares calls of many lengths from many goroutines with single ones.
func TestManyCalls(t *testing.T) {
	for _, leaders := range []int{1, 2, 5} {
		t.Run(fmt.Sprint(leaders), func(t *testing.T) {
			m := newModel(t, leaders)
			var batches, largest atomic.Int64
			m.Batch = func(_ context.Context, steps []engine.Step) error {
				n := 0
				for _, step := range steps {
					n += len(step.Tokens)
				}
				largest.Store(max(largest.Load(), int64(n)))
				batches.Add(1)
				runtime.Gosched()
				return nil
			}
			s := New(m, NewSlots(m.Leaders))
			var wg sync.WaitGroup
			for g := range 40 {
				wg.Go(func() {
					for i := range 10 {
						prompt := tokens(1+(g*37+i*11)%300, g)
						candidates := []int32{3, 5, int32(i)}
						c := open(context.Background(), s, m)
						logits := make([]float32, 3)
						if err := c.Step(prompt, candidates, logits); err != nil {
							t.Error(err)
						}
						if err := c.Step([]int32{9}, candidates, logits); err != nil {
							t.Error(err)
						}
						c.Close()
						if want := alone(append(prompt, 9), candidates); fmt.Sprint(logits) != fmt.Sprint(want) {
							t.Errorf("logits %v, want %v", logits, want)
						}
					}
				})
			}
			wg.Wait()
			if got := s.Stats().Batches; got != uint64(batches.Load()) {
				t.Errorf("stats have %d batches, want %d", got, batches.Load())
			}
			if largest.Load() > batchTokens {
				t.Errorf("a batch has %d tokens, want at most %d", largest.Load(), batchTokens)
			}
		})
	}
}

// gate is a model's Batch that lets each batch go on only when the test says so.
type gate struct {
	began chan []engine.Step
	goOn  chan error
}

func newGate(m *fake.Model) gate {
	g := gate{make(chan []engine.Step), make(chan error)}
	m.Batch = func(ctx context.Context, steps []engine.Step) error {
		select {
		case g.began <- steps:
		case <-ctx.Done():
			return ctx.Err()
		}
		select {
		case err := <-g.goOn:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return g
}

// step runs one step of a new call in the background and returns where its
// error will be. It comes back when the step waits, runs or has ended.
func step(ctx context.Context, s *Scheduler, m *fake.Model, n int) <-chan error {
	result := make(chan error, 1)
	c := open(ctx, s, m)
	go func() {
		err := c.Step(tokens(n, n), nil, nil)
		c.Close()
		result <- err
	}()
	for {
		if _, done, _ := c.look(); !done || len(result) > 0 {
			return result
		}
		runtime.Gosched()
	}
}

// lengths are the numbers of tokens of a batch's steps.
func lengths(steps []engine.Step) string {
	var n []string
	for _, step := range steps {
		n = append(n, fmt.Sprint(len(step.Tokens)))
	}
	return strings.Join(n, " ")
}

// TestTurns shows how steps are cut and put together.
func TestTurns(t *testing.T) {
	m := newModel(t, 1)
	g := newGate(m)
	s := New(m, NewSlots(m.Leaders))
	ctx := context.Background()
	results := []<-chan error{step(ctx, s, m, 500)} // leads
	first := <-g.began
	for _, n := range []int{10, 300, 20, 90, 1} {
		results = append(results, step(ctx, s, m, n))
	}
	got := []string{lengths(first)}
	done := make(chan bool)
	go func() {
		defer close(done)
		for _, r := range results {
			if err := <-r; err != nil {
				t.Error(err)
			}
		}
	}()
	for ended := false; !ended; {
		select {
		case g.goOn <- nil:
		case next := <-g.began:
			got = append(got, lengths(next))
		case <-done:
			ended = true
		}
	}
	// The longest prompt came first and ends last.
	want := []string{"128", "10 64 20 34", "56 1 64 7", "64 64", "64 64", "64 64", "37 64", "52"}
	if !slices.Equal(got, want) {
		t.Errorf("batches %q, want %q", got, want)
	}
}

// TestBatchError checks that an error reaches only the call that it concerns.
func TestBatchError(t *testing.T) {
	m := newModel(t, 1)
	bad := errors.New("bad step")
	hold := make(chan bool)
	m.Batch = func(_ context.Context, steps []engine.Step) error {
		if lengths(steps) == "7" {
			<-hold
		}
		for _, step := range steps {
			if len(step.Tokens) == 3 {
				return bad
			}
		}
		return nil
	}
	s := New(m, NewSlots(m.Leaders))
	ctx := context.Background()
	leader := step(ctx, s, m, 7)
	good, wrong, long := step(ctx, s, m, 2), step(ctx, s, m, 3), step(ctx, s, m, 500)
	close(hold)
	for i, r := range []<-chan error{leader, good, long} {
		if err := <-r; err != nil {
			t.Errorf("call %d: %v", i, err)
		}
	}
	if err := <-wrong; err != bad {
		t.Errorf("error %v, want %v", err, bad)
	}
}

// TestCancel checks what a caller that stops waiting leaves behind.
func TestCancel(t *testing.T) {
	type waits struct {
		ctx    context.Context
		cancel context.CancelFunc
		result <-chan error
	}
	begin := func(s *Scheduler, m *fake.Model, n int) waits {
		ctx, cancel := context.WithCancel(context.Background())
		return waits{ctx, cancel, step(ctx, s, m, n)}
	}
	canceled := func(t *testing.T, w waits) {
		t.Helper()
		w.cancel()
		if err := <-w.result; err != context.Canceled {
			t.Errorf("error %v, want that of the context", err)
		}
	}
	well := func(t *testing.T, w waits) {
		t.Helper()
		if err := <-w.result; err != nil {
			t.Error(err)
		}
		w.cancel()
	}

	t.Run("alone", func(t *testing.T) {
		m := newModel(t, 1)
		g, s := newGate(m), New(m, NewSlots(m.Leaders))
		a := begin(s, m, 500)
		<-g.began
		canceled(t, a)
	})
	t.Run("while it waits", func(t *testing.T) {
		m := newModel(t, 1)
		g, s := newGate(m), New(m, NewSlots(m.Leaders))
		a := begin(s, m, 5)
		<-g.began
		canceled(t, begin(s, m, 6))
		g.goOn <- nil
		well(t, a)
	})
	t.Run("in a batch of others", func(t *testing.T) {
		m := newModel(t, 1)
		g, s := newGate(m), New(m, NewSlots(m.Leaders))
		a := begin(s, m, 5)
		<-g.began
		b, c := begin(s, m, 6), begin(s, m, 500)
		g.goOn <- nil
		well(t, a)
		<-g.began      // b leads c's first piece
		canceled(t, c) // at once, its sequence is closed after the batch
		g.goOn <- nil
		well(t, b)
	})
	t.Run("as the leader of others", func(t *testing.T) {
		m := newModel(t, 1)
		g, s := newGate(m), New(m, NewSlots(m.Leaders))
		a := begin(s, m, 5)
		<-g.began
		b, c := begin(s, m, 500), begin(s, m, 70)
		g.goOn <- nil
		well(t, a)
		<-g.began
		b.cancel()
		g.goOn <- nil // the batch goes on for c
		canceled(t, b)
		<-g.began // the rest of c's, led by c
		g.goOn <- nil
		well(t, c)
	})
	t.Run("all of a batch", func(t *testing.T) {
		m := newModel(t, 1)
		g, s := newGate(m), New(m, NewSlots(m.Leaders))
		a := begin(s, m, 5)
		<-g.began
		b, c := begin(s, m, 6), begin(s, m, 7)
		g.goOn <- nil
		well(t, a)
		<-g.began
		b.cancel()
		canceled(t, c)
		canceled(t, b)
	})
}

// TestCancelAtRandom looks for races between cancelling and everything else.
func TestCancelAtRandom(t *testing.T) {
	m := newModel(t, 2)
	m.Batch = func(context.Context, []engine.Step) error { runtime.Gosched(); return nil }
	s := New(m, NewSlots(m.Leaders))
	var wg sync.WaitGroup
	var ended atomic.Int64
	for g := range 32 {
		wg.Go(func() {
			for i := range 100 {
				ctx, cancel := context.WithTimeout(context.Background(), time.Duration((g*31+i*17)%200)*time.Microsecond)
				c := open(ctx, s, m)
				for range 5 {
					if err := c.Step(tokens(1+(g+i)%200, i), []int32{1, 2}, make([]float32, 2)); err != nil {
						if err != context.DeadlineExceeded {
							t.Error(err)
						}
						ended.Add(1)
						break
					}
				}
				c.Close()
				cancel()
			}
		})
	}
	wg.Wait()
	if n := ended.Load(); n == 0 || n == 3200 {
		t.Errorf("%d of 3200 calls were cancelled, want some", n)
	}
	if s.leaders != 0 || len(s.waiting) != 0 || s.thinking != 0 {
		t.Errorf("%d leaders, %d waiting and %d thinking calls are left", s.leaders, len(s.waiting), s.thinking)
	}
}

// TestPanic checks that a panic of the engine stays with the call that led,
// and the others go on.
func TestPanic(t *testing.T) {
	m := newModel(t, 1)
	m.Batch = func(_ context.Context, steps []engine.Step) error {
		if len(steps[0].Tokens) == 5 {
			panic("broken engine")
		}
		return nil
	}
	s := New(m, NewSlots(m.Leaders))
	one := func(n int) error {
		c := open(context.Background(), s, m)
		defer c.Close()
		return c.Step(tokens(n, 0), nil, nil)
	}
	func() {
		defer func() {
			if got := recover(); got != "broken engine" {
				t.Errorf("recovered %v", got)
			}
		}()
		one(5)
	}()
	if err := one(6); err != nil {
		t.Error(err)
	}
}

// TestSlots checks that the schedulers of several models share the threads.
func TestSlots(t *testing.T) {
	const threads = 2
	slots := NewSlots(threads)
	var running, most atomic.Int64
	var wg sync.WaitGroup
	for range 3 {
		m := newModel(t, threads)
		m.Batch = func(context.Context, []engine.Step) error {
			n := running.Add(1)
			for old := most.Load(); old < n && !most.CompareAndSwap(old, n); old = most.Load() {
			}
			time.Sleep(100 * time.Microsecond)
			running.Add(-1)
			return nil
		}
		s := New(m, slots)
		for range 8 {
			wg.Go(func() {
				c := open(context.Background(), s, m)
				defer c.Close()
				for range 10 {
					if err := c.Step([]int32{1}, nil, nil); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	wg.Wait()
	if n := most.Load(); n != threads {
		t.Errorf("%d batches at the same time, want %d", n, threads)
	}
}

// TestStarvation checks that a short call gets its turn beside endless long ones.
func TestStarvation(t *testing.T) {
	m := newModel(t, 1)
	m.Batch = func(context.Context, []engine.Step) error { time.Sleep(time.Millisecond); return nil }
	s := New(m, NewSlots(m.Leaders))
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for ctx.Err() == nil {
				c := open(ctx, s, m)
				c.Step(tokens(9000, 0), nil, nil)
				c.Close()
			}
		})
	}
	for range 20 {
		short := step(context.Background(), s, m, 40)
		before := s.Stats().Batches
		if err := <-short; err != nil {
			t.Error(err)
		}
		// At most eight turns of 64 tokens are before it, two in a batch.
		if n := s.Stats().Batches - before; n > 8 {
			t.Errorf("a short call took %d batches", n)
		}
	}
	cancel()
	wg.Wait()
}

// TestGathering checks that calls that go on together stay together.
func TestGathering(t *testing.T) {
	m := newModel(t, 1)
	m.Batch = func(context.Context, []engine.Step) error { time.Sleep(8 * time.Millisecond); return nil }
	s := New(m, NewSlots(m.Leaders))
	var wg sync.WaitGroup
	const calls, steps = 8, 20
	for range calls {
		wg.Go(func() {
			c := open(context.Background(), s, m)
			defer c.Close()
			for range steps {
				if err := c.Step([]int32{1}, nil, nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n := s.Stats().Batches; n > 2*steps {
		t.Errorf("%d batches, want about %d", n, steps)
	}
}
