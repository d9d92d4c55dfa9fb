package retry

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"
)

func TestAfter(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "-1": 0, "soon": 0, "99999999": (1 << 20) * time.Second,
		time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat): 0,
	} {
		if got := After(http.Header{"Retry-After": {value}}); got != want {
			t.Errorf("%q is %v, want %v", value, got, want)
		}
	}
	date := time.Now().Add(time.Minute).UTC().Format(http.TimeFormat)
	if got := After(http.Header{"Retry-After": {date}}); got < 50*time.Second || got > time.Minute {
		t.Errorf("in a minute is %v", got)
	}
}

func TestBusyStatus(t *testing.T) {
	for status, want := range map[int]bool{
		200: false, 400: false, 401: false, 408: true, 413: false, 429: true, 500: true, 501: false, 502: true, 503: true, 504: true, 505: false, 529: true,
	} {
		if got := BusyStatus(status); got != want {
			t.Errorf("status %d is busy: %v, want %v", status, got, want)
		}
	}
}

func TestSleep(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	if err := Sleep(ctx, time.Millisecond); err != nil {
		t.Error(err)
	}
	cancel()
	if err := Sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// busy is an error that may be gone after a wait.
type busy time.Duration

func (busy) Error() string                  { return "busy" }
func (b busy) Again() (time.Duration, bool) { return time.Duration(b), true }

func TestDo(t *testing.T) {
	broken := errors.New("broken")
	again := fmt.Errorf("server: %w", busy(2*time.Millisecond))
	late := busy(time.Hour)
	policy := Policy{Tries: 3, Wait: time.Millisecond, Longest: time.Second}
	for _, c := range []struct {
		name   string
		errors []error // of the calls, in their order
		calls  int
		want   error
	}{
		{"at once", []error{nil}, 1, nil},
		{"the second time", []error{again, nil}, 2, nil},
		{"for good", []error{broken, nil}, 1, broken},
		{"for good, the second time", []error{again, broken, nil}, 2, broken},
		{"too often", []error{again, again, again, nil}, 3, again},
		{"too long a wait", []error{late, nil}, 1, late},
	} {
		calls := 0
		err := policy.Do(t.Context(), func() error { calls++; return c.errors[calls-1] })
		if err != c.want || calls != c.calls {
			t.Errorf("%s: error %v after %d calls, want %v after %d", c.name, err, calls, c.want, c.calls)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	patient := Policy{Tries: 2, Wait: time.Hour}
	if err := patient.Do(ctx, func() error { return busy(0) }); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v of a wait that was broken off", err)
	}
}
