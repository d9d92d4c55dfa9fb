//go:build !noasm

package kernels

//go:generate env GOWORK=off go run -C _generate . -kernel unpack -out ../unpack_amd64.s

// packRows copies n times 16 bytes of 16 rows that are stride bytes apart: four
// lines, each of 4 bytes of each row, for each. It needs AVX2.
func packRows(dst, rows []byte, stride, n int) {
	_, _ = dst[:4*line*n], rows[:(panelRows-1)*stride+16*n]
	packRowsAVX2(&dst[0], &rows[0], stride, n)
}

// packRowsAVX2 is packRows; n is at least 1. See [Matrix.packPair].
//
//go:noescape
func packRowsAVX2(dst, rows *byte, stride, n int)

// The kernels of fields. They need AVX2.
var singlesKernel, wordsKernel, fifthsKernel fieldKernel = packSinglesAVX2, packWordsAVX2, packFifthsAVX2

// packSinglesAVX2 packs half-precision numbers as singles. See [packSingle].
//
//go:noescape
func packSinglesAVX2(dst, rows *byte, stride, blocks, size, step int)

// packWordsAVX2 packs words as they are. See [packWord].
//
//go:noescape
func packWordsAVX2(dst, rows *byte, stride, blocks, size, step int)

// packFifthsAVX2 packs fifth bits. See [packFifths].
//
//go:noescape
func packFifthsAVX2(dst, rows *byte, stride, blocks, size, step int)

// Decoders of two panels; see [panelKernel], unpack. Those of types whose own blocks
// have 256 columns read so many whatever blocks says. Where a type has no minimum,
// VNNI's weights are 128 too large, and AVX2's as they lie in the file.

// unpackQ8VNNI decodes as [unpackQ8] does.
//
//go:noescape
func unpackQ8VNNI(panels, records *byte, blocks int)

// unpackQ8AVX2 decodes as [unpackQ8] does.
//
//go:noescape
func unpackQ8AVX2(panels, records *byte, blocks int)

// unpackQ4VNNI decodes as [unpackQ4] does.
//
//go:noescape
func unpackQ4VNNI(panels, records *byte, blocks int)

// unpackQ4AVX2 decodes as [unpackQ4] does.
//
//go:noescape
func unpackQ4AVX2(panels, records *byte, blocks int)

// unpackQ41VNNI decodes as [unpackQ41] does.
//
//go:noescape
func unpackQ41VNNI(panels, records *byte, blocks int)

// unpackQ41AVX2 decodes as [unpackQ41] does.
//
//go:noescape
func unpackQ41AVX2(panels, records *byte, blocks int)

// unpackQ50VNNI decodes as [unpackQ50] does.
//
//go:noescape
func unpackQ50VNNI(panels, records *byte, blocks int)

// unpackQ50AVX2 decodes as [unpackQ50] does.
//
//go:noescape
func unpackQ50AVX2(panels, records *byte, blocks int)

// unpackQ51VNNI decodes as [unpackQ51] does.
//
//go:noescape
func unpackQ51VNNI(panels, records *byte, blocks int)

// unpackQ51AVX2 decodes as [unpackQ51] does.
//
//go:noescape
func unpackQ51AVX2(panels, records *byte, blocks int)

// unpackIQ4VNNI decodes as [unpackIQ4NL] does.
//
//go:noescape
func unpackIQ4VNNI(panels, records *byte, blocks int)

// unpackIQ4AVX2 decodes as [unpackIQ4NL] does.
//
//go:noescape
func unpackIQ4AVX2(panels, records *byte, blocks int)

// unpackQ6VNNI decodes as [unpackQ6K] does.
//
//go:noescape
func unpackQ6VNNI(panels, records *byte, blocks int)

// unpackQ6AVX2 decodes as [unpackQ6K] does.
//
//go:noescape
func unpackQ6AVX2(panels, records *byte, blocks int)

// unpackQ4KVNNI decodes as [unpackQ4K] does.
//
//go:noescape
func unpackQ4KVNNI(panels, records *byte, blocks int)

// unpackQ4KAVX2 decodes as [unpackQ4K] does.
//
//go:noescape
func unpackQ4KAVX2(panels, records *byte, blocks int)

// unpackQ5KVNNI decodes as [unpackQ5K] does.
//
//go:noescape
func unpackQ5KVNNI(panels, records *byte, blocks int)

// unpackQ5KAVX2 decodes as [unpackQ5K] does.
//
//go:noescape
func unpackQ5KAVX2(panels, records *byte, blocks int)

// unpackIQ4XSVNNI decodes as [unpackIQ4XS] does.
//
//go:noescape
func unpackIQ4XSVNNI(panels, records *byte, blocks int)

// unpackIQ4XSAVX2 decodes as [unpackIQ4XS] does.
//
//go:noescape
func unpackIQ4XSAVX2(panels, records *byte, blocks int)
