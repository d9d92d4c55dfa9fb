package main

import (
	"math/rand/v2"

	"github.com/pawgen/pawgen/internal/run/engine"
)

// Jobs that need a process of their own, or ask about it.
const (
	jobLoad   = "load"
	jobStart  = "start to first answer"
	jobTyped  = "typed call"
	jobIdle   = "CPU in an idle second"
	jobMemory = "peak memory over the file, 4 programs"
)

// The typed call: a label for an input, after a program's prompt.
const (
	prefixTokens = 300
	inputTokens  = 40
	labels       = 6
	officialMore = 2 // passes after the first, until the end token
)

// job is something to be timed. run returns the seconds, without preparation.
type job struct {
	name string
	run  func(m *machine) (float64, error)
}

var jobs = []job{
	{"prefill 40 after 300", func(m *machine) (float64, error) { return m.prefill(inputTokens, true) }},
	{"prefill 32", func(m *machine) (float64, error) { return m.prefill(32, false) }},
	{"prefill 128", func(m *machine) (float64, error) { return m.prefill(128, false) }},
	{"prefill 512", func(m *machine) (float64, error) { return m.prefill(512, false) }},
	{"decode a token after 300", (*machine).decode},
	{jobIdle, idle},
	{jobTyped, func(m *machine) (float64, error) { return m.typed(1, 1) }},
	{"8 typed calls at once", func(m *machine) (float64, error) { return m.typed(8, 1) }},
	{"8 typed calls of two programs", func(m *machine) (float64, error) { return m.typed(8, 2) }},
	{"64 typed calls of two programs", func(m *machine) (float64, error) { return m.typed(64, 2) }},
}

// prefix returns the prompt of program i, which is read once.
func (m *machine) prefix(i int) (engine.Sequence, error) {
	if m.prefixes[i] != nil {
		return m.prefixes[i], nil
	}
	a, err := m.adapter(i)
	if err != nil {
		return nil, err
	}
	s, err := m.model.NewSequence(a)
	if err != nil {
		return nil, err
	}
	err = m.forward([]engine.Step{{Seq: s, Tokens: m.tokens(prefixTokens)}})
	m.prefixes[i] = s
	return s, err
}

// tokens returns random tokens, the same for both engines.
func (m *machine) tokens(n int) []int32 {
	m.seed++
	r := rand.New(rand.NewPCG(m.seed, 1))
	list := make([]int32, n)
	for i := range list {
		list[i] = r.Int32N(int32(m.model.Vocab() - 300)) // the last ones are no words
	}
	return list
}

// prefill times the reading of n tokens, after a prompt or from nothing, up to
// the logits.
func (m *machine) prefill(n int, after bool) (float64, error) {
	s, err := m.model.NewSequence(m.adapters[0])
	if after {
		var prefix engine.Sequence
		if prefix, err = m.prefix(0); err == nil {
			s, err = prefix.Fork()
		}
	}
	if err != nil {
		return 0, err
	}
	defer s.Close()
	step := engine.Step{Seq: s, Tokens: m.tokens(n), Logits: make([]float32, m.model.Vocab())}
	began := m.now()
	err = m.forward([]engine.Step{step})
	return m.now() - began, err
}

// decode returns the mean time of a token of free text.
func (m *machine) decode() (float64, error) {
	const tokens = 8
	prefix, err := m.prefix(0)
	if err != nil {
		return 0, err
	}
	s, err := prefix.Fork()
	if err != nil {
		return 0, err
	}
	defer s.Close()
	steps := []engine.Step{{Seq: s, Tokens: m.tokens(1), Logits: make([]float32, m.model.Vocab())}}
	began := m.now()
	for range tokens {
		if err := m.forward(steps); err != nil {
			return 0, err
		}
		steps[0].Tokens = []int32{best(steps[0].Logits)}
	}
	return (m.now() - began) / tokens, nil
}

// typed times calls that come at the same time.
func (m *machine) typed(calls, programs int) (float64, error) {
	for i := range programs {
		if _, err := m.prefix(i); err != nil {
			return 0, err
		}
	}
	steps := make([]engine.Step, calls)
	candidates := m.tokens(labels)
	for i := range steps {
		steps[i].Tokens = m.tokens(inputTokens)
	}
	began := m.now()
	for i := range steps {
		s, err := m.prefixes[i%programs].Fork()
		if err != nil {
			return 0, err
		}
		defer s.Close()
		steps[i].Seq = s
		if m.official {
			steps[i].Logits = make([]float32, m.model.Vocab())
		} else {
			steps[i].Candidates, steps[i].Logits = candidates, make([]float32, labels)
		}
	}
	err := m.forward(steps)
	for range officialMore {
		if !m.official || err != nil {
			break
		}
		for i := range steps {
			steps[i].Tokens = []int32{best(steps[i].Logits)}
		}
		err = m.forward(steps)
	}
	return m.now() - began, err
}

// best returns the token of the highest logit.
func best(logits []float32) int32 {
	b := 0
	for i, l := range logits {
		if l > logits[b] {
			b = i
		}
	}
	return int32(b)
}
