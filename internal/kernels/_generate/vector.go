package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func vectors8() {
	lanes("sumVector", func(v, lane reg.VecVirtual) { VADDPS(v, lane, lane) })
	// The second source, the lane, is the result if one is not a number.
	lanes("maxVector", func(v, lane reg.VecVirtual) { VMAXPS(lane, v, lane) })
	squares()
	addScaled()
	scale()
	scaleBy()
	rotate()
	toHalves()
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

// lanes does op with 16 lanes and every 16 numbers.
func lanes(name string, op func(v, lane reg.VecVirtual)) {
	TEXT(name, NOSPLIT, "func(lanes *[16]float32, x *float32, n int)")
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

func toHalves() {
	TEXT("halvesVector", NOSPLIT, "func(dst *uint16, x *float32, n int)")
	p := parameters("dst", "x", "n")
	loop(p[2], 8, func() {
		v := YMM()
		VMOVUPS(at(p[1], 0), v)
		VCVTPS2PH(U8(0), v, at(p[0], 0))
		ADDQ(U32(16), p[0])
	}, p[1])
}
