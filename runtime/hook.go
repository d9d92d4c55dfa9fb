package runtime

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// CallInfo is what a [Hook] is told about a call that has ended.
type CallInfo struct {
	Func     string // with its package, "helpdesk.ClassifyIntent"
	Start    time.Time
	Duration time.Duration // with the loading that the first call does
	Usage    Usage         // zero if the call failed
	Finish   Finish        // "" if the call failed
	Err      error         // nil or an [*Error]
}

// Hook is told about every call of every function of the process, by the
// goroutine of the call, just before it returns. It gets neither input nor
// answer: they may be private.
type Hook func(ctx context.Context, c CallInfo)

// hooks are all that there are; the slice is never changed, only replaced.
var hooks struct {
	sync.Mutex
	list atomic.Pointer[[]*Hook]
}

// AddHook has calls that begin from now on tell h. The returned function ends
// that. Any number of hooks may be there.
func AddHook(h Hook) (remove func()) {
	entry := &h
	changeHooks(func(list []*Hook) []*Hook { return append(list, entry) })
	return func() {
		changeHooks(func(list []*Hook) []*Hook {
			return slices.DeleteFunc(list, func(e *Hook) bool { return e == entry })
		})
	}
}

// changeHooks replaces the list by a changed copy.
func changeHooks(change func([]*Hook) []*Hook) {
	hooks.Lock()
	defer hooks.Unlock()
	var list []*Hook
	if old := hooks.list.Load(); old != nil {
		list = slices.Clone(*old)
	}
	list = change(list)
	hooks.list.Store(&list)
}

// tell tells the hooks about a call; a is nil if it failed.
func tell(ctx context.Context, name string, start time.Time, a *answer, err error) {
	list := hooks.list.Load()
	if list == nil || len(*list) == 0 {
		return
	}
	c := CallInfo{Func: name, Start: start, Duration: time.Since(start)}
	if err != nil {
		c.Err = &Error{Func: name, Err: err}
	} else if a != nil {
		c.Usage, c.Finish = a.usage, a.finish
	}
	for _, h := range *list {
		(*h)(ctx, c)
	}
}

// SlogHook is a hook that writes a record for each call: at level debug, or at
// level error if the call failed.
func SlogHook(l *slog.Logger) Hook {
	return func(ctx context.Context, c CallInfo) {
		attrs := []slog.Attr{
			slog.String("func", c.Func), slog.Duration("duration", c.Duration),
			slog.Int("input_tokens", c.Usage.Input), slog.Int("answer_tokens", c.Usage.Answer), slog.String("finish", string(c.Finish)),
		}
		level := slog.LevelDebug
		if c.Err != nil {
			level = slog.LevelError
			attrs = append(attrs[:2], slog.Any("error", c.Err))
		}
		l.LogAttrs(ctx, level, "paw call", attrs...)
	}
}
