package testmodel

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
	"github.com/pawgen/pawgen/internal/run/transformer"
)

// TestSameOnEveryMachine pins the bytes of a seed: tests elsewhere pin answers.
func TestSameOnEveryMachine(t *testing.T) {
	m := New(1)
	for _, test := range []struct {
		name string
		data []byte
		want string
	}{
		{"interpreter", m.Interpreter, "afb6036a8ee64729e765325a19ee57d9465de33bfd2ae0931180540bd55a6245"},
		{"basis", m.Basis, "5ef789a8acf8d50bf4eaa8fcd2b92985f350c7e5c5ac5ac4e06be83fc8aa1c15"},
	} {
		sum := sha256.Sum256(test.data)
		if got := hex.EncodeToString(sum[:]); got != test.want {
			t.Errorf("%s has SHA-256 %s, want %s", test.name, got, test.want)
		}
	}
	if bytes.Equal(m.Interpreter, New(2).Interpreter) {
		t.Error("two seeds make the same interpreter")
	}
}

// TestPartsLoad checks that all parts are what the product's readers expect.
func TestPartsLoad(t *testing.T) {
	m := New(1)
	f := parse(t, m.Interpreter)
	if _, err := transformer.Load(f); err != nil {
		t.Error(err)
	}
	if tokens, err := tokenizer.New(f); err != nil {
		t.Error(err)
	} else if id, ok := tokens.ID(End); !ok || id != tokens.EOS() {
		t.Errorf("%s is token %d, %v, want the end token %d", End, id, ok, tokens.EOS())
	}
	if _, err := lora.FromGGUF(parse(t, m.Adapter)); err != nil {
		t.Error(err)
	}
	basis, err := lora.ParseBasis(parse(t, m.Basis))
	if err != nil {
		t.Fatal(err)
	}
	p, err := program.Parse([]byte(File(m.Program("test.Func", "Answer."))))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := basis.Mix(p.Adapter.Coefficients); err != nil {
		t.Error(err)
	}
}

func parse(t *testing.T, data []byte) *gguf.File {
	t.Helper()
	f, err := gguf.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
