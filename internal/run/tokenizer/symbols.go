package tokenizer

import (
	"fmt"
	"unicode/utf8"
)

// symbols maps a byte to the rune that stands for it in a vocabulary, so that
// every token is printable text: visible Latin-1 characters stand for
// themselves, the other bytes follow from U+0100 on (GPT-2's table).
var symbols = makeSymbols()

func makeSymbols() (table [256]rune) {
	next := rune(0x100)
	for b := range table {
		if b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xFF && b != 0xAD {
			table[b] = rune(b)
			continue
		}
		table[b] = next
		next++
	}
	return table
}

// symbolBytes is the inverse of symbols; -1 marks runes that stand for no byte.
var symbolBytes = makeSymbolBytes()

func makeSymbolBytes() (table [0x144]int16) {
	for i := range table {
		table[i] = -1
	}
	for b, r := range symbols {
		table[r] = int16(b)
	}
	return table
}

// Spell writes raw bytes as a vocabulary does: " a" is "Ġa".
func Spell(raw []byte) string {
	out := make([]byte, 0, 2*len(raw))
	for _, b := range raw {
		out = utf8.AppendRune(out, symbols[b])
	}
	return string(out)
}

// appendUnspelled appends the bytes that token stands for to dst.
func appendUnspelled(dst []byte, token string) ([]byte, error) {
	for _, r := range token {
		if int(r) >= len(symbolBytes) || symbolBytes[r] < 0 {
			return nil, fmt.Errorf("%q stands for no byte", r)
		}
		dst = append(dst, byte(symbolBytes[r]))
	}
	return dst, nil
}
