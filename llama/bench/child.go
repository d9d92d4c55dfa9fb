package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/lora"
	_ "github.com/pawgen/pawgen/internal/run/native"
)

// child is the other end of a [process]: it does a job for each line.
func child(args []string) error {
	lines := bufio.NewScanner(os.Stdin)
	if args[0] == "neighbour" {
		go func() {
			for { // uses a core until stdin ends
			}
		}()
		lines.Scan()
		return nil
	}
	m, err := load(args)
	if err != nil {
		return err
	}
	loaded := m.now()
	for lines.Scan() {
		answer, err := m.do(lines.Text(), loaded)
		if err != nil {
			return err
		}
		fmt.Println(answer)
	}
	return nil
}

// machine is an engine with a model and two programs, ready for jobs.
type machine struct {
	model    engine.Model
	official bool // works as the official SDK does, see the package comment
	cpu      bool // count processor time
	parallel int
	paths    []string // of the adapters
	adapters [programs]engine.Adapter
	prefixes [programs]engine.Sequence // of 300 tokens; nil until they are needed
	seed     uint64                    // of the next tokens
}

// load loads what startEngine names.
func load(args []string) (*machine, error) {
	name, model := args[0], args[4]
	threads, _ := strconv.Atoi(args[1]) // it is our own argument
	if args[2] == "true" {
		kernels.Disable(kernels.AVX512 | kernels.VNNI)
	}
	e, ok := engine.Lookup(name)
	if !ok {
		return nil, fmt.Errorf("no engine %q", name)
	}
	f, err := gguf.Open(model)
	if err != nil {
		return nil, err
	}
	m := &machine{official: name == "llama", cpu: args[3] == "true", paths: args[5:]}
	if m.model, err = e.Load(engine.Source{File: f, Path: model}, engine.Options{Threads: threads}); err != nil {
		return nil, err
	}
	m.parallel = m.model.Parallel()
	_, err = m.adapter(0)
	return m, err
}

// adapter returns that of program i, which is loaded once.
func (m *machine) adapter(i int) (engine.Adapter, error) {
	if m.adapters[i] != nil {
		return m.adapters[i], nil
	}
	f, err := gguf.Open(m.paths[i])
	if err != nil {
		return nil, err
	}
	a, err := lora.FromGGUF(f)
	if err != nil {
		return nil, err
	}
	m.adapters[i], err = m.model.Adapter(a)
	return m.adapters[i], err
}

// do does a job and returns its time, or the number that it is about.
func (m *machine) do(name string, loaded float64) (float64, error) {
	switch name {
	case jobLoad:
		return loaded, nil
	case jobMemory:
		for range 2 {
			if _, err := m.typed(programs, programs); err != nil {
				return 0, err
			}
		}
		return peak()
	case jobStart:
		_, err := m.typed(1, 1)
		return m.now(), err
	}
	i := slices.IndexFunc(jobs, func(j job) bool { return j.name == name })
	return jobs[i].run(m)
}

// processStart is when the process began, almost.
var processStart = time.Now()

// now returns the seconds since the process began, or what it has used of the
// processors.
func (m *machine) now() float64 {
	if m.cpu {
		return used()
	}
	return time.Since(processStart).Seconds()
}

// forward runs steps, in as many parts as the engine wants at the same time.
func (m *machine) forward(steps []engine.Step) error {
	var wait sync.WaitGroup
	var failed sync.Map
	size := (len(steps) + m.parallel - 1) / m.parallel
	for part := range slices.Chunk(steps, size) {
		wait.Go(func() {
			if err := m.model.Forward(context.Background(), part); err != nil {
				failed.Store(err, true)
			}
		})
	}
	wait.Wait()
	var err error
	failed.Range(func(e, _ any) bool {
		err = e.(error)
		return false
	})
	return err
}
