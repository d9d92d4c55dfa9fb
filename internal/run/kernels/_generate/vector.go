package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func vectors8() {
	lanes("sumVector", "float32", func() lane {
		return func(v, lane reg.VecVirtual) { VADDPS(v, lane, lane) }
	})
	lanes("maxVector", "float32", func() lane {
		// The second source, the lane, is the result if one is not a number.
		return func(v, lane reg.VecVirtual) { VMAXPS(lane, v, lane) }
	})
	lanes("magnitudeVector", "uint32", func() lane {
		noSign := constant(1<<31-1, YMM())
		return func(v, lane reg.VecVirtual) {
			VPAND(noSign, v, v)
			VPMAXUD(v, lane, lane)
		}
	})
	squares()
	addScaled()
	scale()
	scaleBy()
	rotate()
	rotatePairs()
	toWords()
	toFloats()
}

// loop repeats body for n numbers, step at a time, and moves the pointers on.
func loop(n reg.GPVirtual, step int, body func(), pointers ...reg.GPVirtual) {
	Label("again")
	body()
	for _, p := range pointers {
		ADDQ(U32(uint32(4*step)), p)
	}
	SUBQ(U32(uint32(step)), n)
	JNZ(LabelRef("again"))
	VZEROUPPER()
	RET()
}

// parameters loads what a function is given.
func parameters(names ...string) []reg.GPVirtual {
	all := []reg.GPVirtual{}
	for _, name := range names {
		r := GP64()
		Load(Param(name), r)
		all = append(all, r)
	}
	return all
}

// broadcast loads a parameter into all elements of a register.
func broadcast(name string, double bool) reg.VecVirtual {
	v := YMM()
	c, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	if double {
		VBROADCASTSD(c.Addr, v)
	} else {
		VBROADCASTSS(c.Addr, v)
	}
	return v
}

// broadcastTo loads a parameter into all elements of x.
func broadcastTo(x reg.VecVirtual, name string) {
	c, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSS(c.Addr, x)
}

// masked repeats body for n numbers, 16 at a time and at last those that remain,
// which k says, and moves the pointers on. It ends the function.
func masked(n reg.GPVirtual, body func(k reg.OpmaskVirtual), pointers ...reg.GPVirtual) {
	k := K()
	KXNORW(k, k, k)
	SUBQ(U32(16), n)
	JL(LabelRef("rest"))
	Label("again")
	step := func() {
		body(k)
		for _, p := range pointers {
			ADDQ(U32(64), p)
		}
	}
	step()
	SUBQ(U32(16), n)
	JGE(LabelRef("again"))
	Label("rest")
	ADDQ(U32(16), n)
	JZ(LabelRef("end"))
	mask := GP32()
	firstBits(mask, n)
	KMOVW(mask, k)
	step()
	Label("end")
}

// firstBits sets x to 2^n - 1, for n below 32.
func firstBits(x, n reg.GPVirtual) {
	MOVL(I32(-1), x)
	BZHIL(n.As32(), x, x)
}

// lane joins numbers with lanes.
type lane func(v, lane reg.VecVirtual)

// lanes does what start returns with 16 lanes of a type and every 16 numbers.
func lanes(name, of string, start func() lane) {
	TEXT(name, NOSPLIT, "func(lanes *[16]"+of+", x *float32, n int)")
	op := start()
	p := parameters("lanes", "x", "n")
	l := vectors(2, YMM)
	for i := range l {
		VMOVUPS(at(p[0], 32*i), l[i])
	}
	Label("again")
	for i := range l {
		v := YMM()
		VMOVUPS(at(p[1], 32*i), v)
		op(v, l[i])
	}
	ADDQ(U32(64), p[1])
	SUBQ(U32(16), p[2])
	JNZ(LabelRef("again"))
	for i := range l {
		VMOVUPS(l[i], at(p[0], 32*i))
	}
	VZEROUPPER()
	RET()
}

func squares() {
	TEXT("squaresVector", NOSPLIT, "func(lanes *[16]float64, x *float32, n int, mean float64)")
	p := parameters("lanes", "x", "n")
	mean := broadcast("mean", true)
	l := vectors(4, YMM)
	for i := range l {
		VMOVUPD(at(p[0], 32*i), l[i])
	}
	Label("again")
	for i := range l {
		v := YMM()
		VCVTPS2PD(at(p[1], 16*i), v)
		VSUBPD(mean, v, v)
		VMULPD(v, v, v)
		VADDPD(v, l[i], l[i])
	}
	ADDQ(U32(64), p[1])
	SUBQ(U32(16), p[2])
	JNZ(LabelRef("again"))
	for i := range l {
		VMOVUPD(l[i], at(p[0], 32*i))
	}
	VZEROUPPER()
	RET()
}

