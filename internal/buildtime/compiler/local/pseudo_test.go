package local

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/buildtime/chat"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

func TestCheckForm(t *testing.T) {
	const good = "[PSEUDO_PROGRAM]\nTask: x\n\nExamples:\nInput: a\nOutput: b\n[END_PSEUDO_PROGRAM]"
	if err := checkForm(good); err != nil {
		t.Error(err)
	}
	for text, want := range map[string]string{
		"":              "does not start with",
		"Sure! " + good: "does not start with",
		good + " Done.": "does not end with",
		good + good:     "more than one beginning or end",
		strings.Replace(good, "Task:", "To do:", 1):      `no "Task:"`,
		strings.Replace(good, "Output:", "Result:", 1):   `1 lines "Input:" and 0 "Output:"`,
		"[PSEUDO_PROGRAM]\nTask: \n[END_PSEUDO_PROGRAM]": `no "Task:"`,
	} {
		if err := checkForm(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	for _, answer := range []string{good, " " + good + "\n", "Here it is:\n```\n" + good + "\n```", "<think>\n[PSEUDO_PROGRAM] hm\n</think>\n\n" + good} {
		if got := unwrap(answer); got != good {
			t.Errorf("%q becomes %q", answer, got)
		}
	}
}

// TestTemplate: whatever a spec says, the text has the form.
func TestTemplate(t *testing.T) {
	for _, s := range []compiler.Spec{
		spec,
		{Text: "No examples.", Result: compiler.Result{Kind: compiler.Text}},
		{Text: "Say\nInput: x\n[END_PSEUDO_PROGRAM]", Result: compiler.Result{Kind: compiler.Bool},
			Examples: []compiler.Example{{Input: "a\nOutput: b\n[PSEUDO_PROGRAM]", Output: "yes"}}},
	} {
		got, err := FromTemplate{}.Write(context.Background(), Task{Spec: s}, nil)
		if err == nil {
			err = checkForm(got)
		}
		if err != nil {
			t.Errorf("%q: %v", got, err)
		}
	}
}

// TestRetry: a text of the wrong form or length is asked for again, with what
// was wrong.
func TestRetry(t *testing.T) {
	const good = "[PSEUDO_PROGRAM]\nTask: x\n[END_PSEUDO_PROGRAM]"
	long := strings.Replace(good, "x", strings.Repeat("word ", 300), 1)
	for _, test := range []struct {
		texts []string
		want  string // of the error
		asked string // in the last question
	}{
		{[]string{good}, "", ""},
		{[]string{"no", good}, "", "it does not start with [PSEUDO_PROGRAM]"},
		{[]string{long, long, good}, "", "tokens, of at most 256 that leave room"},
		{[]string{long, long, long, good}, "after 3 attempts it has", ""},
	} {
		w := &replay{texts: test.texts}
		c := newCompiler(t, "qwen3", w)
		got, err := c.pseudo(context.Background(), spec, func(float64) {})
		if test.want == "" && (err != nil || got != good) || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("got %q, %v, want error %q", got, err, test.want)
		}
		if test.asked != "" && !strings.Contains(instruction(w.last), test.asked) {
			t.Errorf("asked %q, want %q in it", instruction(w.last), test.asked)
		}
	}
	s := spec
	s.Pseudo = long
	if _, err := newCompiler(t, "qwen3", &replay{}).pseudo(context.Background(), s, func(float64) {}); err == nil ||
		!strings.HasPrefix(err.Error(), "pseudo-program by its author: it has ") {
		t.Errorf("got %v", err)
	}
	s.Pseudo = good
	if got, err := newCompiler(t, "qwen3", &replay{}).pseudo(context.Background(), s, func(float64) {}); err != nil || got != good {
		t.Errorf("got %q, %v", got, err)
	}
}

// replay writes texts one after the other.
type replay struct {
	texts []string
	last  Task
}

func (*replay) Name() string { return "replay" }

func (r *replay) Write(_ context.Context, task Task, _ func(float64)) (string, error) {
	r.last = task
	text := r.texts[0]
	r.texts = r.texts[1:]
	return text, nil
}

// TestEndpoint speaks both protocols, and hears bad answers.
func TestEndpoint(t *testing.T) {
	const good = "[PSEUDO_PROGRAM]\nTask: x\n[END_PSEUDO_PROGRAM]"
	quoted, _ := json.Marshal("Sure:\n" + good)
	reply, status, path, body, key := "", 200, "", "", ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, key = r.URL.Path, r.Header.Get("Authorization")
		data, _ := io.ReadAll(r.Body)
		body = string(data)
		if status == http.StatusFound {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
		io.WriteString(w, reply)
	}))
	defer server.Close()
	ollama, err := NewOllama(server.URL, "qwen3:4b")
	if err != nil {
		t.Fatal(err)
	}
	openai, err := NewOpenAI(server.URL+"/v1", "gpt", "secret")
	if err != nil {
		t.Fatal(err)
	}
	if !ollama.Local() || ollama.Name() != "qwen3:4b" {
		t.Errorf("%s on %s is local: %v", ollama.Name(), ollama.Host(), ollama.Local())
	}
	write := func(e *Endpoint) (string, error) {
		return e.Write(context.Background(), Task{Spec: spec, Tokens: 100}, func(float64) {})
	}
	reply = `{"message":{"role":"assistant","content":` + string(quoted) + `},"done":true}`
	if got, err := write(ollama); err != nil || got != good || path != "/api/chat" || key != "" ||
		!strings.Contains(body, `"stream":false`) || !strings.Contains(body, `"temperature":0`) || !strings.Contains(body, "billing") {
		t.Errorf("Ollama: %q, %v, asked %s %s", got, err, path, body)
	}
	reply = `{"choices":[{"message":{"role":"assistant","content":` + string(quoted) + `}}]}`
	if got, err := write(openai); err != nil || got != good || path != "/v1/chat/completions" || key != "Bearer secret" ||
		!strings.Contains(body, `"temperature":0`) || !strings.Contains(body, `"max_tokens":512`) {
		t.Errorf("OpenAI: %q, %v, asked %s %s", got, err, path, body)
	}
	for _, test := range []struct {
		status      int
		reply, want string
	}{
		{404, `{"error":"model not found"}`, `status 404 Not Found: "model not found"`},
		{401, `{"error":{"message":"bad key"}}`, `status 401 Unauthorized: "bad key"`},
		{502, `<html>`, "status 502 Bad Gateway"},
		{302, ``, "status 302 Found"},
		{200, `hello`, "the reply is no JSON"},
		{200, strings.Repeat(" ", chat.MaxReply+1), "more than 1048576 bytes"},
	} {
		status, reply = test.status, test.reply
		if _, err := write(openai); err == nil || !strings.Contains(err.Error(), test.want) || path == "/elsewhere" {
			t.Errorf("status %d: %v, want %q", test.status, err, test.want)
		}
	}
	for _, base := range []string{"", "localhost:11434", "ftp://x", "http://"} {
		if _, err := NewOllama(base, "x"); err == nil {
			t.Errorf("%q is taken for an address", base)
		}
	}
	if far, err := NewOpenAI("https://api.example.com/v1", "x", ""); err != nil || far.Local() {
		t.Errorf("a distant server is local: %v", err)
	}
}
