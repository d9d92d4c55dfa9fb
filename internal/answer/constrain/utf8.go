package constrain

import (
	"unicode/utf8"

	"github.com/pawgen/pawgen/internal/answer/schema"
)

// byteRange is the bytes from low to high.
type byteRange struct{ low, high byte }

// sequences splits a range of characters into sequences of byte ranges, which
// together are exactly their encodings. Within JSON (quoted) some characters
// are escaped and some can't be written.
func sequences(low, high rune, quoted bool) [][]byteRange {
	var list [][]byteRange
	if !quoted {
		return encodings(list, low, high)
	}
	for _, special := range escaped {
		if special < low || special > high {
			continue
		}
		list = encodings(list, low, special-1)
		if e, ok := schema.Escape(special); ok {
			list = append(list, literal(e))
		}
		low = special + 1
	}
	return encodings(list, low, high)
}

// escaped are the characters that do not stand for themselves within JSON, rising.
var escaped = func() (list []rune) {
	for r := rune(0); r < utf8.RuneSelf; r++ {
		if e, ok := schema.Escape(r); !ok || e != string(r) {
			list = append(list, r)
		}
	}
	return list
}()

func literal(text string) []byteRange {
	var list []byteRange
	for i := range len(text) {
		list = append(list, byteRange{text[i], text[i]})
	}
	return list
}

// encodings appends the UTF-8 encodings of the characters from low to high.
func encodings(list [][]byteRange, low, high rune) [][]byteRange {
	if low > high {
		return list
	}
	for _, edge := range []rune{0x7f, 0x7ff, 0xd7ff, 0xdfff, 0xffff} { // surrogates are no characters
		if low <= edge && edge < high {
			return encodings(encodings(list, low, edge), edge+1, high)
		}
	}
	if low >= 0xd800 && high <= 0xdfff {
		return list
	}
	for shift := 6; shift < 21; shift += 6 { // cut until continuation bytes go from their first to their last
		mask := rune(1)<<shift - 1
		if low&^mask == high&^mask {
			break
		}
		if low&mask != 0 {
			return encodings(encodings(list, low, low|mask), low|mask+1, high)
		}
		if high&mask != mask {
			return encodings(encodings(list, low, high&^mask-1), high&^mask, high)
		}
	}
	first, last := utf8.AppendRune(nil, low), utf8.AppendRune(nil, high)
	sequence := make([]byteRange, len(first))
	for i := range first {
		sequence[i] = byteRange{first[i], last[i]}
	}
	return append(list, sequence)
}
