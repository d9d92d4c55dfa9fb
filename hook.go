package pawgen

import (
	"context"
	"log/slog"
	"time"

	"github.com/pawgen/pawgen/internal/run/control"
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

// AddHook has calls that begin from now on tell h. The returned function ends
// that. Any number of hooks may be there.
func AddHook(h Hook) (remove func()) {
	return control.Watch(func(ctx context.Context, c control.Call) {
		info := CallInfo{
			Func: c.Func, Start: c.Start, Duration: c.Duration,
			Usage:  Usage{Prompt: c.Prompt, Input: c.Input, Answer: c.Answer, Decided: c.Decided},
			Finish: Finish(c.Finish),
		}
		if c.Err != nil {
			info.Err = &Error{Func: c.Func, Err: c.Err}
		}
		h(ctx, info)
	})
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
