package local

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
)

// Limits of a request to a model's server.
const (
	maxReply     = 1 << 20 // bytes
	replyTimeout = 10 * time.Minute
)

// Endpoint has pseudo-programs written by a model behind a server, which the
// user chose: the spec goes there. It speaks the two protocols that all such
// servers know.
type Endpoint struct {
	url    *url.URL
	ollama bool   // Ollama's /api/chat; else OpenAI's /chat/completions
	model  string // as the server knows it
	key    string // sent as a bearer token, if not ""
	client *http.Client
}

// DefaultOllama is where Ollama listens if nobody says otherwise.
const DefaultOllama = "http://127.0.0.1:11434"

// NewOllama is a model of an Ollama server.
func NewOllama(base, model string) (*Endpoint, error) {
	return newEndpoint(base, "api/chat", model, "")
}

// NewOpenAI is a model of a server that speaks OpenAI's protocol; base ends
// before /chat/completions, usually in /v1.
func NewOpenAI(base, model, key string) (*Endpoint, error) {
	return newEndpoint(base, "chat/completions", model, key)
}

func newEndpoint(base, path, model, key string) (*Endpoint, error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("%.200q is not the address of a server (want http://host or https://host)", base)
	}
	if model == "" {
		return nil, errors.New("no model is named")
	}
	// Nothing redirects an API; following would send the spec elsewhere.
	client := &http.Client{Timeout: replyTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &Endpoint{url: u.JoinPath(path), ollama: path == "api/chat", model: model, key: key, client: client}, nil
}

// Local says whether the server is on this machine.
func (e *Endpoint) Local() bool {
	host := e.url.Hostname()
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Host is the server's name, with a port if it has one.
func (e *Endpoint) Host() string { return e.url.Host }

// Name returns the model's name.
func (e *Endpoint) Name() string { return e.model }

// The protocols' messages, as far as they are needed.
type (
	chatMessage struct {
		Role    string `json:"role"`
		Content string `json:"content"`
	}
	chatRequest struct {
		Model    string        `json:"model"`
		Messages []chatMessage `json:"messages"`
		Stream   bool          `json:"stream"`
		// Ollama's
		Options map[string]int `json:"options,omitempty"`
		// OpenAI's
		Temperature *int `json:"temperature,omitempty"`
		MaxTokens   int  `json:"max_tokens,omitempty"`
	}
	chatReply struct {
		Message chatMessage `json:"message"` // Ollama's
		Choices []struct {  // OpenAI's
			Message chatMessage `json:"message"`
		} `json:"choices"`
		Error json.RawMessage `json:"error"` // Ollama: a string; OpenAI: an object with a message
	}
)

// Write asks the model.
func (e *Endpoint) Write(ctx context.Context, task Task, progress func(float64)) (string, error) {
	progress(.1)
	request := chatRequest{Model: e.model, Messages: []chatMessage{{"user", instruction(task)}}}
	if e.ollama {
		request.Options = map[string]int{"temperature": 0, "seed": 0, "num_predict": maxAnswer}
	} else {
		request.Temperature, request.MaxTokens = new(int), maxAnswer
	}
	reply, err := e.send(ctx, request)
	if err != nil {
		return "", fmt.Errorf("%s: %w", e.url.Host, err)
	}
	answer := reply.Message.Content
	if len(reply.Choices) > 0 {
		answer = reply.Choices[0].Message.Content
	}
	progress(1)
	return unwrap(strings.ToValidUTF8(answer, "\uFFFD")), nil
}

func (e *Endpoint) send(ctx context.Context, request chatRequest) (*chatReply, error) {
	body, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	post.Header.Set("Content-Type", "application/json")
	if e.key != "" {
		post.Header.Set("Authorization", "Bearer "+e.key)
	}
	response, err := e.client.Do(post)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(io.LimitReader(response.Body, maxReply+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxReply {
		return nil, fmt.Errorf("the reply has more than %d bytes", maxReply)
	}
	reply := &chatReply{}
	err = json.Unmarshal(data, reply)
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %s%s", response.Status, reply.problem())
	}
	if err != nil {
		return nil, fmt.Errorf("the reply is no JSON: %w", err)
	}
	return reply, nil
}

// problem is the server's message, ": " before it.
func (r *chatReply) problem() string {
	var message string
	var object struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(r.Error, &message) != nil && json.Unmarshal(r.Error, &object) == nil {
		message = object.Message
	}
	if message == "" {
		return ""
	}
	return fmt.Sprintf(": %.300q", message)
}
