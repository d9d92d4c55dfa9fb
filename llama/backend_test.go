package llama

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/testing/testmodel"
)

// TestLog checks that llama.cpp's messages are slog's at debug level, and what
// it refuses although we do not is an error that points to them.
func TestLog(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	defer slog.SetDefault(before)
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	w := gguf.NewWriter()
	copyTo(w, parse(t, testmodel.New(1).Interpreter), "")
	w.Add("paw.of_nobody", gguf.F32, []int{1}, make([]byte, 4))
	const want = "llama: llama.cpp refuses the model\n\thint: it logs why to slog at debug level"
	if err := loadWritten(t, w); fmt.Sprint(err) != want {
		t.Errorf("error %v, want %q", err, want)
	}
	if s := log.String(); !strings.Contains(s, "level=DEBUG") || !strings.Contains(s, "wrong number of tensors") || strings.Contains(s, "level=ERROR") {
		t.Errorf("log:\n%s", s)
	}
}

// TestVocabulary checks that llama.cpp does not see a vocabulary that we
// refuse, although the native engine needs none.
func TestVocabulary(t *testing.T) {
	f := parse(t, testmodel.New(1).Interpreter)
	short, scores := gguf.NewWriter(), gguf.NewWriter()
	copyTo(short, f, "tokenizer.ggml.token_type")
	short.Set("tokenizer.ggml.token_type", []int32{1, 1, 1})
	copyTo(scores, f, "")
	scores.Set("tokenizer.ggml.scores", []float32{1})
	for _, test := range []struct {
		w    *gguf.Writer
		want string
	}{
		{short, "tokenizer: 3 token types for 270 tokens"},
		{scores, "llama: tokenizer.ggml.scores has no place beside merges"},
	} {
		if err := loadWritten(t, test.w); fmt.Sprint(err) != test.want {
			t.Errorf("error %v, want %q", err, test.want)
		}
	}
}

// loadWritten loads what was written and returns the error.
func loadWritten(t *testing.T, w *gguf.Writer) error {
	t.Helper()
	var b bytes.Buffer
	_, err := w.WriteTo(&b)
	check(t, err)
	m, err := llama{}.Load(engine.Source{File: parse(t, b.Bytes()), Data: b.Bytes()}, engine.Options{Threads: 1})
	if err == nil {
		check(t, m.Close())
	}
	return err
}

// copyTo writes all of a file but for a key.
func copyTo(w *gguf.Writer, f *gguf.File, without string) {
	for _, key := range f.Keys() {
		if key == without {
			continue
		}
		if s, ok := f.String(key); ok {
			w.Set(key, s)
		} else if list, ok := f.Strings(key); ok {
			w.Set(key, list)
		} else if list, ok := f.Ints(key); ok {
			types := make([]int32, len(list))
			for i, n := range list {
				types[i] = int32(n)
			}
			w.Set(key, types)
		} else if n, ok := f.Uint(key); ok {
			w.Set(key, uint32(n))
		} else if x, ok := f.Float(key); ok {
			w.Set(key, float32(x))
		}
	}
	for _, tensor := range f.Tensors() {
		w.Add(tensor.Name, tensor.Type, tensor.Dims, tensor.Data)
	}
}
