// Package retry asks again what may go well later, after a wait.
package retry

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"
)

// Policy says how often something is tried, and when.
type Policy struct {
	Tries   int           // in all
	Wait    time.Duration // before the second try; doubled by each
	Longest time.Duration // the most that a server may have us wait
}

// Do calls f until it succeeds, fails for good ([Again]), was called often
// enough or is to wait too long. The error is f's last one, or the context's
// if that ends during a wait.
func (p Policy) Do(ctx context.Context, f func() error) error {
	wait := p.Wait
	for try := 1; ; try++ {
		err := f()
		asked, again := Again(err)
		if !again || try >= p.Tries || asked > p.Longest {
			return err
		}
		if err := Sleep(ctx, max(wait, asked)); err != nil {
			return err
		}
		wait *= 2
	}
}

// Again says whether trying again may help, and how long the server asks to
// wait before, 0 if it doesn't: errors say so themselves, by a method Again.
func Again(err error) (wait time.Duration, ok bool) {
	var temporary interface {
		Again() (wait time.Duration, ok bool)
	}
	if !errors.As(err, &temporary) {
		return 0, false
	}
	return temporary.Again()
}

// BusyStatus says whether an HTTP status may be another one soon.
func BusyStatus(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported: // what the server cannot do at all
		return false
	}
	return status >= 500
}

// After is how long a server asks to wait, 0 if it doesn't. The header is that
// of its answer, with Retry-After in seconds or as a date (RFC 9110, §10.2.3).
func After(h http.Header) time.Duration {
	value := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, 1<<20)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(at)).Round(time.Second)
	}
	return 0
}

// Sleep waits, and returns early with the context's error if that ends.
func Sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
