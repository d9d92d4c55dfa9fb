package fuzzybench

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/chat"
	"github.com/pawgen/pawgen/internal/buildtime/retry"
)

// How a model behind a server is asked.
const (
	EndpointTimeout = 2 * time.Minute // for one answer
	endpointTokens  = 512             // of an answer, at most
	endpointCalls   = 4               // at the same time
)

// asking says when a model's server is asked again: for two minutes, besides the
// time that its answers take.
var asking = retry.Policy{Tries: 8, Wait: time.Second, Longest: 2 * time.Minute}

// The instruction is the spec; this follows it, so that answers have the
// benchmark's form.
const endpointForm = "\n\nAnswer with the output alone: no explanation, no quotes, no code fence."

// Endpoint is the baseline of a model behind a server: the spec is its
// instruction, the input the message.
func Endpoint(m *chat.Model) Method {
	s := &server{model: m, slots: make(chan struct{}, endpointCalls)}
	return Method{EndpointName, m.Name() + " at " + m.Host(), func(_ context.Context, spec string, _ func() (*program.Program, error)) (Answerer, error) {
		return &endpoint{s, spec}, nil
	}}
}

// server is what all specs share.
type server struct {
	model *chat.Model
	slots chan struct{} // of the calls at the same time

	mu sync.Mutex // of probes
}

// ask asks the model, again when the server is busy or cannot be reached.
func (s *server) ask(ctx context.Context, spec, input string) (answer string, err error) {
	conversation := []chat.Message{{Role: "system", Content: spec + endpointForm}, {Role: "user", Content: input}}
	err = asking.Do(ctx, func() error {
		answer, err = s.model.Ask(ctx, conversation, endpointTokens)
		return err
	})
	return answer, err
}

// probe asks something easy: a server that takes no request, or none any more,
// refuses one in the same words as one for a text that is too long.
func (s *server) probe(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.ask(ctx, "Repeat the text.", "yes")
	return err
}

// endpoint answers for one spec.
type endpoint struct {
	server *server
	spec   string
}

// Answer asks the model.
func (e *endpoint) Answer(ctx context.Context, input string) (string, error) {
	select {
	case e.server.slots <- struct{}{}:
		defer func() { <-e.server.slots }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	answer, err := e.server.ask(ctx, e.spec, input)
	if err == nil || !ofRequest(err) {
		return answer, err
	}
	if fault := e.server.probe(ctx); fault != nil {
		return "", fault
	}
	return "", &refusal{err}
}

// ofRequest says whether an error may be that of the texts in the request.
func ofRequest(err error) bool {
	var status *chat.Error
	if !errors.As(err, &status) {
		return errors.Is(err, chat.ErrNoAnswer)
	}
	switch status.Status {
	case http.StatusOK, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return true
	}
	return false
}

// Close does nothing.
func (e *endpoint) Close() {}
