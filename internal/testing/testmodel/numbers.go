package testmodel

import (
	"encoding/binary"
	"io"
	"math"
	"math/rand/v2"

	"github.com/pawgen/pawgen/internal/run/gguf"
)

// numbers is an endless row of random numbers in a tensor type. It is much
// faster than quantising floats for the types of large files, whose blocks it
// fills with random integers.
type numbers struct {
	random            *rand.ChaCha8
	typ               gguf.Type
	centre, deviation float32
	block             []byte // whole blocks
	rest              []byte // of block, still to be read
}

// newNumbers returns the n-th row of a seed.
func newNumbers(seed, n uint64, t gguf.Type, centre, deviation float32) io.Reader {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	binary.LittleEndian.PutUint64(key[8:], n)
	const elements = 1 << 12
	return &numbers{
		random: rand.NewChaCha8(key), typ: t, centre: centre, deviation: deviation,
		block: make([]byte, t.Bytes(elements)),
	}
}

// Read fills b.
func (r *numbers) Read(b []byte) (int, error) {
	n := 0
	for n < len(b) {
		if len(r.rest) == 0 {
			r.next()
			r.rest = r.block
		}
		m := copy(b[n:], r.rest)
		r.rest = r.rest[m:]
		n += m
	}
	return n, nil
}

// next makes the next blocks.
func (r *numbers) next() {
	_, size := r.typ.Block()
	switch r.typ {
	case gguf.Q8_0, gguf.Q4_0: // the scale, then integers
		deviation := math.Sqrt((256*256 - 1) / 12.)
		if r.typ == gguf.Q4_0 {
			deviation = math.Sqrt((16*16 - 1) / 12.)
		}
		r.random.Read(r.block)
		for i := 0; i < len(r.block); i += size {
			r.putScale(r.block[i:], deviation)
		}
	case gguf.Q6_K: // integers, 16 scales of 8 bits, their scale
		r.random.Read(r.block)
		for i := 0; i < len(r.block); i += size {
			r.scales(r.block[i:][:size])
		}
	default:
		r.quantize()
	}
}

// putScale stores the scale that gives integers of a deviation ours, in place
// of a random one, whose sign stays: integers have a mean of -1/2.
func (r *numbers) putScale(b []byte, deviation float64) {
	const sign = 1 << 15
	scale := gguf.HalfFromFloat(float32(float64(r.deviation) / deviation))
	binary.LittleEndian.PutUint16(b, binary.LittleEndian.Uint16(b)&sign|scale)
}

// scales makes the 8-bit scales of a block of Q6_K 64 to 127 or the negatives
// of these.
func (r *numbers) scales(b []byte) {
	const scale = 97.2                            // the root of their mean square
	deviation := math.Sqrt((64*64-1)/12.) * scale // of the products
	for i := 192; i < 208; i++ {
		s := int8(64 + b[i]&63)
		if b[i]&64 != 0 {
			s = -s
		}
		b[i] = byte(s)
	}
	r.putScale(b[208:], deviation)
}

// quantize makes uniform numbers.
func (r *numbers) quantize() {
	elements, size := r.typ.Block()
	x := make([]float32, len(r.block)/size*elements)
	spread := r.deviation * float32(math.Sqrt(12)) // from the least to the greatest
	for i := range x {
		u := float32(r.random.Uint64()>>40)/(1<<24) - 0.5
		x[i] = r.centre + float32(spread*u)
	}
	data, err := gguf.Quantize(r.typ, x)
	if err != nil {
		panic(err) // all types can say such numbers
	}
	copy(r.block, data)
}
