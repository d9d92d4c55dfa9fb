package runtime

import (
	"fmt"
	"testing"

	"github.com/pawgen/pawgen/internal/answer/program"
)

// TestSameAnswersEverywhere pins answers, which must not depend on the
// machine. A change here is a change of the arithmetic's definition.
func TestSameAnswersEverywhere(t *testing.T) {
	content := file(func(p *program.Program) { p.MaxTokens = 12 })
	text := NewFunc("test.Func", content, String[string]())
	number := NewFunc("test.Func", content, Int[int64]())
	enum := NewFunc("test.Func", content, Enum(departments...))
	yes := NewFunc("test.Func", content, Bool[bool]())
	want := []string{ // of messages
		`"\ufffd\x10\ufffd" 0 1 false`,
		`"\b\ufffd5\ufffdI\ufffdD9\ufffd3\x03" 955555555555555555 1 true`,
		`"\ufffd\x14\x14\x14\x14\x14\x14\x14\x14\x14\x14\x14" -7444462333333333333 2 true`,
		`"\ufffd ,\b\ufffd" -7444623333333333333 1 true`,
		`"\ufffd\x16\x16\x16\x16\x16\x16\x16\x16\x16" 1999955555555555555 3 true`,
		`"\ufffd\x14\x14\x14\x14\x14\x14\x14\x14\x14" 995555555555555555 3 true`,
		`"\x05ni9\ufffd\x00\ufffdm\ufffd" 955555555555555555 1 true`,
		`"\b\ufffd\b\ufffd\b\n\x16\x16\x16\x16\x16\x16" 999666663333333333 3 true`,
	}
	for i, m := range messages {
		got := fmt.Sprintf("%+q %d %d %v", ask(t, text, m), ask(t, number, m), ask(t, enum, m), ask(t, yes, m))
		if got != want[i] {
			t.Errorf("%q: answers\n`%s`, want\n`%s`", m, got, want[i])
		}
	}
}
