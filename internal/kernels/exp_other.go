//go:build !amd64 || noasm

package kernels

// The kernels for AVX2 are never called without it.

func expShifted(x *float32, n int, shift float32) { panic("kernels: internal error: no expShifted") }

func swiGLU(gate, up *float32, n int) { panic("kernels: internal error: no swiGLU") }

func geluTanh(x *float32, n int) { panic("kernels: internal error: no geluTanh") }
