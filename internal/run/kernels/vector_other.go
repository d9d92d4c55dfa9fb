//go:build (!amd64 && !arm64) || noasm

package kernels

import "github.com/pawgen/pawgen/internal/run/gguf"

func vectorSum(lanes *[lanesOf]float32, x []float32) int                   { return 0 }
func vectorMax(lanes *[lanesOf]float32, x []float32) int                   { return 0 }
func vectorSquares(lanes *[lanesOf]float64, x []float32, mean float64) int { return 0 }
func vectorAddScaled(dst []float32, s float32, x []float32) int            { return 0 }
func vectorScale(x []float32, s float32) int                               { return 0 }
func vectorScaleBy(dst, x []float32, s float32, weight []float32) int      { return 0 }
func vectorRotate(a, b, cos, sin []float32) int                            { return 0 }
func vectorMagnitude(lanes *[lanesOf]uint32, x []float32) int              { return 0 }
func vectorWords(dst []int16, x []float32, s float32) int                  { return 0 }
func vectorFloats(dst []float32, x []int32, s float32) int                 { return 0 }
func vectorExp(x []float32, shift float32) int                             { return 0 }
func vectorSwiGLU(gate, up []float32) int                                  { return 0 }
func vectorGELU(x []float32) int                                           { return 0 }

func vectorScores(dst []float32, stride int, q []int16, qScales []float32, h Head, pairs int) bool {
	return false
}

func vectorMix(out []int32, dim int, weights []int16, stride int, values []int8, n, rows int) int {
	return 0
}

// floatKernelOf returns that there is no kernel.
func floatKernelOf() (k floatKernel, ok bool) { return k, false }

func vectorInterleave(dst []float32, rows Rows) int { return 0 }

// columnsKernelOf is never called: nothing is packed.
func columnsKernelOf(gguf.Type) columnsKernel { return columnsKernel{} }
