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
	maxAVX512()
	exponentialsAVX512()
	swiGLUAVX512()
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

// wide is [exponential] for 16 numbers, with its constants in registers.
type wide map[string]reg.VecVirtual

func newWide() wide {
	w := wide{}
	for _, name := range []string{"log2e", "magic", "high", "low", "1/5040", "1/720", "1/120", "1/24", "1/6", "1/2", "1", "least"} {
		w[name] = ZMM()
		VBROADCASTSS(constants.at[name], w[name])
	}
	return w
}

// of sets to to e^x in the order of Exp's operations, for x up to 88. The first
// product of n is exact, so that it may be fused; a NaN stays one by itself.
func (w wide) of(x, to reg.VecVirtual) {
	shifted, n, low, r, k := ZMM(), ZMM(), ZMM(), ZMM(), K()
	VMULPS(w["log2e"], x, shifted)
	VADDPS(w["magic"], shifted, shifted)
	VSUBPS(w["magic"], shifted, n)
	VMOVAPS(x, r)
	VFNMADD231PS(w["high"], n, r)
	VMULPS(w["low"], n, low)
	VSUBPS(low, r, r)
	VMULPS(w["1/5040"], r, to)
	for _, c := range []string{"1/720", "1/120", "1/24", "1/6", "1/2", "1"} {
		VADDPS(w[c], to, to)
		VMULPS(r, to, to)
	}
	VADDPS(w["1"], to, to)
	VPSLLD(U8(23), shifted, shifted)
	VPADDD(w["1"], shifted, shifted)
	VCMPPS(U8(5), w["least"], x, k) // not x < least
	VMULPS_Z(shifted, to, k, to)
}

// maxAVX512 joins every 16th number. Lanes without one have the last number.
func maxAVX512() {
	TEXT("maxAVX512", NOSPLIT, "func(lanes *[16]float32, x *float32, n int)")
	p := parameters("lanes", "x", "n")
	lanes := ZMM()
	VBROADCASTSS(Mem{Base: p[1], Index: p[2], Scale: 4, Disp: -4}, lanes)
	first, mask, k := GP64(), GP32(), K()
	MOVQ(U32(16), first)
	CMPQ(p[2], first)
	CMOVQLT(p[2], first)
	firstBits(mask, first)
	KMOVW(mask, k)
	VMOVUPS(at(p[1], 0), k, lanes)
	masked(p[2], func(k reg.OpmaskVirtual) {
		v := ZMM()
		VMOVUPS_Z(at(p[1], 0), k, v)
		VMAXPS(lanes, v, k, lanes) // the lane if one is not a number
	}, p[1])
	VMOVUPS(lanes, at(p[0], 0))
	VZEROUPPER()
	RET()
}

// exponentialsAVX512 adds every 16th number's to a lane.
func exponentialsAVX512() {
	TEXT("exponentialsAVX512", NOSPLIT, "func(lanes *[16]float32, x *float32, n int, most float32)")
	p, most, lanes := parameters("lanes", "x", "n"), ZMM(), ZMM()
	broadcastTo(most, "most")
	w := newWide()
	VPXORD(lanes, lanes, lanes)
	masked(p[2], func(k reg.OpmaskVirtual) {
		v, to := ZMM(), ZMM()
		VMOVUPS_Z(at(p[1], 0), k, v)
		VSUBPS(most, v, v)
		w.of(v, to)
		VMOVUPS(to, k, at(p[1], 0))
		VADDPS(to, lanes, k, lanes)
	}, p[1])
	VMOVUPS(lanes, at(p[0], 0))
	VZEROUPPER()
	RET()
}

func swiGLUAVX512() {
	TEXT("swiGLUAVX512", NOSPLIT, "func(gate, up *float32, n int)")
	p := parameters("gate", "up", "n")
	w := newWide()
	minus, most, inf := ZMM(), ZMM(), ZMM()
	VBROADCASTSS(constants.at["-0"], minus)
	VBROADCASTSS(constants.at["most"], most)
	VBROADCASTSS(constants.at["inf"], inf)
	masked(p[2], func(k reg.OpmaskVirtual) {
		g, v, to, large := ZMM(), ZMM(), ZMM(), K()
		VMOVUPS_Z(at(p[0], 0), k, g)
		VXORPS(minus, g, v)
		w.of(v, to)
		VCMPPS(U8(14), most, v, large) // v > most
		VMOVAPS(inf, large, to)
		VADDPS(w["1"], to, to)
		VDIVPS(to, g, to)
		VMULPS_Z(at(p[1], 0), to, k, to)
		VMOVUPS(to, k, at(p[0], 0))
	}, p[0], p[1])
	VZEROUPPER()
	RET()
}
