package prompt

import (
	"math"
	"testing"
	"time"
)

func TestSplit(t *testing.T) {
	tests := []struct {
		template, prefix, suffix, err string
	}{
		{template: Placeholder},
		{template: "a" + Placeholder + "b", prefix: "a", suffix: "b"},
		{template: "a{INPUT}" + Placeholder, prefix: "a{INPUT}"},
		{template: "", err: `prompt: template has "{INPUT_PLACEHOLDER}" 0 times, want exactly once`},
		{template: Placeholder + "x" + Placeholder, err: `prompt: template has "{INPUT_PLACEHOLDER}" 2 times, want exactly once`},
	}
	for _, test := range tests {
		prefix, suffix, err := Split(test.template)
		msg := ""
		if err != nil {
			msg = err.Error()
		}
		if prefix != test.prefix || suffix != test.suffix || msg != test.err {
			t.Errorf("Split(%q) = %q, %q, %q", test.template, prefix, suffix, msg)
		}
	}
}

func TestInput(t *testing.T) {
	tests := []struct {
		fields []Field
		want   string
	}{
		{nil, ""},
		{[]Field{{"msg", "hello\nthere"}}, "hello\nthere"},
		{[]Field{{"a", "x"}, {"b", ""}}, "a: x\nb: "},
		{[]Field{{"msg", "caf\xc3, \xff\xfe!"}}, "caf\uFFFD, \uFFFD!"},
		{[]Field{{"a", "\xff"}, {"b", "\xff"}}, "a: \uFFFD\nb: \uFFFD"},
	}
	for _, test := range tests {
		if got := Input(test.fields); got != test.want {
			t.Errorf("Input(%v) = %q, want %q", test.fields, got, test.want)
		}
	}
}

// loud has a String method, which rendering must not call.
type loud int

func (loud) String() string { return "LOUD" }

func TestScalars(t *testing.T) {
	type name string
	tests := []struct {
		value any
		want  string
	}{
		{"", ""},
		{name("a\xffb"), "a\xffb"},
		{true, "yes"},
		{false, "no"},
		{loud(3), "3"},
		{int8(-128), "-128"},
		{int64(math.MinInt64), "-9223372036854775808"},
		{uint64(math.MaxUint64), "18446744073709551615"},
		{float32(0.1), "0.1"},
		{0.1, "0.1"},
		{1e21, "1e+21"},
		{math.Inf(-1), "-Inf"},
	}
	for _, test := range tests {
		if got, err := Text(test.value); err != nil || got != test.want {
			t.Errorf("Text(%T %v) = %q, %v, want %q", test.value, test.value, got, err, test.want)
		}
	}
}

// TestText has what is JSON, and what JSON can't say.
func TestText(t *testing.T) {
	type mail struct {
		Subject string    `json:"subject"`
		Sent    time.Time `json:"sent"`
		Sizes   []int
	}
	at := time.Date(2026, 1, 31, 12, 0, 0, 5, time.UTC)
	for _, test := range []struct {
		value any
		want  string
	}{
		{[]byte("a<b"), "a<b"},
		{at, "2026-01-31T12:00:00.000000005Z"},
		{mail{Subject: "<a>", Sent: at}, `{"subject":"<a>","sent":"2026-01-31T12:00:00.000000005Z","Sizes":null}`},
		{map[string]bool{"b": true, "a": false}, `{"a":false,"b":true}`},
		{(*mail)(nil), "null"},
	} {
		if got, err := Text(test.value); err != nil || got != test.want {
			t.Errorf("Text(%v) = %q, %v, want %q", test.value, got, err, test.want)
		}
	}
	if got, err := Text([]float64{math.NaN()}); err == nil {
		t.Errorf("Text of a list that is no JSON = %q, want an error", got)
	}
}
