package gguf

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// described are values and what they are in messages.
var described = map[string][2]any{
	"d.array":  {[]string{"a", "b"}, "an array of 2 elements"},
	"d.bool":   {true, "true"},
	"d.f32":    {float32(0.1), "0.1"},
	"d.f64":    {0.1, "0.1"},
	"d.i8":     {int8(-3), "-3"},
	"d.long":   {strings.Repeat("x", 100), `"` + strings.Repeat("x", 80) + `"`},
	"d.string": {"a\n", `"a\n"`},
	"d.u64":    {uint64(1 << 63), "9223372036854775808"},
}

func TestKeys(t *testing.T) {
	w := NewWriter()
	w.Set("b.second", uint32(2))
	w.Set("a.first", "x")
	for key, value := range described {
		w.Set(key, value[0])
	}
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	f, err := Parse(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Keys()[:2]; !slices.Equal(got, []string{"a.first", "b.second"}) {
		t.Errorf("got %q, want a.first and b.second", got)
	}
	for key, value := range described {
		if got := f.Describe(key); got != value[1] {
			t.Errorf("%s is %s, want %s", key, got, value[1])
		}
	}
	if got := f.Describe("c.none"); got != "missing" {
		t.Errorf("a key that is not there is %s, want missing", got)
	}
}
