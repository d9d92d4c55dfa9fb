package kernels

import (
	"encoding/binary"
	"math"

	"github.com/pawgen/pawgen/internal/run/gguf"
)

// unpack returns the lanes' sums. Each lane was sign-extended into the ones
// above it when it was added, so it is taken off before the next is read.
func unpack(s int64) (a, b, c int32) {
	const up = 64 - laneBits
	lane := s << up >> up
	s = (s - lane) >> laneBits
	a = int32(lane)
	lane = s << up >> up
	return a, int32(lane), int32((s - lane) >> laneBits)
}

// sums are the results of a group of tokens as far as they are added up.
type sums [lanes]float32

// add adds a block: its exact sums times the weights' scale times the tokens'.
func (s *sums) add(a, b, c int32, scale float32, tokens []float32) {
	_ = tokens[lanes-1]
	s[0] += float32(float32(a) * float32(scale*tokens[0]))
	s[1] += float32(float32(b) * float32(scale*tokens[1]))
	s[2] += float32(float32(c) * float32(scale*tokens[2]))
}

// load is the reverse of store.
func (s *sums) load(dst []float32, stride, group, tokens int) {
	for lane := range min(lanes, tokens-group*lanes) {
		s[lane] = dst[(group*lanes+lane)*stride]
	}
}

// store sets dst[token*stride] for the tokens of a group.
func (s *sums) store(dst []float32, stride, group, tokens int) {
	for lane := range min(lanes, tokens-group*lanes) {
		dst[(group*lanes+lane)*stride] = s[lane]
	}
}

// half decodes a half-precision number.
func half(b []byte) float32 { return halfBits(binary.LittleEndian.Uint16(b)) }

// halfBits decodes a half-precision number: what is [gguf.HalfToFloat] for infinite
// ones too, but faster, for the scales of types with integer scales are subnormal.
func halfBits(x uint16) float32 {
	h := uint32(x)
	switch h & 0x7c00 {
	case 0:
		return math.Float32frombits(h&0x8000<<16 | math.Float32bits(float32(h&0x3ff)*0x1p-24))
	case 0x7c00:
		return gguf.HalfToFloat(x)
	}
	return math.Float32frombits(h&0x8000<<16 | (h&0x7fff<<13 + (127-15)<<23))
}
