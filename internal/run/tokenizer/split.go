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
	case "gpt-2", "default":
		return splitGPT2, nil
	case "smollm":
		return splitSmolLM, nil
	case "qwen2":
		return func(text string) int { return splitQwen2(text, 1) }, nil
	case "llama-bpe":
		return func(text string) int { return splitQwen2(text, 3) }, nil
	}
	return nil, fmt.Errorf("pre-tokeniser %q is not supported (want %q)", pre, splitters)
}

// splitters are the names that splitterOf knows.
var splitters = []string{"gpt-2", "default", "smollm", "qwen2", "llama-bpe"}

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
	n, _, _ := blanks(text)
	return n
}

// splitSmolLM takes each \p{N} for a word and cuts what is between numbers by
// GPT-2's pattern, as if each piece were a text of its own: white space before a
// number is one word.
func splitSmolLM(text string) int {
	first, size := classAt(text, 0)
	if first == number {
		return size
	}
	if first.blank() {
		_, _, all := blanks(text)
		if next, _ := classAt(text, all); next == number {
			return all
		}
	}
	return splitGPT2(text)
}

// splitQwen2 is the pattern
//
//	(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,digits}|
//	 ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
//
// with one digit for Qwen2 and three for Llama 3.
func splitQwen2(text string, digits int) int {
	if n := contraction(text, true); n > 0 {
		return n
	}
	first, size := classAt(text, 0)
	switch first {
	case letter:
		return run(text, 0, letter)
	case number:
		for n := size; ; n += size {
			var next class
			if digits--; digits > 0 {
				next, size = classAt(text, n)
			}
			if next != number {
				return n
			}
		}
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
	n, lineEnd, _ := blanks(text)
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
// end in the white space, 0 if there is none, and the end of all of it.
func blanks(text string) (n, lineEnd, all int) {
	last := 0
	for all < len(text) {
		c, size := classAt(text, all)
		if !c.blank() {
			break
		}
		last = all
		all += size
		if c == line {
			lineEnd = all
		}
	}
	n = all
	if n < len(text) && last > 0 {
		n = last
	}
	return n, lineEnd, all
}
