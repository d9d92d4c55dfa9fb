package constrain

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/pawgen/pawgen/internal/answer/schema"
)

// checkPattern compares the automata of a regular expression, plain and within
// JSON, with package regexp.
func checkPattern(t *testing.T, expr, text string) {
	t.Helper()
	whole, err := regexp.Compile(`\A(?:` + expr + `)\z`)
	if err != nil {
		return
	}
	plain, err := pattern(expr, false)
	if err != nil {
		return
	}
	want := whole.MatchString(text) && utf8.ValidString(text)
	if got := plain.accepts(text); got != want {
		t.Errorf("%q accepts %q: %v, want %v", expr, text, got, want)
	}
	quoted, err := pattern(expr, true)
	if err != nil {
		return
	}
	if q, ok := schema.Quote(text); ok && quoted.accepts(q) != want {
		t.Errorf("%q accepts %s: %v, want %v", expr, q, !want, want)
	}
}

func TestPattern(t *testing.T) {
	texts := []string{"", "a", "ab", "abc", "aab", "AB-1", "AB-1234", "12:30", "é", "É", "ß", "ſ", "K", "k", "你好", "🙂", "\n", "a\nb", `"`, `\`, `a"b\c`, "\t", "\x00", "\xff", "a\xff", "\uFFFD", "^", "$"}
	for _, expr := range []string{
		"", "a", "a*", "a|ab", "(a|ab)(c|bcd)?", "[A-Z]{2}-[0-9]{1,4}", "^a$", "(^a|b)c?", "a$|ab", "^$", "(?i)k", "(?i)é", "(?i)ß|s",
		".", ".*", "(?s).*", "[^a]", "[^a]*", `\d\d:\d\d`, `\pL+`, `\p{Han}*`, `[\x{80}-\x{10ffff}]+`, `[\x{d000}-\x{e000}]`, `["\\]*`, `\n|\t`, "a{0,3}?b?", "(?:a|a)*",
	} {
		for _, text := range texts {
			checkPattern(t, expr, text)
		}
	}
}

func FuzzPattern(f *testing.F) {
	f.Add("[a-c]+", "abc")
	f.Add("(?i)^k{1,3}|é$", "KKK")
	f.Fuzz(func(t *testing.T, expr, text string) {
		if len(expr) > 40 || strings.ContainsAny(expr, "{}") && len(expr) > 20 {
			t.Skip() // large counts only cost time
		}
		checkPattern(t, expr, text)
	})
}

func TestPatternMistakes(t *testing.T) {
	for expr, want := range map[string]string{
		"[":                        "error parsing regexp: missing closing ]: `[`",
		"a^b":                      `"a^b" matches no text that can be written`,
		`\bx`:                      `\b, \B and (?m) are not supported`,
		"(?m)^x":                   `\b, \B and (?m) are not supported`,
		`[^\x00-\x{10FFFF}]`:       `"[^\\x00-\\x{10FFFF}]" matches no text that can be written`,
		"(a|b)*a(a|b){12}c{1,100}": "needs more than 4096 states; make counts and alternatives smaller",
	} {
		if err := CheckPattern(expr); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", expr, err, want)
		}
	}
	if err := CheckPattern(`\x00`); err == nil {
		t.Error("a control character can be written within JSON")
	}
}

// Times are exactly those that package time knows.
func TestTimes(t *testing.T) {
	d, err := pattern(timePattern, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, year := range []int{0, 4, 100, 400, 1900, 1999, 2000, 2023, 2024, 2100, 9999} {
		for month := range 14 {
			for day := range 33 {
				text := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006-") + two(month) + "-" + two(day) + "T23:59:09Z"
				_, err := time.Parse(time.RFC3339, text)
				if got := d.accepts(text); got != (err == nil) {
					t.Errorf("%s is accepted: %v, package time says %v", text, got, err)
				}
			}
		}
	}
	for _, text := range []string{"", "2026-01-31", "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z", "2026-01-31T12:00:60Z", "2026-01-31T12:00:00", "2026-01-31T12:00:00+01:00"} {
		if d.accepts(text) {
			t.Errorf("%q is accepted", text)
		}
	}
}

func two(n int) string { return string([]byte{'0' + byte(n/10), '0' + byte(n%10)}) }
