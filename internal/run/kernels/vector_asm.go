//go:build (amd64 || arm64) && !noasm

package kernels

//go:generate env GOWORK=off go run -C _generate . -kernel vector -out ../vector_amd64.s
//go:generate env GOWORK=off go run -C _generate . -kernel exp -out ../exp_amd64.s

// hasVectors reports whether the machine has this file's kernels, which are alike
// on amd64 and arm64.
func hasVectors() bool { return Has(AVX2) || Has(NEON) }

// whole is how many of n numbers fill registers of the given lanes.
func whole(n, lanes int) int {
	if !hasVectors() {
		return 0
	}
	return n &^ (lanes - 1)
}

func vectorSum(lanes *[lanesOf]float32, x []float32) int {
	n := whole(len(x), 16)
	if n > 0 {
		sumVector(lanes, &x[0], n)
	}
	return n
}

func vectorMax(lanes *[lanesOf]float32, x []float32) int {
	n := whole(len(x), 16)
	if n > 0 {
		maxVector(lanes, &x[0], n)
	}
	return n
}

func vectorSquares(lanes *[lanesOf]float64, x []float32, mean float64) int {
	n := whole(len(x), 16)
	if n > 0 {
		squaresVector(lanes, &x[0], n, mean)
	}
	return n
}

func vectorAddScaled(dst []float32, s float32, x []float32) int {
	n := whole(len(x), 8)
	if n > 0 {
		addScaledVector(&dst[0], &x[0], n, s)
	}
	return n
}

func vectorScale(x []float32, s float32) int {
	n := whole(len(x), 8)
	if n > 0 {
		scaleVector(&x[0], n, s)
	}
	return n
}

func vectorScaleBy(dst, x []float32, s float32, weight []float32) int {
	n := whole(len(x), 8)
	if n > 0 {
		scaleByVector(&dst[0], &x[0], &weight[0], n, s)
	}
	return n
}

func vectorRotate(a, b, cos, sin []float32) int {
	n := whole(len(cos), 8)
	if n > 0 {
		rotateVector(&a[0], &b[0], &cos[0], &sin[0], n)
	}
	return n
}

func vectorMagnitude(lanes *[lanesOf]uint32, x []float32) int {
	n := whole(len(x), 16)
	if n > 0 {
		magnitudeVector(lanes, &x[0], n)
	}
	return n
}

func vectorWords(dst []int16, x []float32, s float32) int {
	n := whole(len(x), 16)
	if n > 0 {
		wordsVector(&dst[0], &x[0], n, s)
	}
	return n
}

func vectorFloats(dst []float32, x []int32, s float32) int {
	n := whole(len(x), 8)
	if n > 0 {
		floatsVector(&dst[0], &x[0], n, s)
	}
	return n
}

func vectorExp(x []float32, shift float32) int {
	n := whole(len(x), 8)
	if n > 0 {
		expShifted(&x[0], n, shift)
	}
	return n
}

func vectorSwiGLU(gate, up []float32) int {
	if wideSwiGLU(gate, up) {
		return len(gate)
	}
	n := whole(len(gate), 8)
	if n > 0 {
		swiGLU(&gate[0], &up[0], n)
	}
	return n
}

func vectorGELU(x []float32) int {
	n := whole(len(x), 8)
	if n > 0 {
		geluTanh(&x[0], n)
	}
	return n
}

// The kernels want n to be a multiple of 8, or of 16 where there are 16 lanes,
// and at least that.

//go:noescape
func sumVector(lanes *[lanesOf]float32, x *float32, n int)

//go:noescape
func maxVector(lanes *[lanesOf]float32, x *float32, n int)

//go:noescape
func squaresVector(lanes *[lanesOf]float64, x *float32, n int, mean float64)

//go:noescape
func addScaledVector(dst, x *float32, n int, s float32)

//go:noescape
func scaleVector(x *float32, n int, s float32)

//go:noescape
func scaleByVector(dst, x, weight *float32, n int, s float32)

//go:noescape
func rotateVector(a, b, cos, sin *float32, n int)

//go:noescape
func magnitudeVector(lanes *[lanesOf]uint32, x *float32, n int)

//go:noescape
func wordsVector(dst *int16, x *float32, n int, s float32)

//go:noescape
func floatsVector(dst *float32, x *int32, n int, s float32)

// expShifted sets numbers to Exp(x - shift).
//
//go:noescape
func expShifted(x *float32, n int, shift float32)

//go:noescape
func swiGLU(gate, up *float32, n int)

//go:noescape
func geluTanh(x *float32, n int)
