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
//     with a minimum add a second term per block (row.go). Attention multiplies
//     integers too (attention.go).
//   - All other sums run in index order, with every product rounded before it
//     is added. The compiler may fuse x*y+z into one rounding on some machines
//     and does on arm64; an explicit conversion around the product forbids it,
//     so float32(x*y)+z in this package is never decoration.
//   - exp, sin and the like are polynomials of our own; those of package math
//     are assembly on some machines. Only math.Sqrt, which IEEE defines, and
//     functions that move bits are used.
//
// Kernels in assembly for amd64, with AVX2 and with AVX-512, and for arm64, with
// NEON and with its dot products, are chosen when the program runs; the build tag
// noasm leaves them out. A vector's lanes are outputs that have nothing to do with
// each other, so that its width does not change the order of any sum; sums of
// single vectors have 16 lanes everywhere (vector.go). Quantised matrices are
// decoded 16 rows side by side, a panel at a time (panel.go), from a copy that is
// made for it where that pays (pack.go), and so are large floating-point ones and
// those of 16 bits; small ones have 16 rows interleaved (columns.go). Keys and values are int8, in pages of 16 tokens
// (attention.go). A [Crew] shares large products among goroutines (crew.go). The
// assembly for amd64 is written by the programs in _generate, a module of its own:
// go generate runs them. That for arm64 is written by hand.
package kernels
