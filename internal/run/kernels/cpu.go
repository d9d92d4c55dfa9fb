package kernels

// Feature is a set of instruction set extensions that kernels use where the
// machine has them. They change how fast results come, never the results.
type Feature uint8

const (
	AVX2    Feature = 1 << iota // with AVX and F16C
	AVX512                      // F, BW, DQ and VL, with BMI2
	VNNI                        // AVX-512 VNNI
	NEON                        // of arm64
	DotProd                     // with the dot products of ARMv8.2
)

// features are what kernels may use. Only tests change it.
var features = detect()

// Has reports whether kernels use all of f.
func Has(f Feature) bool { return features&f == f }

// Features returns all that kernels may use.
func Features() Feature { return features }

// Disable stops the use of f, for tests, until undo is called. Nothing else may
// use the package at the time of either call.
func Disable(f Feature) (undo func()) {
	before := features
	features &^= f
	return func() { features = before }
}
