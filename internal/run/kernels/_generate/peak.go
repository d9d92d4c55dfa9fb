package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// peak multiplies registers with each other: what the machine can do at most.
func peak() {
	TEXT("peakVNNI", NOSPLIT, "func(n int)")
	n := GP64()
	Load(Param("n"), n)
	x, sums := ZMM(), vectors(16, ZMM)
	for _, s := range append(sums, x) {
		VPXORD(s, s, s)
	}
	Label("again")
	for _, s := range sums {
		VPDPBUSD(x, x, s)
	}
	DECQ(n)
	JNZ(LabelRef("again"))
	VZEROUPPER()
	RET()
}
