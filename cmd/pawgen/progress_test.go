package main

import (
	"strings"
	"testing"
	"time"

	"github.com/pawgen/pawgen/gen"
)

func TestProgress(t *testing.T) {
	step := gen.Progress{Function: "mail.Topic", Stage: "adapter", Done: 0.5}
	tests := []struct {
		name     string
		terminal bool
		took     time.Duration
		want     bool
	}{
		{"terminal, long work", true, patience, true},
		{"terminal, short work", true, 0, false},
		{"file, long work", false, patience, false},
	}
	for _, test := range tests {
		var out strings.Builder
		p := newProgress(&out)
		if test.terminal {
			p.w = &out
		}
		p.started = p.started.Add(-test.took)
		p.show(step)
		if shown := strings.Contains(out.String(), "mail.Topic: adapter"); shown != test.want {
			t.Errorf("%s: wrote %q", test.name, out.String())
		}
		p.stop()
	}
}
