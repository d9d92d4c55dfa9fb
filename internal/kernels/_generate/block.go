package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The fields of an activation: 32 integers and these.
const (
	scaleAt        = 32
	biasAt         = 36 // -128 times the sum of the first 16, of the last 16
	sumsAt         = 44 // the two sums as int16
	activationSize = 48
)

const groupSize = 64 // bytes of 16 rows of 32 bits: a register of AVX-512

// blockKernel is the frame of all products with quantised weights. Its blocks'
// weights are in registers while all tokens pass, and the tokens' results
// so far in memory, [tokens, 16]. That is slower than results in registers only
// where both are few, and it takes any number of tokens alike.
type blockKernel struct {
	w            reg.GPVirtual // the block's weights, on to the next one after the tokens
	acc, x       reg.GPVirtual // the token's results and activations
	first, count reg.GPVirtual // the first token's results; the tokens
	blocks       reg.GPVirtual
}

func newBlockKernel(name string) blockKernel {
	TEXT(name, NOSPLIT, "func(acc *float32, x *int8, w *byte, tokens, blocks int)")
	k := blockKernel{w: GP64(), acc: GP64(), x: GP64(), first: GP64(), count: GP64(), blocks: GP64()}
	Load(Param("acc"), k.first)
	Load(Param("x"), k.x)
	Load(Param("w"), k.w)
	Load(Param("tokens"), k.count)
	Load(Param("blocks"), k.blocks)
	return k
}

// each repeats body for all blocks; the weights of one take so many bytes.
func (k blockKernel) each(size uint32, body func()) {
	Label("block")
	body()
	ADDQ(U32(size), k.w)
	DECQ(k.blocks)
	JNZ(LabelRef("block"))
	VZEROUPPER()
	RET()
}

// tokens repeats body for all tokens of block i.
func (k blockKernel) tokens(i int, body func()) {
	label := fmt.Sprintf("token%d", i)
	left := GP64()
	MOVQ(k.first, k.acc)
	MOVQ(k.count, left)
	Label(label)
	body()
	ADDQ(U32(activationSize), k.x)
	ADDQ(U32(groupSize), k.acc)
	DECQ(left)
	JNZ(LabelRef(label))
}

// at returns an address off bytes after p.
func at(p reg.Register, off int) Mem { return Mem{Base: p, Disp: off} }

// dotVNNI sets sum to the products of the token's block with 8 registers of
// weights + 128, less the 128: bias holds what they add.
func (k blockKernel) dotVNNI(sum, half reg.VecVirtual, w []reg.VecVirtual) {
	k.halvesVNNI(sum, half, w)
	VPADDD(half, sum, sum)
}

// halvesVNNI is dotVNNI with the sums of 16 elements each.
func (k blockKernel) halvesVNNI(low, high reg.VecVirtual, w []reg.VecVirtual) {
	VPBROADCASTD(at(k.x, biasAt), low)
	VPBROADCASTD(at(k.x, biasAt+4), high)
	for i := range 4 {
		VPDPBUSD_BCST(at(k.x, 4*i), w[i], low)
		VPDPBUSD_BCST(at(k.x, 4*i+16), w[i+4], high)
	}
}

// addVNNI adds the float sum times the scales to the token's results.
func (k blockKernel) addVNNI(sum, scale reg.VecVirtual) {
	both := ZMM()
	VMULPS_BCST(at(k.x, scaleAt), scale, both)
	VMULPS(both, sum, sum)
	VADDPS(at(k.acc, 0), sum, sum)
	VMOVUPS(sum, at(k.acc, 0))
}

// addAVX2 is addVNNI for 8 rows.
func (k blockKernel) addAVX2(sum, scale reg.VecVirtual) {
	both := YMM()
	VBROADCASTSS(at(k.x, scaleAt), both)
	VMULPS(both, scale, both)
	VMULPS(both, sum, sum)
	VADDPS(at(k.acc, 0), sum, sum)
	VMOVUPS(sum, at(k.acc, 0))
}

// vectors returns n registers that make makes.
func vectors(n int, make func() reg.VecVirtual) []reg.VecVirtual {
	v := []reg.VecVirtual{}
	for range n {
		v = append(v, make())
	}
	return v
}

// onesAVX2 returns 16 times the int16 1.
func onesAVX2() reg.VecVirtual {
	ones := YMM()
	VPCMPEQW(ones, ones, ones)
	VPSRLW(Imm(15), ones, ones)
	return ones
}

// constant returns a register whose 32-bit elements are all v.
func constant(v uint32, x reg.VecVirtual) reg.VecVirtual {
	r := GP32()
	MOVL(U32(v), r)
	low := XMM()
	VMOVD(r, low)
	VPBROADCASTD(low, x)
	return x
}
