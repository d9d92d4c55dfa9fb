//go:build !noasm

package kernels

import "github.com/pawgen/pawgen/internal/run/gguf"

//go:generate env GOWORK=off go run -C _generate . -kernel panel -out ../panel_amd64.s

// machineKernel returns the fastest kernel for type t, nil if there is none.
func machineKernel(t gguf.Type) *panelKernel {
	switch {
	case Has(AVX512 | VNNI):
		return kernelsVNNI[t]
	case Has(AVX2):
		return kernelsAVX2[t]
	}
	return nil
}

// VNNI multiplies unsigned weights, which are 128 too large, with signed
// activations.
var (
	kernelsVNNI = map[gguf.Type]*panelKernel{
		gguf.Q8_0:   {unpack: unpackQ8VNNI, single: singleQ8VNNI, run: panelScaleVNNI, rows: pair},
		gguf.Q4_0:   {unpack: unpackQ4VNNI, single: singleQ4VNNI, run: panelScaleVNNI, rows: pair},
		gguf.Q4_1:   {unpack: unpackQ41VNNI, single: singleQ41VNNI, run: panelMinimumVNNI, rows: pair},
		gguf.Q5_0:   {unpack: unpackQ50VNNI, single: singleQ50VNNI, run: panelScaleVNNI, rows: pair},
		gguf.Q5_1:   {unpack: unpackQ51VNNI, single: singleQ51VNNI, run: panelMinimumVNNI, rows: pair},
		gguf.Q4_K:   {unpack: unpackQ4KVNNI, single: singleQ4KVNNI, run: panelMinimumVNNI, rows: pair},
		gguf.Q5_K:   {unpack: unpackQ5KVNNI, single: singleQ5KVNNI, run: panelMinimumVNNI, rows: pair},
		gguf.IQ4_XS: {unpack: unpackIQ4XSVNNI, single: singleIQ4XSVNNI, run: panelScaleVNNI, rows: pair},
		gguf.Q6_K:   {unpack: unpackQ6VNNI, single: singleQ6VNNI, run: panelHalvesVNNI, rows: pair},
		gguf.IQ4_NL: {unpack: unpackIQ4VNNI, single: singleIQ4VNNI, run: panelScaleVNNI, rows: pair},
	}
	kernelsAVX2 = map[gguf.Type]*panelKernel{
		gguf.Q8_0:   {unpack: unpackQ8AVX2, single: singleQ8AVX2, run: panelScaleAVX2, rows: 8},
		gguf.Q4_0:   {unpack: unpackQ4AVX2, single: singleQ4AVX2, run: panelNibblesAVX2, rows: 8},
		gguf.Q4_1:   {unpack: unpackQ41AVX2, single: singleQ41AVX2, run: panelNibblesMinimumAVX2, rows: 8},
		gguf.Q5_0:   {unpack: unpackQ50AVX2, single: singleQ50AVX2, run: panelFifthsAVX2, rows: 8},
		gguf.Q5_1:   {unpack: unpackQ51AVX2, single: singleQ51AVX2, run: panelFifthsMinimumAVX2, rows: 8},
		gguf.Q4_K:   {unpack: unpackQ4KAVX2, single: singleQ4KAVX2, run: panelNibblesMinimumAVX2, rows: 8},
		gguf.Q5_K:   {unpack: unpackQ5KAVX2, single: singleQ5KAVX2, run: panelFifthsMinimumAVX2, rows: 8},
		gguf.IQ4_XS: {unpack: unpackIQ4XSAVX2, single: singleIQ4XSAVX2, run: panelScaleAVX2, rows: 8},
		gguf.Q6_K:   {unpack: unpackQ6AVX2, single: singleQ6AVX2, run: panelHalvesAVX2, rows: 8},
		gguf.IQ4_NL: {unpack: unpackIQ4AVX2, single: singleIQ4AVX2, run: panelScaleAVX2, rows: 8},
	}
)

// vectorStore copies acc, [tokens, 32], to dst, where a token's are rows apart, if
// there is a kernel for it.
func vectorStore(dst, acc []float32, rows int) bool {
	if !Has(AVX2) {
		return false
	}
	storePairAVX2(&dst[0], &acc[0], len(acc)/pair, 4*rows)
	return true
}

// storePairAVX2 copies tokens times 32 results to dst, stride bytes apart. See
// [product.finish].
//
//go:noescape
func storePairAVX2(dst, acc *float32, tokens, stride int)

// Products with 32 rows, or with 8 of one panel; see [panelKernel], run.

// panelScaleVNNI multiplies 32 rows whose weights are 128 too large. See [sums.addBlocks].
//
//go:noescape
func panelScaleVNNI(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

// panelMinimumVNNI multiplies 32 rows whose weights are unsigned. See [sums.addMinima].
//
//go:noescape
func panelMinimumVNNI(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

// panelHalvesVNNI multiplies 32 rows whose weights are 128 too large. See [sums.addHalves].
//
//go:noescape
func panelHalvesVNNI(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

// panelScaleAVX2 multiplies 8 rows whose weights are signed. See [sums.addBlocks].
//
//go:noescape
func panelScaleAVX2(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

// panelNibblesAVX2 multiplies 8 rows whose weights have 4 bits and are 8 too large. See [sums.addBlocks].
//
//go:noescape
func panelNibblesAVX2(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

// panelFifthsAVX2 multiplies 8 rows whose weights have 5 bits and are 16 too large. See [sums.addBlocks].
//
//go:noescape
func panelFifthsAVX2(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

// panelNibblesMinimumAVX2 multiplies 8 rows whose weights have 4 bits. See [sums.addMinima].
//
//go:noescape
func panelNibblesMinimumAVX2(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

// panelFifthsMinimumAVX2 multiplies 8 rows whose weights have 4 or 5 bits. See [sums.addMinima].
//
//go:noescape
func panelFifthsMinimumAVX2(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

// panelHalvesAVX2 multiplies 8 rows whose weights are 32 too large. See [sums.addHalves].
//
//go:noescape
func panelHalvesAVX2(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)
