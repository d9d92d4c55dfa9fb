//go:build linux

// Command speed does the native engine's part of speed.py: a job for each line of
// standard input, whose answer is a number.
//
// usage: speed MODEL THREADS CPU AVX2 STATE
//
// CPU and AVX2 are "true" or "false": to count processor time, and to do without
// AVX-512. STATE is a file for a kept prompt.
package main

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/native"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
)

// The typed call: one of six labels for an input behind a program's prompt.
const (
	promptTokens = 300
	inputTokens  = 40
	labels       = 6
	programs     = 4 // of the memory
)

func main() {
	if len(os.Args) != 6 {
		fmt.Fprintln(os.Stderr, "usage: speed MODEL THREADS CPU AVX2 STATE")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3] == "true", os.Args[4] == "true", os.Args[5]); err != nil {
		fmt.Fprintln(os.Stderr, "speed:", err)
		os.Exit(1)
	}
}

// machine is the engine with the model.
type machine struct {
	engine.Model
	cpu     bool
	state   string
	random  *rand.Rand
	prompts [programs]engine.Sequence // nil until they are needed
}

func run(model, threads string, cpu, avx2 bool, state string) error {
	if avx2 {
		kernels.Disable(kernels.AVX512 | kernels.VNNI)
	}
	n, err := strconv.Atoi(threads)
	if err != nil {
		return err
	}
	f, err := gguf.Open(model)
	if err != nil {
		return err
	}
	if _, err := tokenizer.New(f); err != nil { // a running program makes one too
		return err
	}
	e, ok := engine.Lookup(native.Name)
	if !ok {
		return fmt.Errorf("no engine %q", native.Name)
	}
	m := &machine{cpu: cpu, state: state, random: rand.New(rand.NewPCG(1, 1))}
	if m.Model, err = e.Load(engine.Source{File: f, Path: model}, engine.Options{Threads: n}); err != nil {
		return err
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		job, argument, _ := strings.Cut(lines.Text(), " ")
		n, _ := strconv.Atoi(argument) // speed.py writes numbers
		answer, err := m.do(job, n)
		if err != nil {
			return err
		}
		fmt.Println(answer)
	}
	return nil
}

// do does a job and returns its seconds, or bytes.
func (m *machine) do(job string, n int) (float64, error) {
	switch job {
	case "typed":
		return m.typed(n, 1)
	case "read":
		return m.read(n)
	case "decode":
		return m.decode(n)
	case "start": // since the process began
		_, err := m.typed(1, 1)
		return m.now(), err
	case "keep":
		return 0, m.keep()
	case "kept": // like start, with the kept prompt
		if err := m.restore(); err != nil {
			return 0, err
		}
		_, err := m.typed(1, 1)
		return m.now(), err
	case "memory": // the most so far, after n calls of each program
		for range n {
			if _, err := m.typed(programs, programs); err != nil {
				return 0, err
			}
		}
		return peak()
	}
	return 0, fmt.Errorf("no job %q", job)
}

func (m *machine) tokens(n int) []int32 {
	list := make([]int32, n)
	for i := range list {
		list[i] = m.random.Int32N(int32(m.Vocab() - 300))
	}
	return list
}

func (m *machine) prompt(i int) (engine.Sequence, error) {
	if m.prompts[i] != nil {
		return m.prompts[i], nil
	}
	s, err := m.NewSequence(nil)
	if err != nil {
		return nil, err
	}
	m.prompts[i] = s
	return s, m.Forward(context.Background(), []engine.Step{{Seq: s, Tokens: m.tokens(promptTokens)}})
}

func (m *machine) keep() error {
	s, err := m.prompt(0)
	if err != nil {
		return err
	}
	state, err := s.(engine.Saver).Save()
	if err != nil {
		return err
	}
	return os.WriteFile(m.state, state, 0o600)
}

func (m *machine) restore() error {
	state, err := os.ReadFile(m.state)
	if err != nil {
		return err
	}
	m.prompts[0], err = m.Model.(engine.Restorer).Restore(nil, state)
	return err
}

// typed times calls that come at the same time.
func (m *machine) typed(calls, programs int) (float64, error) {
	steps, candidates := make([]engine.Step, calls), m.tokens(labels)
	for i := range programs {
		if _, err := m.prompt(i); err != nil {
			return 0, err
		}
	}
	for i := range steps {
		steps[i] = engine.Step{Tokens: m.tokens(inputTokens), Candidates: candidates, Logits: make([]float32, labels)}
	}
	return m.timed(func() error {
		for i := range steps {
			s, err := m.prompts[i%programs].Fork()
			if err != nil {
				return err
			}
			defer s.Close()
			steps[i].Seq = s
		}
		return m.Forward(context.Background(), steps)
	})
}

// read times the reading of n tokens, up to the logits.
func (m *machine) read(n int) (float64, error) {
	s, err := m.NewSequence(nil)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	step := engine.Step{Seq: s, Tokens: m.tokens(n), Logits: make([]float32, m.Vocab())}
	return m.timed(func() error { return m.Forward(context.Background(), []engine.Step{step}) })
}

// decode times n tokens of free text.
func (m *machine) decode(n int) (float64, error) {
	prompt, err := m.prompt(0)
	if err != nil {
		return 0, err
	}
	s, err := prompt.Fork()
	if err != nil {
		return 0, err
	}
	defer s.Close()
	step := engine.Step{Seq: s, Tokens: m.tokens(1), Logits: make([]float32, m.Vocab())}
	t, err := m.timed(func() error {
		for range n {
			if err := m.Forward(context.Background(), []engine.Step{step}); err != nil {
				return err
			}
		}
		return nil
	})
	return t / float64(n), err
}

func (m *machine) timed(do func() error) (float64, error) {
	began := m.now()
	err := do()
	return m.now() - began, err
}

// started is when the process began, almost.
var started = time.Now()

// now is the seconds since the process began, or what it used of the processors.
func (m *machine) now() float64 {
	if !m.cpu {
		return time.Since(started).Seconds()
	}
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // it has no reason to fail
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// peak is the most memory that the process had, in bytes, as Linux tells it.
func peak() (float64, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	kB, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	n, err := strconv.ParseFloat(kB, 64)
	return n * 1024, err
}
