// Package chat asks a language model behind a server, in one of the two
// protocols that all such servers know: Ollama's and OpenAI's.
package chat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pawgen/pawgen/internal/buildtime/retry"
)

// MaxReply is the most bytes of a server's reply.
const MaxReply = 1 << 20

// Model is a model of a server. Any number of goroutines may ask it.
type Model struct {
	url    *url.URL
	ollama bool   // Ollama's /api/chat; else OpenAI's /chat/completions
	name   string // as the server knows it
	key    string // sent as a bearer token, if not ""
	client *http.Client
}

// Ollama is a model of an Ollama server at the address base. An answer may take
// as long as the timeout.
func Ollama(base, name string, timeout time.Duration) (*Model, error) {
	return newModel(base, "api/chat", name, "", timeout)
}

// OpenAI is a model of a server that speaks OpenAI's protocol; base ends before
// /chat/completions, usually in /v1. The key may be "".
func OpenAI(base, name, key string, timeout time.Duration) (*Model, error) {
	return newModel(base, "chat/completions", name, key, timeout)
}

func newModel(base, path, name, key string, timeout time.Duration) (*Model, error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("%.200q is not the address of a server (want http://host or https://host)", base)
	}
	if name == "" {
		return nil, errors.New("no model is named")
	}
	// Nothing redirects an API; following would send what is asked elsewhere.
	client := &http.Client{Timeout: timeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &Model{url: u.JoinPath(path), ollama: path == "api/chat", name: name, key: key, client: client}, nil
}

// Local says whether the server is on this machine.
func (m *Model) Local() bool {
	host := m.url.Hostname()
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Host is the server's name, with a port if it has one.
func (m *Model) Host() string { return m.url.Host }

// Name returns the model's name.
func (m *Model) Name() string { return m.name }

// Message is a turn of the conversation.
type Message struct {
	Role    string `json:"role"` // "system", "user"
	Content string `json:"content"`
}

// Error is a reply that says what is wrong: with an error status or, by some
// gateways, with status 200.
type Error struct {
	Status  int           // HTTP status
	Message string        // the server's, or ""
	Wait    time.Duration // how long the server asks to wait; 0 if it doesn't
}

// Error is the text of the error: `status 404 Not Found: "model not found"`.
func (e *Error) Error() string {
	s := fmt.Sprintf("status %d %s", e.Status, http.StatusText(e.Status))
	if e.Message != "" {
		s += fmt.Sprintf(": %.300q", e.Message)
	}
	return s
}

// Again says that a busy server may answer later; so may a gateway whose status
// says nothing.
func (e *Error) Again() (wait time.Duration, ok bool) {
	return e.Wait, e.Status == http.StatusOK || retry.BusyStatus(e.Status)
}

// Unreachable is the error of a request that got no reply of the protocol: the
// network is down, the server took too long, or something else answered.
type Unreachable struct{ Err error }

// Error is the text of the cause.
func (e *Unreachable) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *Unreachable) Unwrap() error { return e.Err }

// Again says that the server may be reached later.
func (e *Unreachable) Again() (wait time.Duration, ok bool) { return 0, true }

// ErrNoAnswer is returned when the server's reply has no answer in it, such as
// an empty list of choices.
var ErrNoAnswer = errors.New("the reply has no answer")

// The protocols' messages, as far as they are needed.
type (
	request struct {
		Model    string    `json:"model"`
		Messages []Message `json:"messages"`
		Stream   bool      `json:"stream"`
		// Ollama's
		Options map[string]int `json:"options,omitempty"`
		// OpenAI's
		Temperature *int `json:"temperature,omitempty"`
		MaxTokens   int  `json:"max_tokens,omitempty"`
	}
	reply struct {
		Message written    `json:"message"` // Ollama's
		Choices []struct { // OpenAI's
			Message written `json:"message"`
		} `json:"choices"`
		Error json.RawMessage `json:"error"` // Ollama: a string; OpenAI: an object with a message
	}
	written struct {
		Content *string `json:"content"` // nil if there is none, as when the model calls a tool
	}
)

// Ask sends a conversation and returns the likeliest answer, at temperature 0,
// of at most so many tokens, as valid UTF-8. An error status, or an error in the
// reply, is an [*Error], no reply an [*Unreachable]; a reply without an answer is
// [ErrNoAnswer].
func (m *Model) Ask(ctx context.Context, conversation []Message, maxTokens int) (string, error) {
	q := request{Model: m.name, Messages: conversation}
	if m.ollama {
		q.Options = map[string]int{"temperature": 0, "seed": 0, "num_predict": maxTokens}
	} else {
		q.Temperature, q.MaxTokens = new(int), maxTokens
	}
	r, err := m.send(ctx, q)
	if err != nil {
		return "", fmt.Errorf("%s: %w", m.url.Host, err)
	}
	answer := r.Message.Content
	if len(r.Choices) > 0 {
		answer = r.Choices[0].Message.Content
	}
	if answer == nil {
		return "", fmt.Errorf("%s: %w", m.url.Host, ErrNoAnswer)
	}
	return strings.ToValidUTF8(*answer, "\uFFFD"), nil
}

func (m *Model) send(ctx context.Context, q request) (*reply, error) {
	body, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, m.url.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	post.Header.Set("Content-Type", "application/json")
	if m.key != "" {
		post.Header.Set("Authorization", "Bearer "+m.key)
	}
	response, err := m.client.Do(post)
	if err != nil {
		return nil, unreachable(ctx, err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(io.LimitReader(response.Body, MaxReply+1))
	if err != nil {
		return nil, unreachable(ctx, err)
	}
	if len(data) > MaxReply {
		return nil, fmt.Errorf("%w: it has more than %d bytes", ErrNoAnswer, MaxReply)
	}
	r := &reply{}
	err = json.Unmarshal(data, r)
	if problem := r.problem(); response.StatusCode != http.StatusOK || problem != "" {
		return nil, &Error{response.StatusCode, problem, retry.After(response.Header)}
	}
	if err != nil {
		return nil, &Unreachable{fmt.Errorf("the reply is no JSON: %w", err)}
	}
	return r, nil
}

// unreachable is the error of a request that got no reply. That of a context is
// not the server's.
func unreachable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var request *url.Error
	if errors.As(err, &request) { // its text repeats the address
		err = request.Err
	}
	return &Unreachable{err}
}

// problem is the server's message, "" if there is none.
func (r *reply) problem() string {
	var message string
	var object struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(r.Error, &message) != nil && json.Unmarshal(r.Error, &object) == nil {
		message = object.Message
	}
	return message
}
