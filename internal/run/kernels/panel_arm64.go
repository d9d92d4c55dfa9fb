//go:build !noasm

package kernels

import "github.com/pawgen/pawgen/internal/run/gguf"

// machineKernel returns the fastest kernel for type t, nil if there is none.
func machineKernel(t gguf.Type) *panelKernel {
	switch {
	case Has(DotProd):
		return kernelsDotProd[t]
	case Has(NEON):
		return kernelsNEON[t]
	}
	return nil
}

// Weights in panels are signed, and the integer scales of Q6_K 32 bits wide, so
// that the same panels serve both.
var (
	kernelsDotProd = map[gguf.Type]*panelKernel{
		gguf.Q8_0:   {unpack: unpackQ8NEON, run: panelScaleDotProd, rows: 8},
		gguf.Q4_0:   {unpack: unpackQ4NEON, run: panelScaleDotProd, rows: 8},
		gguf.Q4_1:   {unpack: unpackQ41NEON, run: panelMinimumDotProd, rows: 8},
		gguf.Q5_0:   {unpack: unpackQ50NEON, run: panelScaleDotProd, rows: 8},
		gguf.Q5_1:   {unpack: unpackQ51NEON, run: panelMinimumDotProd, rows: 8},
		gguf.Q4_K:   {unpack: unpackQ4KNEON, run: panelMinimumDotProd, rows: 8},
		gguf.Q5_K:   {unpack: unpackQ5KNEON, run: panelMinimumDotProd, rows: 8},
		gguf.Q6_K:   {unpack: unpackQ6NEON, run: panelHalvesDotProd, rows: 8},
		gguf.IQ4_NL: {unpack: unpackIQ4NEON, run: panelScaleDotProd, rows: 8},
		gguf.IQ4_XS: {unpack: unpackIQ4XSNEON, run: panelScaleDotProd, rows: 8},
	}
	kernelsNEON = map[gguf.Type]*panelKernel{
		gguf.Q8_0:   {unpack: unpackQ8NEON, run: panelScaleNEON, rows: 8},
		gguf.Q4_0:   {unpack: unpackQ4NEON, run: panelScaleNEON, rows: 8},
		gguf.Q4_1:   {unpack: unpackQ41NEON, run: panelMinimumNEON, rows: 8},
		gguf.Q5_0:   {unpack: unpackQ50NEON, run: panelScaleNEON, rows: 8},
		gguf.Q5_1:   {unpack: unpackQ51NEON, run: panelMinimumNEON, rows: 8},
		gguf.Q4_K:   {unpack: unpackQ4KNEON, run: panelMinimumNEON, rows: 8},
		gguf.Q5_K:   {unpack: unpackQ5KNEON, run: panelMinimumNEON, rows: 8},
		gguf.Q6_K:   {unpack: unpackQ6NEON, run: panelHalvesNEON, rows: 8},
		gguf.IQ4_NL: {unpack: unpackIQ4NEON, run: panelScaleNEON, rows: 8},
		gguf.IQ4_XS: {unpack: unpackIQ4XSNEON, run: panelScaleNEON, rows: 8},
	}
)

// vectorStore has no kernel.
func vectorStore([]float32, []float32, int) bool { return false }

// Products with 8 rows of one panel; see [panelKernel], run.

// panelScaleDotProd does what [sums.addBlocks] does.
//
//go:noescape
func panelScaleDotProd(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

// panelMinimumDotProd does what [sums.addMinima] does.
//
//go:noescape
func panelMinimumDotProd(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

// panelHalvesDotProd does what [sums.addHalves] does.
//
//go:noescape
func panelHalvesDotProd(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

// panelScaleNEON does what [sums.addBlocks] does.
//
//go:noescape
func panelScaleNEON(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

// panelMinimumNEON does what [sums.addMinima] does.
//
//go:noescape
func panelMinimumNEON(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

// panelHalvesNEON does what [sums.addHalves] does.
//
//go:noescape
func panelHalvesNEON(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)
