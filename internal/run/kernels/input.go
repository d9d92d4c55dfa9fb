package kernels

import "math"

// Block is the number of activations that share a scale.
const Block = 32

// lanes tokens share one int64 per element. A block's sum is at most
// 32*128*127 < 2^20 in magnitude, so a lane needs 21 bits.
const (
	lanes    = 3
	laneBits = 21
)

// Input holds activations that one or more matrices multiply. Its buffers are
// reused by [Input.Set]; the zero value is ready. It must not be used by two
// goroutines at once.
type Input struct {
	// Crew shares the work of the products with this input.
	Crew *Crew

	x      []float32 // [tokens, cols], the caller's
	tokens int
	cols   int

	// The same rounded to integers, made when a quantised matrix first asks.
	// Three tokens at a time share a word: token 3g+j has its integers in bits
	// 21j and up of packed[g, :]. The sum of the lanes, not their concatenation,
	// is stored, so a word times a weight is all three products at once, and
	// sums of such words are right in every lane that did not overflow.
	quantized bool
	packed    []int64   // [groups, cols]
	scale     []float32 // [groups, cols/32, lanes]
	sum       []float32 // [groups, cols/32, lanes], t*sum(a), see row.go

	// The same as panel kernels want them, made when the first is used.
	blocked bool
	blocks  []activation // [cols/32, tokens]
}

// Set makes x, of shape [tokens, cols], the activations. Input keeps x, which
// must not change until the last product.
func (in *Input) Set(x []float32, tokens, cols int) {
	in.x, in.tokens, in.cols = x[:tokens*cols], tokens, cols
	in.quantized, in.blocked = false, false
}

// SetPart makes n of another input's tokens, from first on, the activations.
func (in *Input) SetPart(of *Input, first, n int) {
	in.Set(of.x[first*of.cols:], n, of.cols)
}

// Tokens returns the number of tokens.
func (in *Input) Tokens() int { return in.tokens }

// groups returns how many words hold one element of all tokens.
func (in *Input) groups() int {
	return (in.tokens + lanes - 1) / lanes
}

// group returns the words and the scales of group g.
func (in *Input) group(g int) (packed []int64, scale []float32) {
	n := in.cols / Block * lanes
	return in.packed[g*in.cols:][:in.cols], in.scale[g*n:][:n]
}

// quantize fills packed and scale.
func (in *Input) quantize() {
	if in.quantized {
		return
	}
	in.quantized = true
	in.packed = grow(in.packed, in.groups()*in.cols)
	in.scale = grow(in.scale, in.groups()*in.cols/Block*lanes)
	clear(in.packed)
	clear(in.scale)
	for t := range in.tokens {
		lane := t % lanes
		x := in.x[t*in.cols:][:in.cols]
		packed, scale := in.group(t / lanes)
		for b := range in.cols / Block {
			scale[b*lanes+lane] = quantizeBlock(packed[b*Block:][:Block], x[b*Block:][:Block], lane)
		}
	}
	in.sumBlocks()
}

// tiny is the magnitude below which numbers count as zero: (1<<15)/tiny is finite.
const tiny = 0x1p-100

// scaleTo returns most/max|x|, zero if all count as zero, and max|x|/most.
func scaleTo(x []float32, most float32) (inverse, scale float32) {
	amax := magnitude(x)
	if amax < tiny {
		return 0, 0
	}
	return most / amax, amax / most
}

// sumBlocks sets in.sum: for each block, its scale times the sum of each
// token's integers.
func (in *Input) sumBlocks() {
	in.sum = grow(in.sum, len(in.scale))
	for g := range in.groups() {
		packed, scale := in.group(g)
		sum := in.sum[g*len(scale):][:len(scale)]
		for b := 0; b < len(scale); b += lanes {
			var s int64
			for _, x := range packed[b/lanes*Block:][:Block] {
				s += x
			}
			s0, s1, s2 := unpack(s)
			sum[b], sum[b+1], sum[b+2] = scale[b]*float32(s0), scale[b+1]*float32(s1), scale[b+2]*float32(s2)
		}
	}
}

// quantizeBlock adds round(x*127/max|x|), halves to even, to a lane of packed
// and returns the scale max|x|/127.
func quantizeBlock(packed []int64, x []float32, lane int) float32 {
	inverse, scale := scaleTo(x, 127)
	for i, v := range x {
		packed[i] += int64(roundEven(float32(v*inverse))) << (lane * laneBits)
	}
	return scale
}

// roundEven returns x, at most 127.5 in magnitude, rounded to an integer, halves
// to even. Any other bits give some integer.
func roundEven(x float32) int8 { return int8(roundBits(x)) }

// roundBits is that for magnitudes below 2^22.
func roundBits(x float32) uint32 {
	const magic = 3 << 22 // numbers near it have a last place of 1
	sum := float32(x + magic)
	return math.Float32bits(sum) - 0x4b400000
}

// grow returns a slice of length n, s itself if it is long enough. Its
// elements are arbitrary.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
