package hosted

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pawgen/pawgen/internal/buildtime/retry"
)

// Error is an answer of the server that says what is wrong.
type Error struct {
	Status    int           // HTTP status
	Code      string        // "durable_queue_unavailable"; "" if the server gives none
	Message   string        // for people
	RequestID string        // to ask the server's owners about
	Wait      time.Duration // how long to wait before asking again; 0 if the server doesn't say
	Limit     string        // requests in the time of the limit, "20"; "" if the server doesn't say
	Fields    []string      // of the request, which are wrong, "spec"; nil if the server doesn't say
}

// Error is the text of the error, with the next step on a second line where
// there is one.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the server answers %d", e.Status)
	if e.Code != "" {
		fmt.Fprintf(&b, " %s", e.Code)
	}
	if text := cmp.Or(e.Message, http.StatusText(e.Status)); text != "" && (e.Message != "" || e.Code == "") {
		fmt.Fprintf(&b, ": %s", text)
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " (request %s)", e.RequestID)
	}
	if hint := e.hint(); hint != "" {
		b.WriteString("\n\thint: " + hint)
	}
	return b.String()
}

func (e *Error) hint() string {
	switch {
	case e.Status == http.StatusTooManyRequests && e.Wait > 0:
		hint := fmt.Sprintf("try again in %v", e.Wait)
		if e.Limit != "" {
			hint += fmt.Sprintf("; the limit is %s requests, more with an API key", e.Limit)
		}
		return hint
	case e.Status == http.StatusTooManyRequests:
		return "try again later; an API key has a higher limit"
	case e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden:
		return "set PAW_API_KEY; private programs may need one"
	case retry.BusyStatus(e.Status):
		return "try again later: asking again for the same spec is safe, the server knows it"
	}
	return ""
}

// Again says that a server that is busy may answer later: asking again for the
// same spec is safe.
func (e *Error) Again() (wait time.Duration, ok bool) { return e.Wait, retry.BusyStatus(e.Status) }

// ofSpec says whether the spec is what is wrong, and not the rest of the request.
func (e *Error) ofSpec() bool {
	return e.Status == http.StatusRequestEntityTooLarge ||
		e.Status == http.StatusUnprocessableEntity && slices.Contains(e.Fields, "spec")
}

// Failed is the error of a job that failed on the server. The protocol does not
// say whether the spec was why, or the server's memory.
type Failed struct{ Reason string } // the server's, or ""

// Error is the text of the error.
func (f *Failed) Error() string {
	if f.Reason == "" {
		return "the server could not compile the spec, and does not say why"
	}
	return "the server could not compile the spec: " + f.Reason
}

// Again says that the job may go well later.
func (f *Failed) Again() (wait time.Duration, ok bool) { return 0, true }

// Unreachable is the error of a request that got no answer, or half of one: the
// network is down, or the server took too long.
type Unreachable struct {
	URL string // the server's
	Err error
}

// Error is the text of the error, "https://example.com: no answer in 10s".
func (u *Unreachable) Error() string { return u.URL + ": " + u.Err.Error() }

// Unwrap gives the cause.
func (u *Unreachable) Unwrap() error { return u.Err }

// Again says that the server may be reached later.
func (u *Unreachable) Again() (wait time.Duration, ok bool) { return 0, true }

// readError reads an answer with an error status in either form: the
// documented {"error", "message", "details", "request_id"}, or FastAPI's
// {"detail"}, which may be a text, a list of mistakes, or the first form.
func readError(r *http.Response) error {
	e := &Error{Status: r.StatusCode, Wait: retry.After(r.Header), Limit: r.Header.Get("X-RateLimit-Limit")}
	data, _ := io.ReadAll(io.LimitReader(r.Body, 64<<10)) // what came is better than nothing
	e.read(data)
	return e
}

// read takes over what a JSON answer says. A gateway's page says nothing.
func (e *Error) read(data []byte) {
	var body struct {
		Error, Message string
		RequestID      string `json:"request_id"`
		Details        json.RawMessage
		Detail         json.RawMessage
	}
	if json.Unmarshal(data, &body) != nil {
		return
	}
	e.Code, e.Message, e.RequestID = oneLine(body.Error), oneLine(body.Message), oneLine(body.RequestID)
	for _, more := range []json.RawMessage{body.Detail, body.Details} {
		var text string
		switch {
		case len(more) == 0 || string(more) == "null":
		case json.Unmarshal(more, &text) == nil:
			e.add(oneLine(text))
		case more[0] == '[':
			e.addMistakes(more)
		case more[0] == '{' && e.Code == "" && e.Message == "":
			e.read(more)
		}
	}
}

func (e *Error) add(text string) {
	if e.Message != "" && text != "" {
		e.Message += ": "
	}
	e.Message += text
}

// addMistakes adds FastAPI's list of what is wrong with a request, in one line.
func (e *Error) addMistakes(list json.RawMessage) {
	var items []struct {
		Loc []any  `json:"loc"`
		Msg string `json:"msg"`
	}
	if json.Unmarshal(list, &items) != nil {
		e.add(oneLine(string(list)))
		return
	}
	var parts []string
	for _, item := range items {
		var where []string
		for _, l := range item.Loc {
			if l != "body" {
				where = append(where, fmt.Sprint(l))
			}
		}
		if len(where) > 0 {
			e.Fields = append(e.Fields, where[0])
		}
		parts = append(parts, oneLine(strings.TrimPrefix(strings.Join(where, ".")+": "+item.Msg, ": ")))
	}
	e.add(strings.Join(parts, "; "))
}

// oneLine is a server's text, so that it can neither break a message nor fill
// a screen.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
	s = strings.Map(func(r rune) rune {
		if !strconv.IsPrint(r) {
			return '\uFFFD'
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > 500 {
		return string(runes[:500]) + ".."
	}
	return s
}
