//go:build !noasm

package kernels

import "github.com/pawgen/pawgen/internal/run/gguf"

// machineKernel returns the fastest kernel for type t, nil if there is none.
func machineKernel(t gguf.Type, k kind) *panelKernel {
	switch {
	case Has(DotProd):
		if k, ok := kernelsDotProd[t]; ok {
			return k
		}
		return othersDotProd[k]
	case Has(NEON):
		if k, ok := kernelsNEON[t]; ok {
			return k
		}
		return othersNEON[k]
	}
	return nil
}

// Weights in panels are signed, and the integer scales of Q6_K 32 bits wide, so
// that the same panels serve both.
var (
	kernelsDotProd = map[gguf.Type]*panelKernel{
		gguf.Q8_0: {unpack: unpackQ8NEON, run: panelScaleDotProd, rows: 8},
		gguf.Q4_0: {unpack: unpackQ4NEON, run: panelScaleDotProd, rows: 8},
		gguf.Q6_K: {unpack: unpackQ6NEON, run: panelHalvesDotProd, rows: 8},
	}
	othersDotProd = map[kind]*panelKernel{
		oneScale:    {run: panelScaleDotProd, rows: 8},
		withMinimum: {run: panelMinimumDotProd, rows: 8},
	}
	kernelsNEON = map[gguf.Type]*panelKernel{
		gguf.Q8_0: {unpack: unpackQ8NEON, run: panelScaleNEON, rows: 8},
		gguf.Q4_0: {unpack: unpackQ4NEON, run: panelScaleNEON, rows: 8},
		gguf.Q6_K: {unpack: unpackQ6NEON, run: panelHalvesNEON, rows: 8},
	}
	othersNEON = map[kind]*panelKernel{
		oneScale:    {run: panelScaleNEON, rows: 8},
		withMinimum: {run: panelMinimumNEON, rows: 8},
	}
)

// packRows copies n times 16 bytes of 16 rows that are stride bytes apart: four
// lines, each of 4 bytes of each row, for each.
func packRows(dst, rows []byte, stride, n int) {
	_, _ = dst[:4*line*n], rows[:(panelRows-1)*stride+16*n]
	packRowsNEON(&dst[0], &rows[0], stride, n)
}

// vectorStore has no kernel.
func vectorStore([]float32, []float32, int) bool { return false }

//go:noescape
func packRowsNEON(dst, rows *byte, stride, n int)

// The decoders; see panelKernel.unpack. That of Q6_K writes 256 columns whatever
// blocks says.

//go:noescape
func unpackQ8NEON(panels, records *byte, blocks int)

//go:noescape
func unpackQ4NEON(panels, records *byte, blocks int)

//go:noescape
func unpackQ6NEON(panels, records *byte, blocks int)

// The products of 8 rows of one panel; see panelKernel.run.

//go:noescape
func panelScaleDotProd(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

//go:noescape
func panelMinimumDotProd(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

//go:noescape
func panelHalvesDotProd(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

//go:noescape
func panelScaleNEON(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

//go:noescape
func panelMinimumNEON(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

//go:noescape
func panelHalvesNEON(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)
