package tokenizer

import (
	"testing"

	"github.com/tiktoken-go/tokenizer/codec"
)

func BenchmarkEncode(b *testing.B) {
	lines := corpus(b)
	text := lines[len(lines)-1]
	tok := must(b, ranked(b, codec.NewR50kBase(), 50256, "gpt-2"))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		tok.Encode(text, true)
	}
}

func BenchmarkFromVocabulary(b *testing.B) {
	v := ranked(b, codec.NewR50kBase(), 50256, "gpt-2")
	for b.Loop() {
		must(b, v)
	}
}
