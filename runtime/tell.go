package runtime

import (
	"context"
	"time"

	"github.com/pawgen/pawgen/internal/run/control"
)

// tell tells the hooks about a call; a is nil if it failed.
func tell(ctx context.Context, name string, start time.Time, a *answer, err error) {
	if !control.Watched() {
		return
	}
	c := control.Call{Func: name, Start: start, Duration: time.Since(start), Err: err}
	if err == nil && a != nil {
		c.Prompt, c.Input, c.Answer, c.Decided = a.usage.Prompt, a.usage.Input, a.usage.Answer, a.usage.Decided
		c.Finish = string(a.finish)
	}
	control.Tell(ctx, c)
}
