package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func exp() {
	expShifted()
	swiGLU()
	geluTanh()
}

// exponential is Exp for 8 numbers. Its constants are in memory: there are more
// than registers.
type exponential struct {
	at map[string]Mem
}

// newExponential puts the constants into the file, each 8 times.
func newExponential() exponential {
	e := exponential{map[string]Mem{}}
	m := GLOBL("expConstants", RODATA|NOPTR)
	for i, c := range []struct {
		name  string
		value float64
	}{
		{"log2e", 1 / math.Ln2}, {"magic", 3 << 22}, {"high", 355. / 512}, {"low", math.Ln2 - 355./512},
		{"1/5040", 1. / 5040}, {"1/720", 1. / 720}, {"1/120", 1. / 120}, {"1/24", 1. / 24}, {"1/6", 1. / 6},
		{"1/2", 1. / 2}, {"1", 1}, {"least", -87}, {"most", 88}, {"inf", math.Inf(1)}, {"-0", math.Copysign(0, -1)},
		{"cubic", 0.044715}, {"twice", 2 * 0.797884560802865355879892119868763737},
	} {
		for j := range 8 {
			DATA(32*i+4*j, U32(math.Float32bits(float32(c.value))))
		}
		e.at[c.name] = m.Offset(32 * i)
	}
	return e
}

// of sets to to e^x in the order of Exp's operations.
func (e exponential) of(x, to reg.VecVirtual) {
	shifted, n, product, mask := YMM(), YMM(), YMM(), YMM()
	VMULPS(e.at["log2e"], x, shifted)
	VADDPS(e.at["magic"], shifted, shifted)
	VSUBPS(e.at["magic"], shifted, n)
	r := YMM()
	VMULPS(e.at["high"], n, product)
	VSUBPS(product, x, r)
	VMULPS(e.at["low"], n, product)
	VSUBPS(product, r, r)
	VMULPS(e.at["1/5040"], r, to)
	for _, c := range []string{"1/720", "1/120", "1/24", "1/6", "1/2", "1"} {
		VADDPS(e.at[c], to, to)
		VMULPS(r, to, to)
	}
	VADDPS(e.at["1"], to, to)
	VPSLLD(U8(23), shifted, shifted)
	VPADDD(e.at["1"], shifted, shifted) // the bits of 1 are 127<<23
	VMULPS(shifted, to, to)             // times 2^n

	VCMPPS(U8(1), e.at["least"], x, mask) // x < least
	VANDNPS(to, mask, to)
	VCMPPS(U8(14), e.at["most"], x, mask) // x > most
	VBLENDVPS(mask, e.at["inf"], to, to)
	VCMPPS(U8(3), x, x, mask) // NaN
	VBLENDVPS(mask, x, to, to)
}

// constants are shared by the file's functions.
var constants exponential

func expShifted() {
	constants = newExponential()
	TEXT("expShifted", NOSPLIT, "func(x *float32, n int, shift float32)")
	x, n, shift := GP64(), GP64(), YMM()
	Load(Param("x"), x)
	Load(Param("n"), n)
	shiftAt, err := Param("shift").Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSS(shiftAt.Addr, shift)
	Label("again")
	v, to := YMM(), YMM()
	VMOVUPS(at(x, 0), v)
	VSUBPS(shift, v, v)
	constants.of(v, to)
	VMOVUPS(to, at(x, 0))
	ADDQ(U32(32), x)
	SUBQ(U8(8), n)
	JNZ(LabelRef("again"))
	VZEROUPPER()
	RET()
}

func swiGLU() {
	TEXT("swiGLU", NOSPLIT, "func(gate, up *float32, n int)")
	gate, up, n := GP64(), GP64(), GP64()
	Load(Param("gate"), gate)
	Load(Param("up"), up)
	Load(Param("n"), n)
	Label("again")
	g, v, to := YMM(), YMM(), YMM()
	VMOVUPS(at(gate, 0), g)
	VXORPS(constants.at["-0"], g, v)
	constants.of(v, to)
	VADDPS(constants.at["1"], to, to)
	VDIVPS(to, g, to)
	VMULPS(at(up, 0), to, to)
	VMOVUPS(to, at(gate, 0))
	ADDQ(U32(32), gate)
	ADDQ(U32(32), up)
	SUBQ(U8(8), n)
	JNZ(LabelRef("again"))
	VZEROUPPER()
	RET()
}

func geluTanh() {
	TEXT("geluTanh", NOSPLIT, "func(x *float32, n int)")
	x, n := GP64(), GP64()
	Load(Param("x"), x)
	Load(Param("n"), n)
	Label("again")
	v, u, cube, to := YMM(), YMM(), YMM(), YMM()
	VMOVUPS(at(x, 0), v)
	VMULPS(v, v, cube)
	VMULPS(constants.at["cubic"], cube, cube)
	VADDPS(constants.at["1"], cube, cube)
	VMULPS(constants.at["twice"], v, u)
	VMULPS(cube, u, u)
	VXORPS(constants.at["-0"], u, u)
	constants.of(u, to)
	VADDPS(constants.at["1"], to, to)
	VDIVPS(to, v, to)
	VMOVUPS(to, at(x, 0))
	ADDQ(U32(32), x)
	SUBQ(U8(8), n)
	JNZ(LabelRef("again"))
	VZEROUPPER()
	RET()
}
