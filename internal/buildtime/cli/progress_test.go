package cli

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pawgen/pawgen/internal/buildtime/generate"
)

func TestProgress(t *testing.T) {
	step := generate.Progress{Function: "mail.Topic", Stage: "adapter", Done: 0.5}
	tests := []struct {
		name     string
		terminal bool
		took     time.Duration
		want     bool
	}{
		{"terminal, long work", true, patience, true},
		{"terminal, short work", true, patience - 1, false},
		{"file, long work", false, patience, false},
	}
	for _, test := range tests {
		var out strings.Builder
		p := NewProgress(&out)
		if test.terminal {
			p.w = &out
		}
		p.Show(step)
		p.draw(p.started.Add(test.took))
		if shown := strings.Contains(out.String(), "mail.Topic: adapter"); shown != test.want {
			t.Errorf("%s: wrote %q", test.name, out.String())
		}
		p.Stop()
		length := out.Len()
		p.draw(p.started.Add(time.Hour))
		if out.Len() != length {
			t.Errorf("%s: drawn after its end: %q", test.name, out.String()[length:])
		}
	}
}

// TestNoTerminal has devices and files that are no terminals.
func TestNoTerminal(t *testing.T) {
	f, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p := NewProgress(f)
	defer p.Stop()
	if p.w != nil {
		t.Errorf("%s counts as a terminal", os.DevNull)
	}
}
