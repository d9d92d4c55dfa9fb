package kernels

// activation is a block of a token's activations for panel kernels, which know
// its layout.
type activation struct {
	q     [Block]int8
	scale float32
	bias  [2]int32 // -128 times the sum of q's halves
	sums  [2]int16 // the sums
	sum   float32  // the scale times the sum of all
}

// activationBytes is the size of an activation.
const activationBytes = Block + 20

// quantizeBlocks fills in.blocks with the integers and scales that quantize
// makes.
func (in *Input) quantizeBlocks() {
	if in.blocked {
		return
	}
	in.blocked = true
	in.blocks = grow(in.blocks, in.tokens*in.cols/Block)
	for t := range in.tokens {
		x := in.x[t*in.cols:][:in.cols]
		if vectorQuantize(&in.blocks[t], x, in.tokens) {
			continue
		}
		for b := range in.cols / Block {
			in.blocks[b*in.tokens+t].quantize(x[b*Block:][:Block])
		}
	}
}

// quantize is quantizeBlock with one token's integers for themselves.
func (a *activation) quantize(x []float32) {
	inverse, scale := scaleTo(x, 127)
	a.scale = scale
	for h := range a.sums {
		var sum int32
		q, x := (*[Block / 2]int8)(a.q[h*Block/2:]), (*[Block / 2]float32)(x[h*Block/2:])
		for i, v := range x {
			q[i] = roundEven(float32(v * inverse))
			sum += int32(q[i])
		}
		a.bias[h], a.sums[h] = -128*sum, int16(sum)
	}
	a.sum = scale * float32(int32(a.sums[0])+int32(a.sums[1]))
}
