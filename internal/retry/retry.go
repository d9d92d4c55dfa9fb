// Package retry waits before a server is asked again.
package retry

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

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
