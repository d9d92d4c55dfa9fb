package tokenizer

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// A splitter returns the length in bytes of the first word of a text that is
// not empty. Words are merged on their own, so tokens never cross them.
type splitter func(text string) int

// splitterOf returns the splitter with a GGUF pre-tokeniser name.
func splitterOf(pre string) (splitter, error) {
	switch pre {
	case "gpt-2":
		return splitGPT2, nil
	case "qwen2":
		return splitQwen2, nil
	}
	return nil, fmt.Errorf("pre-tokeniser %q is not supported (want \"gpt-2\" or \"qwen2\")", pre)
}

// class is what the patterns ask about a character.
type class uint8

const (
	other  class = iota // [^\s\p{L}\p{N}], and bytes that are not UTF-8
	letter              // \p{L}
	number              // \p{N}
	space               // \s except line ends
	line                // [\r\n]
	end                 // there is no character
)

func (c class) blank() bool { return c == space || c == line }

// classAt returns the class and size of the character that starts at text[i].
func classAt(text string, i int) (class, int) {
	if i >= len(text) {
		return end, 0
	}
	if b := text[i]; b < utf8.RuneSelf {
		return asciiClass[b], 1
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	return classOf(r), size
}

var asciiClass = makeASCIIClass()

func makeASCIIClass() (table [utf8.RuneSelf]class) {
	for b := range table {
		table[b] = classOf(rune(b))
	}
	return table
}

func classOf(r rune) class {
	switch {
	case r == '\r' || r == '\n':
		return line
	case unicode.IsLetter(r):
		return letter
	case unicode.IsNumber(r):
		return number
	case unicode.IsSpace(r):
		return space
	}
	return other
}

// run returns the end of the run of class c that starts at text[i].
func run(text string, i int, c class) int {
	for {
		got, size := classAt(text, i)
		if got != c {
			return i
		}
		i += size
	}
}

// splitGPT2 is the pattern
//
//	's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
//
// by hand, because Go's regexp has no look-ahead.
func splitGPT2(text string) int {
	if n := contraction(text, false); n > 0 {
		return n
	}
	start := 0
	if text[0] == ' ' {
		start = 1
	}
	if c, _ := classAt(text, start); c == letter || c == number || c == other {
		return run(text, start, c)
	}
	n, _ := blanks(text)
	return n
}

// splitQwen2 is the pattern
//
//	(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}|
//	 ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
func splitQwen2(text string) int {
	if n := contraction(text, true); n > 0 {
		return n
	}
	first, size := classAt(text, 0)
	switch first {
	case letter:
		return run(text, 0, letter)
	case number:
		return size
	case other, space:
		if n := run(text, size, letter); n > size {
			return n
		}
	}
	start := 0
	if text[0] == ' ' {
		start = 1
	}
	if n := run(text, start, other); n > start {
		return run(text, n, line)
	}
	n, lineEnd := blanks(text)
	if lineEnd > 0 {
		return lineEnd
	}
	return n
}

// contraction returns the length of an English contraction's tail at the start of text, or 0.
func contraction(text string, fold bool) int {
	if text[0] != '\'' || len(text) < 2 {
		return 0
	}
	a, b := text[1], byte(0)
	if len(text) > 2 {
		b = text[2]
	}
	if fold {
		// U+017F, the long s, is the one letter outside ASCII that folds to one of these.
		if len(text) > 2 && text[1:3] == "ſ" {
			return 3
		}
		a, b = lower(a), lower(b)
	}
	switch {
	case a == 's' || a == 't' || a == 'm' || a == 'd':
		return 2
	case (a == 'r' || a == 'v') && b == 'e', a == 'l' && b == 'l':
		return 3
	}
	return 0
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		b += 'a' - 'A'
	}
	return b
}

// blanks returns the length of the word that the white space at the start of
// text makes, \s+(?!\S)|\s+: all but the last character, which belongs to the
// word that follows, if there is one. It also returns the end of the last line
// end in the white space, 0 if there is none.
func blanks(text string) (n, lineEnd int) {
	last := 0
	for n < len(text) {
		c, size := classAt(text, n)
		if !c.blank() {
			break
		}
		last = n
		n += size
		if c == line {
			lineEnd = n
		}
	}
	if n < len(text) && last > 0 {
		n = last
	}
	return n, lineEnd
}
