// Package kernels does the engine's arithmetic: matrix products with weights
// as they lie in the file, and the small functions between them.
//
// Package transformer calls it in the order of the model's equations. The Go
// code here is the definition of every result: it gives the same bits on every
// machine, and kernels for special instructions must give the same bits too.
// Three rules make that so.
//
//   - Products of quantised weights are sums of integers. Activations are
//     rounded to int8 per block of 32 ([Input]), each block's sum is exact, and
//     only the blocks' sums are floating point, added in index order. Weights
//     with a minimum add a second term per block (minimum.go).
//   - All other sums run in index order, with every product rounded before it
//     is added. The compiler may fuse x*y+z into one rounding on some machines
//     and does on arm64; an explicit conversion around the product forbids it,
//     so float32(x*y)+z in this package is never decoration.
//   - exp, sin and the like are polynomials of our own; those of package math
//     are assembly on some machines. Only math.Sqrt, which IEEE defines, and
//     functions that move bits are used.
//
// Kernels in assembly for amd64, with AVX2 and with AVX-512, are chosen when the
// program runs; the build tag noasm leaves them out. A vector's lanes are
// outputs that have nothing to do with each other, never parts of one sum, so
// that its width does not change the order of any sum. To that end quantised
// and floating-point matrices are copied with 16 rows interleaved (group.go,
// rows.go) when they are first multiplied as a whole. The assembly is written by
// the programs in _generate, a module of its own: go generate runs them.
package kernels
