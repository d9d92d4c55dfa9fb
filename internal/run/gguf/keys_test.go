package gguf

import (
	"bytes"
	"slices"
	"testing"
)

func TestKeys(t *testing.T) {
	w := NewWriter()
	w.Set("b.second", uint32(2))
	w.Set("a.first", "x")
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	f, err := Parse(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := f.Keys(), []string{"a.first", "b.second"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
