package fuzzybench

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pawgen/pawgen/internal/buildtime/chat"
	"github.com/pawgen/pawgen/internal/buildtime/retry"
)

// patience is what users have; the tests have less.
var patience = map[string]retry.Policy{"an endpoint": asking, "a compiler": compiling}

// TestPatience: servers are asked again for some minutes, as the manual says.
func TestPatience(t *testing.T) {
	for name, p := range patience {
		var waited time.Duration
		for wait, try := p.Wait, 1; try < p.Tries; try++ {
			waited, wait = waited+wait, 2*wait
		}
		if waited < 2*time.Minute || waited > 5*time.Minute {
			t.Errorf("%s is asked again for %v, want some minutes", name, waited)
		}
	}
}

// TestEndpoint: the model gets the spec and the input, and is asked again as
// long as the reply may be another one soon.
func TestEndpoint(t *testing.T) {
	asking = retry.Policy{Tries: 3, Longest: time.Minute}
	const (
		good  = `{"choices":[{"message":{"role":"assistant","content":"x"}}]}`
		wrong = `{"error":{"message":"too long"}}`
		slow  = "slow"
		cut   = "cut"
	)
	for _, c := range []struct {
		name    string
		replies []string // bodies or error statuses, the last one from then on
		calls   int64
		refused bool
		err     string // part of the error, "" if there is an answer
	}{
		{"at once", []string{good}, 1, false, ""},
		{"busy", []string{"429", "503", good}, 3, false, ""},
		{"no JSON", []string{"<html>", good}, 2, false, ""},
		{"timeout", []string{slow, good}, 2, false, ""},
		{"cut off", []string{cut, good}, 2, false, ""},
		{"down", []string{"502"}, 3, false, "status 502 Bad Gateway"},
		{"a page", []string{"<html>"}, 3, false, "the reply is no JSON"},
		{"never", []string{slow}, 3, false, "Client.Timeout exceeded"},
		{"another protocol", []string{"{}"}, 2, false, "the reply has no answer"},
		{"wrong key", []string{"401", good}, 1, false, "status 401"},
		{"too long", []string{"400", good}, 2, true, "status 400"},
		{"no request is right", []string{"400"}, 2, false, "status 400"},
		{"no choices", []string{`{"choices":[]}`, good}, 2, true, "the reply has no answer"},
		{"no content", []string{`{"choices":[{"message":{"content":null}}]}`, good}, 2, true, "the reply has no answer"},
		{"cannot", []string{"501", good}, 1, false, "status 501"},
		{"an error", []string{`{"error":{"message":"slow down"}}`, good}, 2, false, ""},
		{"half an answer", []string{`{"choices":[{"message":{"content":"x and"}}],"error":{"message":"slow down"}}`, good}, 2, false, ""},
		{"an error for all", []string{`{"error":"no credits"}`}, 6, false, `status 200 OK: "no credits"`},
		{"an error for this", []string{wrong, wrong, wrong, good}, 4, true, `status 200 OK: "too long"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var calls atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				easy := bytes.Contains(body, []byte("Repeat the text.")) && c.name != "at once" // asked when a request was refused
				if !easy && (!bytes.Contains(body, []byte("Say x.")) || !bytes.Contains(body, []byte("the input"))) || r.Header.Get("Authorization") != "Bearer k" {
					t.Errorf("request %s", body)
				}
				switch reply := c.replies[min(calls.Add(1), int64(len(c.replies)))-1]; {
				case reply == slow:
					<-r.Context().Done()
				case reply == cut:
					w.Header().Set("Content-Length", "100")
					io.WriteString(w, `{"choices"`)
				case len(reply) == 3:
					w.WriteHeader(int(reply[0]-'0')*100 + int(reply[2]-'0') + 10*int(reply[1]-'0'))
				default:
					io.WriteString(w, reply)
				}
			}))
			defer server.Close()
			m, err := chat.OpenAI(server.URL+"/v1", "big", "k", 200*time.Millisecond)
			if err != nil {
				t.Fatal(err)
			}
			a, err := Endpoint(m).Open(t.Context(), "Say x.", nil)
			if err != nil {
				t.Fatal(err)
			}
			got, err := a.Answer(t.Context(), "the input")
			if calls.Load() != c.calls || refused(err) != c.refused {
				t.Errorf("%d calls, refused is %v, want %d and %v", calls.Load(), refused(err), c.calls, c.refused)
			}
			if c.err == "" && (got != "x" || err != nil) || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Errorf("answer %q, error %v, want error %q", got, err, c.err)
			}
		})
	}
}

// TestEndpointProbes: what a server said of one refusal does not hold for the next.
func TestEndpointProbes(t *testing.T) {
	asking = retry.Policy{Tries: 1}
	const row, probe = "row", "probe"
	replies := []struct {
		to string
		ok bool
	}{{row, false}, {probe, true}, {row, true}, {row, false}, {probe, false}}
	next := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if next >= len(replies) || bytes.Contains(body, []byte("Repeat the text.")) != (replies[next].to == probe) {
			t.Errorf("request %d is %s, want %v", next, body, replies)
			return
		}
		if !replies[next].ok {
			w.WriteHeader(http.StatusBadRequest)
		}
		next++
		io.WriteString(w, `{"choices":[{"message":{"content":"x"}}]}`)
	}))
	defer server.Close()
	m, err := chat.OpenAI(server.URL, "big", "", time.Second)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := Endpoint(m).Open(t.Context(), "Say x.", nil)
	for i, want := range []struct{ err, refused bool }{{true, true}, {false, false}, {true, false}} {
		if _, err := a.Answer(t.Context(), "the input"); (err != nil) != want.err || refused(err) != want.refused {
			t.Errorf("row %d: error %v, refused is %v, want %v", i, err, refused(err), want)
		}
	}
	if next != len(replies) {
		t.Errorf("%d requests, want %d", next, len(replies))
	}
}

// TestEndpointGone: a server that nobody can reach is asked again, too.
func TestEndpointGone(t *testing.T) {
	asking = retry.Policy{Tries: 2}
	server := httptest.NewServer(http.NotFoundHandler())
	m, err := chat.OpenAI(server.URL, "big", "", time.Second)
	if err != nil {
		t.Fatal(err)
	}
	server.Close()
	a, _ := Endpoint(m).Open(t.Context(), "Say x.", nil)
	_, err = a.Answer(t.Context(), "the input")
	var gone *chat.Unreachable
	if !errors.As(err, &gone) || refused(err) || strings.Count(err.Error(), m.Host()) > 2 {
		t.Errorf("error %v (%T)", err, err)
	}
}
