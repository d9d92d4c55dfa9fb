//go:build !noasm

package kernels

// packRows copies n times 16 bytes of 16 rows that are stride bytes apart: four
// lines, each of 4 bytes of each row, for each.
func packRows(dst, rows []byte, stride, n int) {
	_, _ = dst[:4*line*n], rows[:(panelRows-1)*stride+16*n]
	packRowsNEON(&dst[0], &rows[0], stride, n)
}

// packRowsNEON is packRows; n is at least 1. See [Matrix.packPair].
//
//go:noescape
func packRowsNEON(dst, rows *byte, stride, n int)

// The kernels of fields: none.
var singlesKernel, wordsKernel, fifthsKernel fieldKernel

// Decoders of two panels, with signed weights; see [panelKernel], unpack. Those of
// types whose own blocks have 256 columns write so many whatever blocks says.

// unpackQ8NEON decodes as [unpackQ8] does.
//
//go:noescape
func unpackQ8NEON(panels, records *byte, blocks int)

// unpackQ4NEON decodes as [unpackQ4] does.
//
//go:noescape
func unpackQ4NEON(panels, records *byte, blocks int)

// unpackQ41NEON decodes as [unpackQ41] does.
//
//go:noescape
func unpackQ41NEON(panels, records *byte, blocks int)

// unpackQ50NEON decodes as [unpackQ50] does.
//
//go:noescape
func unpackQ50NEON(panels, records *byte, blocks int)

// unpackQ51NEON decodes as [unpackQ51] does.
//
//go:noescape
func unpackQ51NEON(panels, records *byte, blocks int)

// unpackIQ4NEON decodes as [unpackIQ4NL] does.
//
//go:noescape
func unpackIQ4NEON(panels, records *byte, blocks int)

// unpackQ4KNEON decodes as [unpackQ4K] does.
//
//go:noescape
func unpackQ4KNEON(panels, records *byte, blocks int)

// unpackQ5KNEON decodes as [unpackQ5K] does.
//
//go:noescape
func unpackQ5KNEON(panels, records *byte, blocks int)

// unpackQ6NEON decodes as [unpackQ6K] does.
//
//go:noescape
func unpackQ6NEON(panels, records *byte, blocks int)

// unpackIQ4XSNEON decodes as [unpackIQ4XS] does.
//
//go:noescape
func unpackIQ4XSNEON(panels, records *byte, blocks int)
