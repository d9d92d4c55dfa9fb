package local

import (
	"context"
	"time"

	"github.com/pawgen/pawgen/internal/buildtime/chat"
)

// replyTimeout is how long a model's server may take to write a pseudo-program.
const replyTimeout = 10 * time.Minute

// Endpoint has pseudo-programs written by a model behind a server, which the
// user chose: the spec goes there.
type Endpoint struct{ *chat.Model }

// DefaultOllama is where Ollama listens if nobody says otherwise.
const DefaultOllama = "http://127.0.0.1:11434"

// NewOllama is a model of an Ollama server.
func NewOllama(base, model string) (*Endpoint, error) {
	m, err := chat.Ollama(base, model, replyTimeout)
	return &Endpoint{m}, err
}

// NewOpenAI is a model of a server that speaks OpenAI's protocol; base ends
// before /chat/completions, usually in /v1.
func NewOpenAI(base, model, key string) (*Endpoint, error) {
	m, err := chat.OpenAI(base, model, key, replyTimeout)
	return &Endpoint{m}, err
}

// Write asks the model.
func (e *Endpoint) Write(ctx context.Context, task Task, progress func(float64)) (string, error) {
	progress(.1)
	answer, err := e.Ask(ctx, []chat.Message{{Role: "user", Content: instruction(task)}}, maxAnswer)
	if err != nil {
		return "", err
	}
	progress(1)
	return unwrap(answer), nil
}
