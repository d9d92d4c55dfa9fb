package llama

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/engine"
	"github.com/pawgen/pawgen/internal/gguf"
	"github.com/pawgen/pawgen/internal/testmodel"
)

// TestLog checks that llama.cpp's messages are slog's at debug level, and what
// it refuses although we do not is an error that points to them.
func TestLog(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	defer slog.SetDefault(before)
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	var b bytes.Buffer
	_, err := withoutTokens(parse(t, testmodel.New(1).Interpreter)).WriteTo(&b)
	check(t, err)
	_, err = llama{}.Load(engine.Source{File: parse(t, b.Bytes()), Data: b.Bytes()}, engine.Options{Threads: 1})
	const want = "llama: llama.cpp refuses the model\n\thint: it logs why to slog at debug level"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %q", err, want)
	}
	if s := log.String(); !strings.Contains(s, "level=DEBUG") || !strings.Contains(s, "tokenizer.ggml.model") || strings.Contains(s, "level=ERROR") {
		t.Errorf("log:\n%s", s)
	}
}

// withoutTokens copies a model but for its vocabulary, which the native engine
// does not need.
func withoutTokens(f *gguf.File) *gguf.Writer {
	w := gguf.NewWriter()
	for _, key := range f.Keys() {
		if strings.HasPrefix(key, "tokenizer.") {
			continue
		}
		if s, ok := f.String(key); ok {
			w.Set(key, s)
		} else if n, ok := f.Uint(key); ok {
			w.Set(key, uint32(n))
		} else if x, ok := f.Float(key); ok {
			w.Set(key, float32(x))
		}
	}
	for _, tensor := range f.Tensors() {
		w.Add(tensor.Name, tensor.Type, tensor.Dims, tensor.Data)
	}
	return w
}
