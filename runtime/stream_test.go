package runtime

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/program"
)

// TestStream checks that the parts of answers, which hold broken characters and
// white space, are whole and make what Call returns.
func TestStream(t *testing.T) {
	several := 0
	for i := range 12 {
		p := model.Program("test.Func", fmt.Sprint("Stream ", i))
		p.MaxTokens = 40
		f := NewFunc("test.Func", mustEncode(t, p), String[string]())
		for _, m := range messages {
			want, parts, text := ask(t, f, m), 0, ""
			for part, err := range f.Stream(context.Background(), Arg("msg", m)) {
				if err != nil || part == "" || !utf8.ValidString(part) {
					t.Fatalf("%q: part %q, %v", m, part, err)
				}
				text += part
				parts++
			}
			if text != want {
				t.Errorf("%q: parts make %q, want %q", m, text, want)
			}
			if parts > 1 {
				several++
			}
		}
	}
	if several == 0 {
		t.Error("every stream had a single part")
	}
}

func mustEncode(t *testing.T, p *program.Program) string {
	t.Helper()
	data, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestStreamPart cuts a text into parts of bytes in every way of two cuts.
func TestStreamPart(t *testing.T) {
	const answer = " \xff a\xe4\xbd\xa0 \xf0\x9f\x99\x82\xe2\x82 b \xff\xfe "
	want := strings.TrimSpace(strings.ToValidUTF8(answer, "\uFFFD"))
	for i := range len(answer) {
		for j := i; j < len(answer); j++ {
			var got string
			s := &stream{yield: func(part string, err error) bool { got += part; return true }}
			s.part([]byte(answer[:i]))
			s.part([]byte(answer[:j]))
			s.rest(answer)
			if got != want {
				t.Fatalf("cut at %d and %d: %q, want %q", i, j, got, want)
			}
		}
	}
}

func TestStreamStopsAndFails(t *testing.T) {
	f := NewFunc("test.Func", file(), String[string]())
	for range f.Stream(context.Background(), Arg("msg", messages[0])) {
		break
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	count := 0
	for part, err := range f.Stream(ctx, Arg("msg", "hello")) {
		var failed *pawgen.Error
		if count++; part != "" || !errors.As(err, &failed) || !errors.Is(err, context.Canceled) {
			t.Errorf("part %q, error %v, want the context's", part, err)
		}
	}
	if count != 1 {
		t.Errorf("%d pairs, want one", count)
	}
}

// TestHook checks what hooks are told, and the records of SlogHook.
func TestHook(t *testing.T) {
	var calls []pawgen.CallInfo
	var log bytes.Buffer
	remove := pawgen.AddHook(func(ctx context.Context, c pawgen.CallInfo) {
		if strings.HasPrefix(c.Func, "hook.") {
			calls = append(calls, c)
		}
	})
	slogger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	removeLog := pawgen.AddHook(pawgen.SlogHook(slogger))
	good, bad := NewFunc("hook.Good", file(), Bool[bool]()), NewFunc("hook.Bad", "", Bool[bool]())
	ask(t, good, "hello")
	explain(t, good, "hello")
	bad.Call(context.Background(), Arg("msg", "hello"))
	remove()
	removeLog()
	ask(t, good, "hello")
	if len(calls) != 3 {
		t.Fatalf("told of %d calls, want 3", len(calls))
	}
	if c := calls[0]; c.Err != nil || c.Usage.Input == 0 || c.Finish != pawgen.Complete || c.Duration <= 0 || c.Start.IsZero() {
		t.Errorf("a call is told as %+v", c)
	}
	var failed *pawgen.Error
	if c := calls[2]; !errors.As(c.Err, &failed) || !errors.Is(c.Err, pawgen.ErrBadProgram) || c.Usage != (pawgen.Usage{}) {
		t.Errorf("a failed call is told as %+v", c)
	}
	for _, part := range []string{"level=DEBUG msg=\"paw call\" func=hook.Good", "level=ERROR msg=\"paw call\" func=hook.Bad"} {
		if !strings.Contains(log.String(), part) {
			t.Errorf("the log has no %q:\n%s", part, log.String())
		}
	}
}
