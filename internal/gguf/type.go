package gguf

import "strconv"

// Type says how a tensor's elements are stored. The numbers are GGUF's.
type Type uint32

// The types that the engine knows. Rows of the quantised ones consist of
// blocks, see [Type.Block].
const (
	F32  Type = 0  // IEEE single precision
	F16  Type = 1  // IEEE half precision
	Q4_0 Type = 2  // 32 elements: half-precision scale, 4 bits each
	Q8_0 Type = 8  // 32 elements: half-precision scale, 8 bits each
	Q6_K Type = 14 // 256 elements: half-precision scale, 16 int8 scales, 6 bits each
	BF16 Type = 30 // the upper half of a single
)

// Block returns how many elements a block of the type has and how many bytes
// it takes; both are 0 for an unknown type.
func (t Type) Block() (elements, bytes int) {
	switch t {
	case F32:
		return 1, 4
	case F16, BF16:
		return 1, 2
	case Q4_0:
		return 32, 2 + 16
	case Q8_0:
		return 32, 2 + 32
	case Q6_K:
		return 256, 128 + 64 + 16 + 2
	}
	return 0, 0
}

// Bytes returns the size of n elements of a known type; n must be a multiple
// of the type's block.
func (t Type) Bytes(n int) int {
	elements, bytes := t.Block()
	return n / elements * bytes
}

// Quantized says whether the type stores integers with a scale per block.
func (t Type) Quantized() bool {
	return t == Q4_0 || t == Q8_0 || t == Q6_K
}

// String returns the name that GGUF tools print, "Q8_0".
func (t Type) String() string {
	switch t {
	case F32:
		return "F32"
	case F16:
		return "F16"
	case Q4_0:
		return "Q4_0"
	case Q8_0:
		return "Q8_0"
	case Q6_K:
		return "Q6_K"
	case BF16:
		return "BF16"
	}
	return "type " + strconv.FormatUint(uint64(t), 10)
}
