package gguf

import (
	"strconv"
	"strings"
)

// Type says how a tensor's elements are stored. The numbers are GGUF's.
type Type uint32

// The types that the engine knows. Rows of the quantised ones consist of
// blocks, see [Type.Block]; those that end in _1 and those of 4 or 5 bits that
// end in _K have a minimum beside the scale.
const (
	F32    Type = 0  // IEEE single precision
	F16    Type = 1  // IEEE half precision
	Q4_0   Type = 2  // 32 elements: half-precision scale, 4 bits each
	Q4_1   Type = 3  // 32 elements: half-precision scale and minimum, 4 bits each
	Q5_0   Type = 6  // 32 elements: half-precision scale, 5 bits each
	Q5_1   Type = 7  // 32 elements: half-precision scale and minimum, 5 bits each
	Q8_0   Type = 8  // 32 elements: half-precision scale, 8 bits each
	Q4_K   Type = 12 // 256 elements: two half-precision scales, 8 scales and minima, 4 bits each
	Q5_K   Type = 13 // 256 elements: two half-precision scales, 8 scales and minima, 5 bits each
	Q6_K   Type = 14 // 256 elements: half-precision scale, 16 int8 scales, 6 bits each
	IQ4_NL Type = 20 // 32 elements: half-precision scale, 4 bits each, which number a table
	IQ4_XS Type = 23 // 256 elements: half-precision scale, 8 scales, 4 bits each, which number a table
	BF16   Type = 30 // the upper half of a single
)

// format is what a type's bytes mean.
type format struct {
	name            string
	elements, bytes int // of a block
	decode          func(b []byte, dst []float32)
	encode          func(b []byte, x []float32) error
}

// formats are those of the known types. F32, F16 and BF16, whose blocks are
// single elements, are decoded many at a time elsewhere.
var formats = [...]format{
	F32:    {"F32", 1, 4, nil, encodeF32},
	F16:    {"F16", 1, 2, nil, encodeF16},
	Q4_0:   {"Q4_0", 32, 2 + 16, decodeQ4, encodeQ4},
	Q4_1:   {"Q4_1", 32, 2 + 2 + 16, decodeQ41, encodeQ41},
	Q5_0:   {"Q5_0", 32, 2 + 4 + 16, decodeQ50, encodeQ50},
	Q5_1:   {"Q5_1", 32, 2 + 2 + 4 + 16, decodeQ51, encodeQ51},
	Q8_0:   {"Q8_0", 32, 2 + 32, decodeQ8, encodeQ8},
	Q4_K:   {"Q4_K", 256, 2 + 2 + 12 + 128, decodeQ4K, encodeQ4K},
	Q5_K:   {"Q5_K", 256, 2 + 2 + 12 + 32 + 128, decodeQ5K, encodeQ5K},
	Q6_K:   {"Q6_K", 256, 128 + 64 + 16 + 2, decodeQ6K, encodeQ6K},
	IQ4_NL: {"IQ4_NL", 32, 2 + 16, decodeIQ4NL, encodeIQ4NL},
	IQ4_XS: {"IQ4_XS", 256, 2 + 2 + 4 + 128, decodeIQ4XS, encodeIQ4XS},
	BF16:   {"BF16", 1, 2, nil, encodeBF16},
}

// format returns the type's format, an empty one for an unknown type.
func (t Type) format() *format {
	if int64(t) < int64(len(formats)) {
		return &formats[t]
	}
	return &format{}
}

// Types returns the known types in the order of their numbers.
func Types() []Type {
	var list []Type
	for t, f := range formats {
		if f.elements > 0 {
			list = append(list, Type(t))
		}
	}
	return list
}

// known lists the known types for messages.
func known() string {
	var names []string
	for _, t := range Types() {
		names = append(names, t.String())
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// Block returns how many elements a block of the type has and how many bytes
// it takes; both are 0 for an unknown type.
func (t Type) Block() (elements, bytes int) {
	f := t.format()
	return f.elements, f.bytes
}

// Bytes returns the size of n elements of a known type; n must be a multiple
// of the type's block.
func (t Type) Bytes(n int) int {
	elements, bytes := t.Block()
	return n / elements * bytes
}

// Quantized says whether the type stores integers with a scale per block.
func (t Type) Quantized() bool {
	elements, _ := t.Block()
	return elements > 1
}

// String returns the name that GGUF tools print, "Q8_0".
func (t Type) String() string {
	if name := t.format().name; name != "" {
		return name
	}
	return "type " + strconv.FormatUint(uint64(t), 10)
}
