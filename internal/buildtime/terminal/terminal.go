// Package terminal shows texts that came from elsewhere.
package terminal

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line is one line of text that a terminal shows and does not obey: what
// cannot be printed is escaped as in Go.
func Line(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch quoted := strconv.Quote(s[:size]); {
		case r == '\t', unicode.IsPrint(r) && (r != utf8.RuneError || size > 1):
			b.WriteString(s[:size])
		default:
			b.WriteString(quoted[1 : len(quoted)-1])
		}
		s = s[size:]
	}
	return b.String()
}

// Indented is a text with each line indented by four spaces, and shown as by [Line].
func Indented(s string) string {
	var b strings.Builder
	for _, l := range strings.Split(strings.TrimRight(s, "\n"), "\n") {
		b.WriteString(strings.TrimRight("    "+Line(l), " ") + "\n")
	}
	return b.String()
}
