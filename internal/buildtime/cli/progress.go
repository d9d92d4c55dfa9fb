package cli

import (
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/pawgen/pawgen/internal/buildtime/generate"
)

const (
	// patience is how long work may take before its progress is shown.
	patience = time.Second
	// beat is how often the bar is drawn, so that its clock runs also while a
	// compiler has nothing to tell.
	beat = 200 * time.Millisecond
)

// A Progress shows a bar on a terminal, and nothing anywhere else.
type Progress struct {
	w       io.Writer // nil shows nothing
	started time.Time
	ended   chan struct{} // closed by Stop

	mu   sync.Mutex
	step generate.Progress
	bar  *progressbar.ProgressBar // nil until it is shown
}

// NewProgress watches work that begins now and lasts until Stop.
func NewProgress(w io.Writer) *Progress {
	p := &Progress{started: time.Now(), ended: make(chan struct{})}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.w = w
		go p.run()
	}
	return p
}

// run draws the bar again and again.
func (p *Progress) run() {
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	for {
		select {
		case now := <-ticker.C:
			p.draw(now)
		case <-p.ended:
			return
		}
	}
}

// Show notes how far the work is.
func (p *Progress) Show(step generate.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.step = step
}

// draw draws the bar as it is at a time, if the work takes long.
func (p *Progress) draw(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.w == nil || p.step.Function == "" || now.Sub(p.started) < patience {
		return
	}
	const steps = 1000
	if p.bar == nil {
		p.bar = progressbar.NewOptions(steps, progressbar.OptionSetWriter(p.w), progressbar.OptionClearOnFinish())
	}
	p.bar.Set(min(int(p.step.Done*steps), steps-1)) // Stop ends it
	p.bar.Describe(p.step.Function + ": " + p.step.Stage)
}

// Stop takes the bar away for good.
func (p *Progress) Stop() {
	close(p.ended)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		p.bar.Clear()
	}
	p.w = nil // a last beat may wait for the lock
}
