package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestScan runs the program on the file of the README.
func TestScan(t *testing.T) {
	var out strings.Builder
	if err := scan(filepath.Join("testdata", "app.log"), &out); err != nil {
		t.Fatal(err)
	}
	const want = `ALERT 2026-11-22 08:02:37 WARN connection to payments refused
ALERT 2026-11-22 08:03:00 ERROR disk /var is full
ALERT 2026-11-22 08:03:05 FATAL giving up
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", &out, want)
	}
}

// TestLevels has lines that the model must not be asked about: it would say otherwise.
func TestLevels(t *testing.T) {
	for line, want := range map[string]bool{
		"2026-11-22 08:00:04 DEBUG connection refused": false,
		"[TRACE] disk full":                            false,
		"FATAL: finished":                              true,
	} {
		if got, err := Alarming(line); err != nil || got != want {
			t.Errorf("%q: got %v, %v, want %v", line, got, err, want)
		}
	}
}

func TestSplit(t *testing.T) {
	long := strings.Repeat("ä", longest)
	for _, test := range []struct{ line, level, message string }{
		{"2026-11-22 08:00:01 INFO ready", "INFO", "ready"},
		{"2026-11-22T08:00:01.123Z [WARN] slow", "WARN", "slow"},
		{"08:00:01 ERROR: down", "ERROR", "down"},
		{"GET /index.html", "", "GET /index.html"},
		{"no level here", "", "no level here"},
		{"", "", ""},
		{long, "", long[:longest]},
	} {
		if level, message := split(test.line); level != test.level || message != test.message {
			t.Errorf("split(%q) = %q, %q, want %q, %q", test.line, level, message, test.level, test.message)
		}
	}
}

// TestTail writes, cuts and rotates a file between reads.
func TestTail(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.log")
	write := func(text string, flag int) {
		t.Helper()
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|flag, 0o666)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.WriteString(text); err != nil {
			t.Fatal(err)
		}
	}
	write("old\n", os.O_TRUNC)
	reader := &tail{path: path}
	defer reader.close()
	if err := reader.open(io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	steps := []struct {
		name string
		do   func()
		want []string
	}{
		{"nothing", func() {}, nil},
		{"two lines", func() { write("one\ntwo\r\n", os.O_APPEND) }, []string{"one", "two"}},
		{"half a line", func() { write("thr", os.O_APPEND) }, nil},
		{"its end", func() { write("ee\n", os.O_APPEND) }, []string{"three"}},
		{"cut short", func() { write("new\n", os.O_TRUNC) }, []string{"new"}},
		{"gone", func() { os.Rename(path, path+".1") }, nil},
		{"rotated", func() { write("next file, longer than before\n", os.O_TRUNC) }, []string{"next file, longer than before"}},
	}
	for _, step := range steps {
		step.do()
		got, err := reader.read()
		if err != nil || !slices.Equal(got, step.want) {
			t.Errorf("%s: got %q, %v, want %q", step.name, got, err, step.want)
		}
	}
}

// TestStall waits in a bubble of time for a line that comes too late.
func TestStall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		lines := make(chan string)
		var out strings.Builder
		done := make(chan error)
		go func() { done <- alerts(ctx, lines, time.Minute, &out) }()
		for _, pause := range []time.Duration{50 * time.Second, 59 * time.Second, 200 * time.Second} {
			time.Sleep(pause)
			lines <- "FATAL x"
		}
		stop()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if want := "ALERT FATAL x\nALERT FATAL x\nSTALL nothing was written for 1m0s\nALERT FATAL x\n"; out.String() != want {
			t.Errorf("got %q, want %q", out.String(), want)
		}
	})
}
