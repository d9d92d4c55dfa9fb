package local

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
	"github.com/pawgen/pawgen/internal/run/transformer"
)

// maxAnswer is the most tokens that an instruction model writes.
const maxAnswer = 512

// Chat has pseudo-programs written by an instruction model in a GGUF file, one
// of Qwen's such as Qwen3-4B-Instruct-2507, on this machine.
type Chat struct {
	path string
	load func() (*chatModel, error)
}

// NewChat names the model's file, which is opened when something is written.
func NewChat(path string) *Chat {
	return &Chat{path, sync.OnceValues(func() (*chatModel, error) { return openChat(path) })}
}

// Name returns the name of the file.
func (c *Chat) Name() string { return filepath.Base(c.path) }

// Write asks the model.
func (c *Chat) Write(ctx context.Context, task Task, progress func(float64)) (string, error) {
	m, err := c.load()
	if err != nil {
		return "", err
	}
	answer, err := m.answer(ctx, instruction(task), maxAnswer, progress)
	return unwrap(answer), err
}

type chatModel struct {
	model  *transformer.Model
	tokens *tokenizer.Tokenizer
}

func openChat(path string) (*chatModel, error) {
	f, err := gguf.Open(path)
	if err != nil {
		return nil, err
	}
	m := &chatModel{}
	if m.model, err = transformer.Load(f); err == nil {
		m.tokens, err = tokenizer.New(f)
	}
	if err == nil && m.tokens.Len() != m.model.Vocab {
		err = fmt.Errorf("has %d tokens, its model %d", m.tokens.Len(), m.model.Vocab)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	m.model.Use(kernels.NewCrew(runtime.GOMAXPROCS(0)))
	return m, nil
}

// answer writes the likeliest answer of at most n tokens.
func (m *chatModel) answer(ctx context.Context, question string, n int, progress func(float64)) (string, error) {
	prompt, err := conversation(m.tokens, question)
	if err != nil {
		return "", err
	}
	ids, err := m.greedy(ctx, prompt, n, progress)
	return strings.ToValidUTF8(string(m.tokens.Decode(ids)), "\uFFFD"), err
}

// greedy returns the likeliest tokens after a prompt, up to a token that ends an answer.
func (m *chatModel) greedy(ctx context.Context, prompt []int32, n int, progress func(float64)) (ids []int32, err error) {
	endOfText, _ := m.tokens.ID("<|endoftext|>")
	cache := m.model.NewCache()
	logits := make([]float32, m.model.Vocab)
	for i := range n {
		hidden, err := m.model.Forward(ctx, cache, nil, prompt, nil)
		if err != nil {
			return nil, err
		}
		m.model.Logits(logits, hidden, nil)
		best := int32(0)
		for id, logit := range logits {
			if logit > logits[best] {
				best = int32(id)
			}
		}
		if best == m.tokens.EOS() || best == endOfText && endOfText != 0 {
			break
		}
		ids, prompt = append(ids, best), []int32{best}
		progress(float64(i+1) / float64(n))
	}
	return ids, nil
}
