package program

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
)

// Suffix is the ending of the name of the program's file.
func (p *Program) Suffix() string {
	if p.GGUF != nil {
		return BundleSuffix
	}
	return CompactSuffix
}

// Encode returns the program as a file: a .paw bundle if it has its adapter as
// GGUF, else a .pawc file. The same program gives the same bytes. It is an
// error if the program could not be read back or run: see the fields of
// [Program] and [Adapter].
func (p *Program) Encode() ([]byte, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if p.GGUF != nil {
		return p.encodeBundle()
	}
	return p.encodeCompact()
}

// encodeCompact returns a checked program as a .pawc file.
func (p *Program) encodeCompact() ([]byte, error) {
	h, err := headerOf(p)
	if err != nil {
		return nil, err
	}
	if len(h) > maxHeader {
		return nil, fmt.Errorf("header is %d bytes, want at most %d", len(h), maxHeader)
	}
	b := []byte(Magic)
	b = binary.LittleEndian.AppendUint32(b, version)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(h)))
	b = append(b, h...)
	if p.Adapter != nil {
		for _, c := range p.Adapter.Coefficients {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(c))
		}
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...), nil
}

// ID names the program: by its bundle's program_id, or by its content, the
// first 20 hex digits of the SHA-256 of its .pawc file. It is empty for a
// program that [Program.Encode] refuses.
func (p *Program) ID() string {
	if p.GGUF != nil {
		return p.bundleID()
	}
	data, err := p.Encode()
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:10])
}
