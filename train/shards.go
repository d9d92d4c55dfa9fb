package main

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/pawgen/pawgen/internal/buildtime/compiler/nano"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
	"github.com/pawgen/pawgen/train/tasks"
)

// shard is a file of tasks of some families at one level.
//
// A file is a flat sequence of little-endian uint16. Each task is
//
//	family, prompt length, compiler prompt length, number of queries Q,
//	Q pairs (input length, answer length),
//	prompt, compiler prompt, Q pairs (input, answer)
//
// where the prompt ends with <|input|>, an input with <|output|> and an answer
// with <|end|>: prompt + input + answer is what the interpreter sees.
type shard struct {
	name     string
	tasks    int // per family
	families func(*tasks.Family) bool
	seed     uint64
	options  tasks.Options
}

// of selects the families of a kind that the interpreter is trained on.
func of(k tasks.Kind) func(*tasks.Family) bool {
	return func(f *tasks.Family) bool { return !f.AdapterOnly && f.Kind == k }
}

func adapterOnly(f *tasks.Family) bool { return f.AdapterOnly }
func echoes(f *tasks.Family) bool      { return f.Name == "echo" }
func all(*tasks.Family) bool           { return true }

// shards are all files of a training run.
var shards = []shard{
	{"echo", 4000, echoes, trainSeed, tasks.Options{Queries: 6}},
	{"bare", 800, of(tasks.Label), trainSeed + 10, tasks.Options{Level: tasks.Bare, Queries: 16}},
	{"sentence", 800, of(tasks.Label), trainSeed + 20, tasks.Options{Level: tasks.Sentence, Queries: 12}},
	{"inflected", 1200, of(tasks.Label), trainSeed + 30, tasks.Options{Level: tasks.Inflected, Queries: 12}},
	{"noisy", 4000, of(tasks.Label), trainSeed + 40, tasks.Options{Level: tasks.Noisy, Queries: 12}},
	{"extract", 4000, of(tasks.Extract), trainSeed + 50, tasks.Options{Level: tasks.Noisy, Queries: 10}},
	{"format", 4000, of(tasks.Format), trainSeed + 55, tasks.Options{Level: tasks.Noisy, Queries: 10}},
	{"adapter", 6000, adapterOnly, trainSeed + 60, tasks.Options{Level: tasks.Noisy, Queries: 8}},
	{"eval-noisy", 12, all, evalSeed, tasks.Options{Level: tasks.Noisy, Queries: 6, HeldOut: true}},
}

// maxTokens is the most tokens that a task's prompt and one query may have.
const maxTokens = 640

func writeShards(dir string) error {
	tok, _, err := readVocabulary(filepath.Join(dir, vocabularyFile))
	if err != nil {
		return err
	}
	errs := make([]error, len(shards))
	var wg sync.WaitGroup
	for i, s := range shards {
		wg.Go(func() { errs[i] = s.write(tok, dir) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (s shard) write(tok *tokenizer.Tokenizer, dir string) error {
	f, err := os.Create(filepath.Join(dir, s.name+".shard"))
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	var tokens, written int
	err = s.draw(func(family int, t tasks.Task) error {
		record := encodeTask(tok, family, t)
		if record == nil {
			return nil
		}
		tokens += len(record)
		written++
		return binary.Write(w, binary.LittleEndian, record)
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%-16s %6d tasks %9d tokens\n", s.name, written, tokens)
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// draw draws the shard's tasks, each with the index of its family.
func (s shard) draw(f func(family int, t tasks.Task) error) error {
	for n := range s.tasks {
		for i := range tasks.Families {
			if !s.families(&tasks.Families[i]) {
				continue
			}
			t, err := tasks.Families[i].Draw(s.seed, n*len(tasks.Families)+i, s.options)
			if err != nil {
				return err
			}
			if err := f(i, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// encodeTask returns a task as a shard holds it, or nil when it is too long.
func encodeTask(tok *tokenizer.Tokenizer, family int, t tasks.Task) []uint16 {
	pseudo, codes := nano.Template(t.Spec), nano.Codes(t.Spec.Result)
	prompt := encode(tok, nano.TaskToken+pseudo+nano.InputToken)
	compilerPrompt := encode(tok, nano.CompilerPrompt(t.Spec, pseudo))
	out := []uint16{uint16(family), uint16(len(prompt)), uint16(len(compilerPrompt)), uint16(len(t.Queries))}
	var body []uint16
	longest := 0
	for _, q := range t.Queries {
		input := append(encodeText(tok, q.Input), encode(tok, nano.OutputToken)...)
		answer := append(encodeText(tok, cmp.Or(codes[q.Output], q.Output)), uint16(tok.EOS()))
		out = append(out, uint16(len(input)), uint16(len(answer)))
		body = append(append(body, input...), answer...)
		longest = max(longest, len(input)+len(answer))
	}
	if len(prompt)+longest > maxTokens || len(compilerPrompt) > maxTokens {
		return nil
	}
	return append(append(append(out, prompt...), compilerPrompt...), body...)
}

func encode(tok *tokenizer.Tokenizer, s string) []uint16     { return narrow(tok.Encode(s, true)) }
func encodeText(tok *tokenizer.Tokenizer, s string) []uint16 { return narrow(tok.Encode(s, false)) }

func narrow(ids []int32) []uint16 {
	out := make([]uint16, len(ids))
	for i, id := range ids {
		out[i] = uint16(id)
	}
	return out
}
