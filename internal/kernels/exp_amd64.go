//go:build !noasm

package kernels

//go:generate go run -C _generate . -kernel exp -out ../exp_amd64.s

// expShifted sets n numbers to Exp(x - shift); n is a multiple of 8, at least
// 8. It needs AVX2.
//
//go:noescape
func expShifted(x *float32, n int, shift float32)

// swiGLU is SwiGLU for n numbers, a multiple of 8 and at least 8. It needs AVX2.
//
//go:noescape
func swiGLU(gate, up *float32, n int)

// geluTanh is GELUTanh for n numbers, a multiple of 8 and at least 8. It needs
// AVX2.
//
//go:noescape
func geluTanh(x *float32, n int)
