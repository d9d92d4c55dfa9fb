//go:build !noasm

package kernels

import "github.com/pawgen/pawgen/internal/run/gguf"

//go:generate go run -C _generate . -kernel panel -out ../panel_amd64.s
//go:generate go run -C _generate . -kernel unpack -out ../unpack_amd64.s
//go:generate go run -C _generate . -kernel single -out ../single_amd64.s

// machineKernel returns the fastest kernel for type t, nil if there is none.
func machineKernel(t gguf.Type, k kind) *panelKernel {
	switch {
	case Has(AVX512 | VNNI):
		if k, ok := kernelsVNNI[t]; ok {
			return k
		}
		return othersVNNI[k]
	case Has(AVX2):
		if k, ok := kernelsAVX2[t]; ok {
			return k
		}
		return othersAVX2[k]
	}
	return nil
}

// VNNI multiplies unsigned weights, which are 128 too large, with signed
// activations.
var (
	kernelsVNNI = map[gguf.Type]*panelKernel{
		gguf.Q8_0: {unpack: unpackQ8VNNI, single: singleQ8VNNI, run: panelScaleVNNI, rows: pair},
		gguf.Q4_0: {unpack: unpackQ4VNNI, single: singleQ4VNNI, run: panelScaleVNNI, rows: pair},
		gguf.Q6_K: {unpack: unpackQ6VNNI, single: singleQ6VNNI, run: panelHalvesVNNI, rows: pair},
	}
	othersVNNI = map[kind]*panelKernel{
		oneScale:    {offset: 128, run: panelScaleVNNI, rows: pair},
		withMinimum: {offset: 128, run: panelMinimumVNNI, rows: pair},
	}
	kernelsAVX2 = map[gguf.Type]*panelKernel{
		gguf.Q8_0: {unpack: unpackQ8AVX2, single: singleQ8AVX2, run: panelScaleAVX2, rows: 8},
		gguf.Q4_0: {unpack: unpackQ4AVX2, single: singleQ4AVX2, run: panelNibblesAVX2, rows: 8},
		gguf.Q6_K: {unpack: unpackQ6AVX2, single: singleQ6AVX2, run: panelHalvesAVX2, rows: 8},
	}
	othersAVX2 = map[kind]*panelKernel{
		oneScale:    {run: panelScaleAVX2, rows: 8},
		withMinimum: {run: panelMinimumAVX2, rows: 8},
	}
)

// packRows copies n times 16 bytes of 16 rows that are stride bytes apart: four
// lines, each of 4 bytes of each row, for each. It needs AVX2.
func packRows(dst, rows []byte, stride, n int) {
	_, _ = dst[:4*line*n], rows[:(panelRows-1)*stride+16*n]
	packRowsAVX2(&dst[0], &rows[0], stride, n)
}

// vectorStore copies acc, [tokens, 32], to dst, where a token's are rows apart, if
// there is a kernel for it.
func vectorStore(dst, acc []float32, rows int) bool {
	if !Has(AVX2) {
		return false
	}
	storePairAVX2(&dst[0], &acc[0], len(acc)/pair, 4*rows)
	return true
}

//go:noescape
func storePairAVX2(dst, acc *float32, tokens, stride int)

//go:noescape
func packRowsAVX2(dst, rows *byte, stride, n int)

// The decoders; see panelKernel.unpack. Those of Q6_K read 256 columns whatever
// blocks says.

//go:noescape
func unpackQ8VNNI(panels, records *byte, blocks int)

//go:noescape
func unpackQ4VNNI(panels, records *byte, blocks int)

//go:noescape
func unpackQ6VNNI(panels, records *byte, blocks int)

//go:noescape
func unpackQ8AVX2(panels, records *byte, blocks int)

//go:noescape
func unpackQ4AVX2(panels, records *byte, blocks int)

//go:noescape
func unpackQ6AVX2(panels, records *byte, blocks int)

// The products; see panelKernel.run. Those with AVX2 do 8 rows of one panel.

//go:noescape
func panelScaleVNNI(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

//go:noescape
func panelMinimumVNNI(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

//go:noescape
func panelHalvesVNNI(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

//go:noescape
func panelScaleAVX2(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

//go:noescape
func panelMinimumAVX2(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

//go:noescape
func panelHalvesAVX2(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

//go:noescape
func panelNibblesAVX2(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)

// The products of one token; see panelKernel.single.

//go:noescape
func singleQ8VNNI(acc *float32, x *int8, records *byte, blocks, stride int)

//go:noescape
func singleQ8AVX2(acc *float32, x *int8, records *byte, blocks, stride int)

//go:noescape
func singleQ4VNNI(acc *float32, x *int8, records *byte, blocks, stride int)

//go:noescape
func singleQ4AVX2(acc *float32, x *int8, records *byte, blocks, stride int)

//go:noescape
func singleQ6VNNI(acc *float32, x *int8, records *byte, blocks, stride int)

//go:noescape
func singleQ6AVX2(acc *float32, x *int8, records *byte, blocks, stride int)
