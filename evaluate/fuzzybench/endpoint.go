package fuzzybench

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/pawgen/pawgen/internal/chat"
	"github.com/pawgen/pawgen/internal/program"
	"github.com/pawgen/pawgen/internal/retry"
)

// How a model behind a server is asked.
const (
	endpointTimeout = 2 * time.Minute // for one answer
	endpointTokens  = 512             // of an answer, at most
	endpointCalls   = 4               // at the same time
	endpointTries   = 5               // of a call
	endpointWait    = time.Second     // before the second try, doubled by each
	endpointLongest = 2 * time.Minute // that a server may have us wait
)

// The instruction is the spec; this follows it, so that answers have the
// benchmark's form.
const endpointForm = "\n\nAnswer with the output alone: no explanation, no quotes, no code fence."

// Endpoint is the baseline of a model behind a server that speaks OpenAI's
// protocol: the spec is its instruction, the input the message. base ends
// before /chat/completions; the key may be "".
func Endpoint(base, model, key string) (Method, error) {
	m, err := chat.OpenAI(base, model, key, endpointTimeout)
	if err != nil {
		return Method{}, err
	}
	slots := make(chan struct{}, endpointCalls)
	return Method{EndpointName, model + " at " + m.Host(), func(_ context.Context, spec string, _ func() (*program.Program, error)) (Answerer, error) {
		return &endpoint{m, spec, slots}, nil
	}}, nil
}

type endpoint struct {
	model *chat.Model
	spec  string
	slots chan struct{}
}

// Answer asks the model, again when the server is busy.
func (e *endpoint) Answer(ctx context.Context, input string) (answer string, err error) {
	select {
	case e.slots <- struct{}{}:
		defer func() { <-e.slots }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	conversation := []chat.Message{{Role: "system", Content: e.spec + endpointForm}, {Role: "user", Content: input}}
	wait := endpointWait
	for try := 1; ; try++ {
		answer, err = e.model.Ask(ctx, conversation, endpointTokens)
		var status *chat.Error
		if err == nil || try == endpointTries || !errors.As(err, &status) || !busy(status.Status) {
			return answer, err
		}
		if err := retry.Sleep(ctx, min(max(wait, status.Wait), endpointLongest)); err != nil {
			return "", err
		}
		wait *= 2
	}
}

// busy says whether a status may be another one soon.
func busy(status int) bool { return status == http.StatusTooManyRequests || status >= 500 }

// Close does nothing.
func (e *endpoint) Close() {}
