package fuzzybench

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"
)

// Strict says whether an answer is the wanted output, byte for byte.
func Strict(got, want string) bool { return got == want }

// Normalised says whether an answer is the wanted output but for how it is
// written: case, white space, quotes or a code fence around it, a full stop
// behind it. Two JSON objects or lists are the same if their values are.
func Normalised(got, want string) bool {
	got, want = bare(got), bare(want)
	if a, ok := structure(got); ok {
		if b, ok := structure(want); ok {
			return same(a, b)
		}
	}
	return strings.EqualFold(sentence(got), sentence(want))
}

// bare takes off white space, quotes and a code fence, in any nesting.
func bare(s string) string {
	for {
		next := unquote(unfence(strings.TrimSpace(s)))
		if next == s {
			return s
		}
		s = next
	}
}

// sentence takes off the full stop of a text, and quotes before it, and makes
// each run of white space one space.
func sentence(s string) string {
	if rest, ok := strings.CutSuffix(s, "."); ok && rest != "" {
		s = bare(rest)
	}
	return strings.Join(strings.Fields(s), " ")
}

// unfence takes off a code fence with its language.
func unfence(s string) string {
	const fence = "```"
	if len(s) < 2*len(fence) || !strings.HasPrefix(s, fence) || !strings.HasSuffix(s, fence) {
		return s
	}
	inside := s[len(fence) : len(s)-len(fence)]
	if strings.Contains(inside, fence) { // two blocks
		return s
	}
	if language, rest, ok := strings.Cut(inside, "\n"); ok && !strings.ContainsAny(strings.TrimSpace(language), " \t") {
		return rest
	}
	return inside
}

// quotes are pairs of marks that people and models put around an answer.
var quotes = [][2]string{{`"`, `"`}, {`'`, `'`}, {"`", "`"}, {"“", "”"}, {"‘", "’"}, {"«", "»"}}

// unquote takes off one pair of quotes that belong together: "a" and "b" is no
// quoted text.
func unquote(s string) string {
	for _, q := range quotes {
		if len(s) < len(q[0])+len(q[1]) || !strings.HasPrefix(s, q[0]) || !strings.HasSuffix(s, q[1]) {
			continue
		}
		if inside := s[len(q[0]) : len(s)-len(q[1])]; !strings.Contains(inside, q[0]) && !strings.Contains(inside, q[1]) {
			return inside
		}
	}
	return s
}

// structure reads a JSON object or list; ok is false for anything else.
func structure(s string) (value any, ok bool) {
	if s == "" || s[0] != '{' && s[0] != '[' {
		return nil, false
	}
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	if d.Decode(&value) != nil {
		return nil, false
	}
	_, err := d.Token()
	return value, err == io.EOF
}

// same compares values of JSON. The order of an object's members is none of its
// value.
func same(a, b any) bool {
	switch a := a.(type) {
	case json.Number:
		b, ok := b.(json.Number)
		return ok && sameNumber(string(a), string(b))
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !same(a[i], b[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for name := range a {
			if other, has := b[name]; !has || !same(a[name], other) {
				return false
			}
		}
		return true
	}
	return a == b // string, bool, nil
}

// sameNumber compares numbers by value: whole ones exactly, others as a double
// holds them.
func sameNumber(a, b string) bool {
	if a == b {
		return true
	}
	i, errA := strconv.ParseInt(a, 10, 64)
	j, errB := strconv.ParseInt(b, 10, 64)
	if errA == nil && errB == nil {
		return i == j
	}
	x, errA := strconv.ParseFloat(a, 64)
	y, errB := strconv.ParseFloat(b, 64)
	return errA == nil && errB == nil && x == y
}
