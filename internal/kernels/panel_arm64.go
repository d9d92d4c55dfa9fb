//go:build !noasm

package kernels

import "github.com/pawgen/pawgen/internal/gguf"

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
// that the decoders serve both.
var (
	kernelsDotProd = map[gguf.Type]*panelKernel{
		gguf.Q8_0: {decode: decodeQ8, run: panelScaleDotProd, rows: 8},
		gguf.Q4_0: {decode: decodeQ4, run: panelScaleDotProd, rows: 8},
		gguf.Q6_K: {decode: decodeQ6, run: panelHalvesDotProd, rows: 8},
	}
	othersDotProd = map[kind]*panelKernel{
		oneScale:    {run: panelScaleDotProd, rows: 8},
		withMinimum: {run: panelMinimumDotProd, rows: 8},
	}
	kernelsNEON = map[gguf.Type]*panelKernel{
		gguf.Q8_0: {decode: decodeQ8, run: panelScaleNEON, rows: 8},
		gguf.Q4_0: {decode: decodeQ4, run: panelScaleNEON, rows: 8},
		gguf.Q6_K: {decode: decodeQ6, run: panelHalvesNEON, rows: 8},
	}
	othersNEON = map[kind]*panelKernel{
		oneScale:    {run: panelScaleNEON, rows: 8},
		withMinimum: {run: panelMinimumNEON, rows: 8},
	}
)

// The decoders; see panelKernel.decode. That of Q6_K reads 256 columns whatever
// blocks says.

//go:noescape
func decodeQ8(panel, rows *byte, stride, blocks, ahead int)

//go:noescape
func decodeQ4(panel, rows *byte, stride, blocks, ahead int)

//go:noescape
func decodeQ6(panel, rows *byte, stride, blocks, ahead int)

// The products of 8 rows of one panel; see panelKernel.run.

//go:noescape
func panelScaleDotProd(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)

//go:noescape
func panelMinimumDotProd(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)

//go:noescape
func panelHalvesDotProd(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)

//go:noescape
func panelScaleNEON(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)

//go:noescape
func panelMinimumNEON(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)

//go:noescape
func panelHalvesNEON(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)