func addScaled() {
	TEXT("addScaledVector", NOSPLIT, "func(dst, x *float32, n int, s float32)")
	p, s := parameters("dst", "x", "n"), broadcast("s", false)
	loop(p[2], 8, func() {
		v := YMM()
		VMULPS(at(p[1], 0), s, v)
		VADDPS(at(p[0], 0), v, v)
		VMOVUPS(v, at(p[0], 0))
	}, p[0], p[1])
}

func scale() {
	TEXT("scaleVector", NOSPLIT, "func(x *float32, n int, s float32)")
	p, s := parameters("x", "n"), broadcast("s", false)
	loop(p[1], 8, func() {
		v := YMM()
		VMULPS(at(p[0], 0), s, v)
		VMOVUPS(v, at(p[0], 0))
	}, p[0])
}

func scaleBy() {
	TEXT("scaleByVector", NOSPLIT, "func(dst, x, weight *float32, n int, s float32)")
	p, s := parameters("dst", "x", "weight", "n"), broadcast("s", false)
	loop(p[3], 8, func() {
		v := YMM()
		VMULPS(at(p[1], 0), s, v)
		VMULPS(at(p[2], 0), v, v)
		VMOVUPS(v, at(p[0], 0))
	}, p[0], p[1], p[2])
}

func rotate() {
	TEXT("rotateVector", NOSPLIT, "func(a, b, cos, sin *float32, n int)")
	p := parameters("a", "b", "cos", "sin", "n")
	loop(p[4], 8, func() {
		a, b, c, s := YMM(), YMM(), YMM(), YMM()
		VMOVUPS(at(p[0], 0), a)
		VMOVUPS(at(p[1], 0), b)
		VMOVUPS(at(p[2], 0), c)
		VMOVUPS(at(p[3], 0), s)
		ac, bs, bc, as := YMM(), YMM(), YMM(), YMM()
		VMULPS(c, a, ac)
		VMULPS(s, b, bs)
		VSUBPS(bs, ac, ac)
		VMULPS(c, b, bc)
		VMULPS(s, a, as)
		VADDPS(as, bc, bc)
		VMOVUPS(ac, at(p[0], 0))
		VMOVUPS(bc, at(p[1], 0))
	}, p[:4]...)
}

// rotatePairs is rotate with neighbours. It turns the pairs of four registers'
// halves into one of firsts and one of seconds.
func rotatePairs() {
	TEXT("rotatePairsVector", NOSPLIT, "func(low, high, x, cos, sin *float32, n int)")
	p := parameters("low", "high", "x", "cos", "sin", "n")
	loop(p[5], 8, func() {
		x, a, b := vectors(2, YMM), YMM(), YMM()
		for i := range x {
			VMOVUPS(at(p[2], 32*i), x[i])
		}
		for i, v := range []reg.VecVirtual{a, b} {
			VSHUFPS(U8(0x88+0x55*i), x[1], x[0], v)
			VPERMPD(U8(0xd8), v, v)
		}
		ac, bs, bc, as := YMM(), YMM(), YMM(), YMM()
		VMULPS(at(p[3], 0), a, ac)
		VMULPS(at(p[4], 0), b, bs)
		VSUBPS(bs, ac, ac)
		VMULPS(at(p[3], 0), b, bc)
		VMULPS(at(p[4], 0), a, as)
		VADDPS(as, bc, bc)
		VMOVUPS(ac, at(p[0], 0))
		VMOVUPS(bc, at(p[1], 0))
		ADDQ(U32(32), p[2])
	}, p[:5]...)
}

// toWords rounds as quantize does.
func toWords() {
	TEXT("wordsVector", NOSPLIT, "func(dst *int16, x *float32, n int, s float32)")
	p, s := parameters("dst", "x", "n"), broadcast("s", false)
	magic := constant(math.Float32bits(3<<22), YMM())
	loop(p[2], 16, func() {
		v := vectors(2, YMM)
		for i, v := range v {
			VMULPS(at(p[1], 32*i), s, v)
			VADDPS(magic, v, v)
			VPSLLD(U8(16), v, v) // the low halves, sign-extended
			VPSRAD(U8(16), v, v)
		}
		VPACKSSDW(v[1], v[0], v[0])
		VPERMQ(U8(0xd8), v[0], v[0])
		VMOVDQU(v[0], at(p[0], 0))
		ADDQ(U32(32), p[0])
	}, p[1])
}

func toFloats() {
	TEXT("floatsVector", NOSPLIT, "func(dst *float32, x *int32, n int, s float32)")
	p, s := parameters("dst", "x", "n"), broadcast("s", false)
	loop(p[2], 8, func() {
		v := YMM()
		VCVTDQ2PS(at(p[1], 0), v)
		VMULPS(v, s, v)
		VMOVUPS(v, at(p[0], 0))
	}, p[0], p[1])
}
