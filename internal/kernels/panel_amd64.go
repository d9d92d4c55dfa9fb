//go:build !noasm

package kernels

import "github.com/pawgen/pawgen/internal/gguf"

//go:generate go run -C _generate . -kernel panel -out ../panel_amd64.s
//go:generate go run -C _generate . -kernel decode -out ../decode_amd64.s

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
		gguf.Q8_0: {decode: decodeQ8VNNI, run: panelScaleVNNI, rows: pair},
		gguf.Q4_0: {decode: decodeQ4VNNI, run: panelScaleVNNI, rows: pair},
		gguf.Q6_K: {decode: decodeQ6VNNI, run: panelHalvesVNNI, rows: pair},
	}
	othersVNNI = map[kind]*panelKernel{
		oneScale:    {offset: 128, run: panelScaleVNNI, rows: pair},
		withMinimum: {offset: 128, run: panelMinimumVNNI, rows: pair},
	}
	kernelsAVX2 = map[gguf.Type]*panelKernel{
		gguf.Q8_0: {decode: decodeQ8AVX2, run: panelScaleAVX2, rows: 8},
		gguf.Q4_0: {decode: decodeQ4AVX2, run: panelNibblesAVX2, rows: 8},
		gguf.Q6_K: {decode: decodeQ6AVX2, run: panelHalvesAVX2, rows: 8},
	}
	othersAVX2 = map[kind]*panelKernel{
		oneScale:    {run: panelScaleAVX2, rows: 8},
		withMinimum: {run: panelMinimumAVX2, rows: 8},
	}
)

// The decoders; see panelKernel.decode. Those of Q6_K read 256 columns whatever
// blocks says.

//go:noescape
func decodeQ8VNNI(panel, rows *byte, stride, blocks, ahead int)

//go:noescape
func decodeQ4VNNI(panel, rows *byte, stride, blocks, ahead int)

//go:noescape
func decodeQ6VNNI(panel, rows *byte, stride, blocks, ahead int)

//go:noescape
func decodeQ8AVX2(panel, rows *byte, stride, blocks, ahead int)

//go:noescape
func decodeQ4AVX2(panel, rows *byte, stride, blocks, ahead int)

//go:noescape
func decodeQ6AVX2(panel, rows *byte, stride, blocks, ahead int)

// The products; see panelKernel.run. Those with AVX2 do 8 rows of one panel.

//go:noescape
func panelScaleVNNI(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)

//go:noescape
func panelMinimumVNNI(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)

//go:noescape
func panelHalvesVNNI(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)

//go:noescape
func panelScaleAVX2(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)

//go:noescape
func panelMinimumAVX2(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)

//go:noescape
func panelHalvesAVX2(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)

//go:noescape
func panelNibblesAVX2(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)
