package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/pawgen/pawgen/gen"
)

// patience is how long work may take before its progress is shown.
const patience = time.Second

// A progress shows a bar on a terminal, and nothing anywhere else.
type progress struct {
	w       io.Writer // nil shows nothing
	started time.Time
	bar     *progressbar.ProgressBar
}

func newProgress(w io.Writer) *progress {
	p := &progress{started: time.Now()}
	if isTerminal(w) {
		p.w = w
	}
	return p
}

// isTerminal reports whether a person may be watching.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// show moves the bar.
func (p *progress) show(step gen.Progress) {
	if p.w == nil || time.Since(p.started) < patience {
		return
	}
	const steps = 1000
	if p.bar == nil {
		p.bar = progressbar.NewOptions(steps, progressbar.OptionSetWriter(p.w), progressbar.OptionClearOnFinish())
	}
	p.bar.Describe(step.Function + ": " + step.Stage)
	p.bar.Set(int(step.Done * steps))
}

// stop takes the bar away.
func (p *progress) stop() {
	if p.bar != nil {
		p.bar.Clear()
	}
}
